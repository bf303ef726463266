"""Links that open the screen and nothing else."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from backend.dashboard.schemas.screen import _Read


class KioskLinkIn(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Annotated[str, Field(min_length=1, max_length=64, description="Where the screen hangs.")]
    ends_on: Annotated[date | None, Field(description="The last day on which it opens; null: until it is revoked.")] = (
        None
    )


class KioskLinkOut(_Read):
    id: int
    name: str
    made_at: datetime
    ends_on: date | None
    revoked_at: datetime | None
    open: Annotated[bool, Field(description="It opens the screen today.")]


class NewKioskLinkOut(KioskLinkOut):
    token: Annotated[str, Field(description="Told this once: only a hash of it is kept.")]


class KioskLinksOut(_Read):
    items: list[KioskLinkOut]
