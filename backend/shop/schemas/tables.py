"""The tables of the shop's desk, as the office asks for them: what is wanted, in which order, and as which file."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from backend.core.paging import PageQuery
from backend.shop.schemas.orders import (
    AddressOut,
    BuyerOut,
    Delivery,
    Id,
    OrderLineOut,
    OrderState,
    PaymentState,
    PaymentStatus,
    Provider,
    SkuKind,
)

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Cents = Annotated[int, Field(ge=0, le=2**31 - 1)]
Columns = Annotated[str, Field(max_length=400, description="Names of columns with commas between; empty: all.")]
Language = Annotated[Literal["zh-CN", "en"], Field(description="Of the heads and words of the file.")]
OrderSort = Literal["placed", "-placed", "amount", "-amount", "until", "-until"]
StockSort = Literal[
    "added",
    "-added",
    "title",
    "-title",
    "on_hand",
    "-on_hand",
    "reserved",
    "-reserved",
    "left",
    "-left",
    "price",
    "-price",
]
PaymentSort = Literal["made", "-made", "amount", "-amount"]
MOST_SLIPS = 100


class OrdersFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=64, description="A number, a tracking number, or a reader's name.")] = ""
    state: Annotated[OrderState | Literal["open", "all"], Field(description="open: something is still to happen.")] = (
        "all"
    )
    payment_status: PaymentStatus | None = None
    delivery: Delivery | None = None
    reader: Annotated[Id | None, Field(description="Whose account it is.")] = None
    placed_from: Annotated[Day | None, Field(description="This day and later, where the library stands.")] = None
    placed_to: Day | None = None
    cents_from: Annotated[Cents | None, Field(description="So much in all, or more.")] = None
    cents_to: Cents | None = None
    late: Annotated[bool, Field(description="Only what lies ready and was not collected in time.")] = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.placed_from and self.placed_to and self.placed_from > self.placed_to:
            raise PydanticCustomError("dates_reversed", "The last day is before the first.")
        return self


class StaffOrdersQuery(OrdersFilter, PageQuery):
    sort: OrderSort = "-placed"


class OrdersCsvQuery(OrdersFilter):
    sort: OrderSort = "-placed"
    columns: Columns = ""
    lang: Language = "zh-CN"


class SlipsQuery(OrdersFilter):
    ids: Annotated[
        str | None,
        Field(pattern=r"^\d{1,9}(,\d{1,9}){0,99}$", description="Of orders, with commas between; null: all that fit."),
    ] = None


class SlipOut(BaseModel):
    """What goes into one parcel, and for whom."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    state: OrderState
    delivery: Delivery
    placed_on: date
    slot: str | None
    pickup_until: date | None
    carrier: str | None
    tracking_number: str | None
    address: AddressOut | None
    note: str | None
    reader: BuyerOut | None
    lines: list[OrderLineOut]


class SlipsOut(BaseModel):
    items: Annotated[list[SlipOut], Field(description=f"At most {MOST_SLIPS}, in the order of the ids, or by day.")]
    total: Annotated[int, Field(description="Of those that fit; more than there are slips: the rest was left out.")]


class StockFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=64, description="Words of a title, or an ISBN.")] = ""
    kind: SkuKind | None = None
    on_sale: bool | None = None
    scarce: Annotated[bool, Field(description="Only what is nearly gone.")] = False
    reserved: Annotated[bool, Field(description="Only what is set aside for somebody.")] = False


class StockQuery(StockFilter, PageQuery):
    sort: StockSort = "-added"


class StockCsvQuery(StockFilter):
    sort: StockSort = "-added"
    columns: Columns = ""
    lang: Language = "zh-CN"


class PaymentsFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=64, description="The beginning of an order's number.")] = ""
    state: PaymentState | None = None
    provider: Provider | None = None
    method: Literal["cash", "card"] | None = None
    made_from: Annotated[Day | None, Field(description="This day and later, where the library stands.")] = None
    made_to: Day | None = None
    refunded: Annotated[bool, Field(description="Only what some money of went back.")] = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.made_from and self.made_to and self.made_from > self.made_to:
            raise PydanticCustomError("dates_reversed", "The last day is before the first.")
        return self


class PaymentsQuery(PaymentsFilter, PageQuery):
    sort: PaymentSort = "-made"


class PaymentsCsvQuery(PaymentsFilter):
    sort: PaymentSort = "-made"
    columns: Columns = ""
    lang: Language = "zh-CN"


class PaymentLineOut(BaseModel):
    """An attempt to pay for an order."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    order_id: int
    order_number: str
    provider: Provider
    method: str | None
    state: PaymentState
    amount_cents: int
    captured_cents: int
    refunded_cents: int
    currency: str
    problem: str | None
    made_at: datetime
    changed_at: datetime


class PaymentLinesOut(BaseModel):
    items: list[PaymentLineOut]
    page: int
    size: int
    total: int
