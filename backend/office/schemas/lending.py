"""Loans, holds and fines as the office lists them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.circulation.schemas.cards import Cause, Kind
from backend.circulation.schemas.lines import DeskHoldsPageOut, DeskLoansPageOut, HoldState, LoanState, ReaderNameOut
from backend.circulation.schemas.policies import KindOut
from backend.core.paging import PageQuery
from backend.office.schemas.books import Columns, Id, Language

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
LoanSort = Literal["due", "-due", "borrowed", "-borrowed", "returned", "-returned"]
HoldSort = Literal["placed", "-placed", "pickup", "-pickup"]
FineSort = Literal["made", "-made", "amount", "-amount"]
LOAN_COLUMNS = (
    *("id", "title", "barcode", "reader", "card_number", "state", "channel", "borrowed_on", "due_on", "days_overdue"),
    *("fine_cents", "renewals", "max_renewals", "contacted_on", "claimed_on", "lost_on", "returned_on"),
)
HOLD_COLUMNS = (
    *("id", "title", "reader", "card_number", "state", "position", "queue_length", "placed_at", "pickup_until"),
    *("suspended_until", "not_needed_after", "barcode", "location", "shelf_mark"),
)
FINE_COLUMNS = (
    *("id", "made_at", "reader", "card_number", "kind", "cause", "amount_cents", "currency", "title", "reason"),
    "made_by",
)


class LoansFilter(BaseModel):
    """A loan that is over is not found by whose it was."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        str, Field(max_length=100, description="How a barcode begins; part of a title; who has it at home.")
    ] = ""
    state: LoanState | Literal["open", "overdue", "lent", "all"] = "open"
    reader: Id | None = None
    book: Id | None = None
    group: Id | None = None
    borrowed_from: Day | None = None
    borrowed_to: Day | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    returned_from: Day | None = None
    returned_to: Day | None = None
    days: Annotated[int | None, Field(ge=1, le=3650, description="Overdue by so many days at least.")] = None
    asked: Annotated[bool | None, Field(description="Whether staff have asked for it beside the reminders.")] = None


class LoansTableQuery(LoansFilter, PageQuery):
    sort: LoanSort = "due"


class LoansCsvQuery(LoansFilter):
    sort: LoanSort = "due"
    columns: Columns = ""
    lang: Language = "zh-CN"


class NarrowedOut(BaseModel):
    """What a table is narrowed to, by its name."""

    reader_name: str | None
    book_title: str | None
    groups: list[KindOut]


class LoansTableOut(DeskLoansPageOut, NarrowedOut):
    pass


class HoldsFilter(BaseModel):
    """A hold that is over is not found by whose it was."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=100, description="Part of a title; who waits; how a barcode begins.")] = ""
    state: HoldState | Literal["open", "all"] = "open"
    reader: Id | None = None
    book: Id | None = None
    group: Id | None = None
    placed_from: Day | None = None
    placed_to: Day | None = None
    pickup_from: Day | None = None
    pickup_to: Day | None = None
    suspended: Annotated[bool | None, Field(description="Its reader does not want it for now.")] = None


class HoldsTableQuery(HoldsFilter, PageQuery):
    sort: HoldSort = "placed"


class HoldsCsvQuery(HoldsFilter):
    sort: HoldSort = "placed"
    columns: Columns = ""
    lang: Language = "zh-CN"


class HoldsTableOut(DeskHoldsPageOut, NarrowedOut):
    pass


class FinesFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=100, description="Whose it is; part of the reason.")] = ""
    reader: Id | None = None
    kind: Kind | None = None
    cause: Cause | None = None
    made_from: Day | None = None
    made_to: Day | None = None


class FinesTableQuery(FinesFilter, PageQuery):
    sort: FineSort = "-made"


class FinesCsvQuery(FinesFilter):
    sort: FineSort = "-made"
    columns: Columns = ""
    lang: Language = "zh-CN"


class FineLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    made_at: datetime
    kind: Kind
    cause: Cause
    amount_cents: Annotated[int, Field(description="Positive: owed; negative: paid, waived or taken back.")]
    currency: str
    reason: str | None
    loan_id: int | None
    book_id: int | None
    title: str | None
    made_by: Annotated[str | None, Field(description="Null: the library's own clockwork.")]
    reader: Annotated[ReaderNameOut | None, Field(description="Null: the account is gone.")]


class FinesTableOut(BaseModel):
    items: list[FineLineOut]
    page: int
    size: int
    total: int
    sum_cents: Annotated[int, Field(description="Of all entries that were found.")]
    owing_readers: int
    owed_cents: Annotated[int, Field(description="What all who owe something owe together.")]
    reader_name: str | None
    time_zone: str
