"""Shapes of the rules of lending and of their test bench."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.circulation.schemas.lines import RefusalOut

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), le=date(2200, 12, 31))]
Days = Annotated[int, Field(ge=0, le=3650)]
SomeDays = Annotated[int, Field(ge=1, le=3650)]
Number = Annotated[int, Field(ge=0, le=1000)]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
KindName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class PolicyValues(BaseModel):
    """0 means none, except where a field says otherwise. Money is cents."""

    model_config = ConfigDict(extra="forbid", strict=True)

    lends: Annotated[bool, Field(description="False: not to be taken home.")] = True
    loan_days: SomeDays
    max_loans: Annotated[Number, Field(description="All open loans of the reader, of whatever type.")]
    hard_due_on: Day | None = None
    hard_due_kind: Literal["exact", "not_after", "not_before"] | None = None
    within_card: Annotated[bool, Field(description="Due no later than the last day of the card.")] = True
    self_issue: Annotated[bool, Field(description="Readers borrow by themselves, without the desk.")] = False
    max_renewals: Number
    renew_days: Days
    renew_window_days: Annotated[Days, Field(description="So many days before the due date; 0: at any time.")]
    renew_base: Literal["from_today", "from_due"]
    overdue_renew_days: Days
    max_holds: Number
    pickup_open_days: Annotated[int, Field(ge=1, le=60)]
    request_valid_days: SomeDays
    noshow_block_days: Days
    grace_days: Days
    fine_per_open_day_cents: Cents
    fine_cap_cents: Annotated[Cents, Field(description="0: no cap but the price of the book.")]
    suspend_days_per_overdue_day: Annotated[int, Field(ge=0, le=60, description="Above 0: instead of money.")]
    block_fine_cents: Annotated[Cents, Field(description="From this debt on; 0: never.")]
    block_overdue_items: Annotated[Number, Field(description="From so many on; 0: never.")]
    lost_after_days: SomeDays
    lost_processing_cents: Cents
    refund_days: Days

    @model_validator(mode="after")
    def _day_and_kind_go_together(self) -> Self:
        if (self.hard_due_on is None) != (self.hard_due_kind is None):
            raise PydanticCustomError("hard_due_incomplete", "A fixed day and how it counts are given together.")
        return self


class NewPolicyIn(PolicyValues):
    group_id: Key | None = None
    item_type_id: Key | None = None
    location_id: Key | None = None


class PolicyIn(PolicyValues):
    """What a policy says from now on; what it is for stays."""


class PolicyOut(PolicyValues):
    model_config = ConfigDict(from_attributes=True, extra="ignore", strict=False)

    id: int
    scope: Annotated[str, Field(description="`group:type:place`, * for all.")]
    group_id: int | None
    item_type_id: int | None
    location_id: int | None
    changed_at: datetime


class KindIn(BaseModel):
    """A group of readers or a type of items."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=32)]
    name_zh: KindName
    name_en: KindName
    position: Annotated[int, Field(ge=0, le=10_000)] = 0


class KindOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    code: str
    name_zh: str
    name_en: str
    position: int


class CountedKindOut(KindOut):
    count: Annotated[int, Field(description="Readers of this group, or copies of this type.")]


class GroupsOut(BaseModel):
    items: list[CountedKindOut]


class PoliciesOut(BaseModel):
    items: Annotated[list[PolicyOut], Field(description="The library's default first.")]
    groups: list[KindOut]
    item_types: list[KindOut]
    locations: list[KindOut]
    may_change: Annotated[bool, Field(description="Whether the caller may change them.")]
    today: Annotated[date, Field(description="Where the library stands.")]


class TrialQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reader: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=254),
        Field(description="Number of the card, user name or e-mail address."),
    ]
    barcode: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
    on: Annotated[Day | None, Field(description="As if it were this day; today when it is left out.")] = None


class TrialReaderOut(BaseModel):
    id: int
    display_name: str
    card_number: str
    group_id: int
    valid_until: date | None


class TrialItemOut(BaseModel):
    barcode: str
    book_id: int
    title: str
    item_type_id: int
    location_id: int


class AskedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    scope: str
    policy_id: int | None


class StepOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: Literal["loan_days", "renew_days", "hard_due", "within_card", "not_past", "rolled"]
    on: date


class TrialOut(BaseModel):
    reader: TrialReaderOut
    item: TrialItemOut
    on: date
    asked: Annotated[list[AskedOut], Field(description="The scopes in the order in which they are asked.")]
    policy: PolicyOut
    due_on: date
    due_at: datetime
    time_zone: str
    steps: Annotated[list[StepOut], Field(description="What has a say in the due date, in its order.")]
    allowed: bool
    reasons: list[RefusalOut]
