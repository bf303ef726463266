"""Shapes of the notice routes."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class NoticeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Annotated[str, Field(description="What it tells of; the page has words for each kind.")]
    facts: Annotated[dict[str, str | int | float | bool | None], Field(description="Values for these words.")]
    made_at: datetime
    read_at: datetime | None


class NoticePageOut(BaseModel):
    items: list[NoticeOut]
    page: int
    size: int
    total: int
    unread: Annotated[int, Field(description="All that are not read, not only on this page.")]


class UnreadOut(BaseModel):
    unread: int
