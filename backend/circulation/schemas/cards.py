"""Shapes of readers' cards and of what they owe."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.circulation.schemas.policies import Day, Key, KindOut
from backend.core.paging import PageQuery

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Amount = Annotated[int, Field(ge=1, le=10_000_000, description="Cents.")]
Kind = Literal["charge", "payment", "waiver", "refund", "payout"]
Cause = Literal["overdue", "lost", "processing", "damage", "other"]


class CardOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    user_id: int
    number: str
    group_id: int
    valid_until: Annotated[date | None, Field(description="The last day on which it is good; null: for ever.")]
    blocked_at: datetime | None
    block_reason: str | None
    blocked_until: Annotated[date | None, Field(description="The last day of the block; null: until it is lifted.")]
    suspended_until: date | None
    no_shows: int


class AccruedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    loan_id: int
    book_id: int
    title: str
    due_on: date
    days: Annotated[int, Field(description="Open days that count, after the days of grace.")]
    cents: int
    suspension_days: Annotated[int, Field(description="Days without borrowing instead of money.")]


class OpenChargeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    loan_id: int | None
    cause: Cause
    cents: int
    title: str | None
    book_id: int | None


class ReaderAccountOut(BaseModel):
    """What the desk sees of a reader's card and purse."""

    name: str
    display_name: str
    card: CardOut
    groups: list[KindOut]
    debt_cents: Annotated[int, Field(description="Negative: the library owes the reader.")]
    accrued_cents: Annotated[int, Field(description="What comes on top if all late books came back now.")]
    block_from_cents: Annotated[int, Field(description="From this debt on nothing is lent, by the default rules.")]
    open_charges: list[OpenChargeOut]
    accrued: list[AccruedOut]
    time_zone: str
    today: date


class CardIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    group_id: Key = 1
    valid_until: Day | None = None
    suspended_until: Day | None = None


class BlockIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Why
    until: Annotated[Day | None, Field(description="The last day; null: until somebody lifts it.")] = None


class FinesQuery(PageQuery):
    user_id: Key


class FineEntryOut(BaseModel):
    id: int
    kind: Kind
    cause: Cause
    amount_cents: Annotated[int, Field(description="Positive: owed; negative: paid, waived or taken back.")]
    currency: str
    reason: str | None
    loan_id: int | None
    book_id: int | None
    title: str | None
    made_at: datetime


class FinePageOut(BaseModel):
    items: list[FineEntryOut]
    page: int
    size: int
    total: int
    debt_cents: int


class MyFinesOut(FinePageOut):
    accrued_cents: int
    accrued: list[AccruedOut]
    suspended_until: date | None
    blocked: bool
    block_reason: str | None
    valid_until: date | None
    today: date
    time_zone: str


class ChargeIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    user_id: Key
    cents: Amount
    cause: Literal["damage", "other"]
    reason: Why


class PaymentIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    user_id: Key
    cents: Amount
    loan_id: Annotated[Key | None, Field(description="For this loan; else the oldest charges first.")] = None
    cause: Annotated[Cause | None, Field(description="Only what was charged for this.")] = None


class WaiverIn(PaymentIn):
    reason: Why


class PayoutIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    user_id: Key
    cents: Amount


class SettledOut(BaseModel):
    debt_cents: int
    settled_cents: Annotated[int, Field(description="What was written now, over all entries.")]
