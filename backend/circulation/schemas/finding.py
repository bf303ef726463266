"""Shapes of what the desk looks for."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.circulation.schemas.desk import DeskCopyOut
from backend.circulation.schemas.lines import DeskHoldOut, DeskLoanOut, Id
from backend.circulation.schemas.policies import KindOut


class ReadersQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=254)]


class FoundReaderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    display_name: str
    email: str | None
    card_number: str


class FoundReadersOut(BaseModel):
    items: Annotated[list[FoundReaderOut], Field(description="The likeliest first; a few at most.")]


class ItemTypeIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    item_type_id: Id


class ScannedCopyOut(DeskCopyOut):
    model_config = ConfigDict(from_attributes=True)

    reference_only: bool
    item_type: KindOut
    loan: Annotated[DeskLoanOut | None, Field(description="The open one.")]
    hold: Annotated[DeskHoldOut | None, Field(description="For whom it is set aside.")]
