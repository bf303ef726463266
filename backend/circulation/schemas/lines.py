"""Loans and holds as lists show them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.catalog.schemas import BookCardOut
from backend.core.paging import PageQuery

LoanState = Literal["active", "claimed_returned", "lost", "returned", "lost_paid", "voided"]
HoldState = Literal["queued", "allocated", "ready", "fulfilled", "cancelled", "expired", "no_show"]
Condition = Literal["ok", "damaged", "in_repair", "missing", "lost", "withdrawn", "on_order", "in_process"]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Barcode = Annotated[str, Field(min_length=1, max_length=64, description="As the scanner reads it.")]
Words = Annotated[str, Field(max_length=255)]
TimeZone = Annotated[str, Field(description="Where the library stands; its dates are meant there.")]


class RefusalOut(BaseModel):
    """Why something is refused; beside the code the numbers that belong to it."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    overridable: Annotated[bool, Field(description="Staff may overrule it, with a comment.")] = False
    count: int | None = None
    limit: int | None = None
    cents: int | None = None
    limit_cents: int | None = None
    days: int | None = None
    until: date | None = None
    from_on: date | None = None
    due_on: date | None = None
    valid_until: date | None = None
    condition: Condition | None = None
    state: str | None = None


class ReaderNameOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    card_number: str


class LoanOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    book: BookCardOut
    barcode: str
    state: LoanState
    channel: Annotated[Literal["desk", "self"], Field(description="Lent at the desk, or by the reader himself.")]
    borrowed_at: datetime
    borrowed_on: date
    due_on: Annotated[date, Field(description="The truth, where the library stands: show it as it is.")]
    due_at: Annotated[datetime, Field(description="The last second of that day, for comparisons.")]
    days_overdue: Annotated[int, Field(description="0: it is not, or was not when it came back.")]
    renewals: int
    max_renewals: int
    fine_cents: Annotated[int, Field(description="What it would cost if it came back now.")]
    claimed_on: Annotated[date | None, Field(description="When the reader said that he had returned it.")]
    lost_on: date | None
    returned_on: date | None
    undo_until: Annotated[
        datetime | None,
        Field(description="Until when its reader can take it back as if he had not borrowed it; null: he cannot."),
    ]
    renewable_until: Annotated[date | None, Field(description="Due then, if renewed today; null: it cannot be.")]
    renewal_reasons: Annotated[list[RefusalOut], Field(description="Why it cannot be renewed.")]


class DeskLoanOut(LoanOut):
    """For the desk: with whose loan it is."""

    reader: ReaderNameOut | None
    contacted_on: Annotated[
        date | None, Field(description="When staff last asked for it; null: never, or it is not overdue.")
    ]


class CopyLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    barcode: str
    condition: Condition
    location_zh: str
    location_en: str
    shelf_mark: str | None


class HoldOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    book: BookCardOut
    state: HoldState
    placed_at: datetime
    position: Annotated[int | None, Field(description="From 1; null: a copy is set aside, or it is over.")]
    queue_length: int
    suspended_until: Annotated[date | None, Field(description="The first day on which it counts again.")]
    not_needed_after: date
    pickup_until: Annotated[date | None, Field(description="The last day on which the book lies ready.")]
    extendable: Annotated[bool, Field(description="The reader may have it lie ready for as long again.")]
    estimate_from_on: Annotated[date | None, Field(description="When the book may come, at the soonest.")]
    estimate_to_on: date | None


class DeskHoldOut(HoldOut):
    """For the desk: with whose hold it is, and the copy that is set aside."""

    reader: ReaderNameOut | None
    copy_line: Annotated[CopyLineOut | None, Field(alias="copy")]


class LoansQuery(PageQuery):
    state: Annotated[Literal["open", "closed"], Field(description="open: first due first; closed: last first.")] = (
        "open"
    )


class LoansPageOut(BaseModel):
    items: list[LoanOut]
    page: int
    size: int
    total: int
    time_zone: TimeZone
    keeps_history: Annotated[bool, Field(description="Loans that are over are remembered: the reader chose so.")]


class DeskLoansOverOut(BaseModel):
    items: list[LoanOut]
    page: int
    size: int
    total: int
    keeps_history: Annotated[bool, Field(description="The reader has his loans remembered.")]
    time_zone: TimeZone


class HoldsOut(BaseModel):
    items: list[HoldOut]
    time_zone: TimeZone


class DeskLoansPageOut(BaseModel):
    items: list[DeskLoanOut]
    page: int
    size: int
    total: int
    time_zone: TimeZone


class DeskHoldsPageOut(BaseModel):
    items: list[DeskHoldOut]
    page: int
    size: int
    total: int
    time_zone: TimeZone


class CirculationEventOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    action: str
    before: str | None
    after: str
    actor: Annotated[str | None, Field(description="Who did it; null: the library's own clockwork, or forgotten.")]
    actor_role: str
    reason: str | None
    facts: dict[str, Any]
    happened_at: datetime


class CirculationEventsOut(BaseModel):
    items: Annotated[list[CirculationEventOut], Field(description="The last first.")]


class EventsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    entity: Literal["copy", "hold", "loan"]
    id: Annotated[int, Field(ge=1, le=2**31 - 1)]
