"""Shapes of what the desk does."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.catalog.schemas import BookCardOut
from backend.circulation.schemas.lines import (
    Barcode,
    CopyLineOut,
    DeskHoldOut,
    DeskLoanOut,
    Id,
    RefusalOut,
    TimeZone,
    Words,
)


class ReaderQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, Field(min_length=1, max_length=254, description="Card number, user name or e-mail.")]


class DeskCardOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    number: str
    group_id: int
    group_zh: str
    group_en: str
    valid_until: date | None
    blocked: bool
    block_reason: str | None
    suspended_until: date | None
    no_shows: int


class DeskReaderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    display_name: str
    email: str | None
    card: DeskCardOut
    loans: Annotated[list[DeskLoanOut], Field(description="Open ones, the first due first.")]
    holds: Annotated[list[DeskHoldOut], Field(description="Open ones; what lies ready first.")]
    debt_cents: Annotated[int, Field(description="Below 0: the library owes the reader.")]
    accrued_cents: Annotated[int, Field(description="What late books would cost if they came back now.")]
    blocks: Annotated[list[RefusalOut], Field(description="Why nothing can be lent to him, whatever the copy.")]
    time_zone: TimeZone


class Overruled(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    overrides: Annotated[list[str], Field(max_length=20, description="Codes of the reasons to overrule.")] = []
    comment: Annotated[Words, Field(description="Why; needed for what is overruled.")] = ""


class CheckOutIn(Overruled):
    user_id: Id
    barcode: Barcode
    take_from: Annotated[
        Literal["cancel", "requeue"] | None,
        Field(description="What becomes of the hold of another reader for whom the copy is set aside."),
    ] = None


class CheckOutOut(BaseModel):
    loan: DeskLoanOut
    new: Annotated[bool, Field(description="False: the copy was the reader's already; nothing has changed.")]
    time_zone: TimeZone


class CheckInIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    barcode: Barcode
    returned_on: Annotated[date | None, Field(description="The day it was put into the drop box.")] = None
    condition: Annotated[
        Literal["damaged", "in_repair"] | None, Field(description="Null: nothing is wrong with it.")
    ] = None


class CheckInOut(BaseModel):
    outcome: Annotated[
        Literal["shelf", "hold_shelf", "repair", "not_on_loan", "unknown_barcode"],
        Field(description="Where the copy goes now."),
    ]
    barcode: str
    copy_line: Annotated[CopyLineOut | None, Field(alias="copy")]
    book: BookCardOut | None
    loan: Annotated[DeskLoanOut | None, Field(description="The loan that ended by this scan.")]
    fine_cents: Annotated[int, Field(description="What was charged for it now.")]
    hold: Annotated[DeskHoldOut | None, Field(description="For whom it lies ready.")]
    time_zone: TimeZone


class DeskHoldIn(Overruled):
    user_id: Id
    book_id: Id


class ShelveIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    barcode: Barcode


class ReasonIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Annotated[Words, Field(description="Why.")] = ""


class MoveIn(ReasonIn):
    before_id: Annotated[Id | None, Field(description="The hold that comes next; null: to the end.")] = None


class DueIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    due_on: Annotated[date, Field(description="A later day; a closed one becomes the next open one.")]
    reason: Words = ""


class TitleQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    book_id: Id


class TitleQueueOut(BaseModel):
    items: Annotated[list[DeskHoldOut], Field(description="Those for whom a copy is set aside first.")]
    time_zone: TimeZone


class DeskCopyOut(BaseModel):
    copy_line: Annotated[CopyLineOut, Field(alias="copy")]
    book: BookCardOut
