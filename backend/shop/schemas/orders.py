"""Orders: as they are asked for, in lists, and with everything that happened to them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.core.paging import PageQuery

OrderState = Literal[
    "pending_payment",
    "confirmed",
    "packing",
    "shipped",
    "ready_for_pickup",
    "completed",
    "cancelled",
    "expired",
    "returned",
]
PaymentStatus = Literal["none", "authorised", "partial", "paid", "overpaid", "part_refunded", "refunded"]
PaymentState = Literal["created", "processing", "authorised", "captured", "failed", "voided"]
RefundState = Literal["pending", "refunded", "failed"]
Delivery = Literal["pickup", "shipping"]
Provider = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,23}$", description="One of those of GET /api/checkout.")]
SkuKind = Literal["new", "used"]
Action = Literal[
    "cancel",
    "start",
    "put_back",
    "ship",
    "ready",
    "deliver",
    "hand_over",
    "not_collected",
    "return_lines",
    "pay",
    "take_payment",
    "refund",
    "invoice",
]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]


class OrderIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    delivery: Delivery
    address_id: Annotated[Id | None, Field(description="Of the reader's own address book; to send it there.")] = None
    provider: Annotated[Provider, Field(description="pay_at_desk: only for what is picked up.")]
    voucher_code: Code | None = None
    note: Annotated[str | None, StringConstraints(strip_whitespace=True, max_length=500)] = None
    price_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Of the quote that the reader agrees to.")]


class AddressOut(BaseModel):
    """Where it goes, as it was when the order was placed."""

    recipient: str
    phone: str
    country: str
    region: str
    city: str
    district: str
    street: str
    postal_code: str


class OrderLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    sku_id: int
    book_id: int
    kind: SkuKind
    title: str
    author: str
    isbn13: str | None
    cover: str | None
    quantity: int
    list_cents: Annotated[int, Field(description="Of one piece, without the discount of the day.")]
    unit_cents: int
    total_cents: int
    voucher_cents: Annotated[int, Field(description="Its share of the voucher, not yet taken off the total.")]
    returned: int


class OrderPaymentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    provider: Provider
    state: PaymentState
    amount_cents: int
    captured_cents: int
    refunded_cents: int
    currency: str
    method: Annotated[str | None, Field(description="At the desk: cash or card.")]
    problem: str | None
    made_at: datetime
    changed_at: datetime


class OrderRefundOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    payment_id: int
    state: RefundState
    amount_cents: int
    reason: str
    attempts: int
    problem: str | None
    made_at: datetime
    changed_at: datetime


class OrderReturnOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    line_id: int
    quantity: int
    restocked: Annotated[bool, Field(description="It can be sold again.")]
    refund_cents: int
    reason: str
    made_at: datetime


class OrderEventOut(BaseModel):
    """Something that happened to the order, to a payment or to a refund of it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    entity: Literal["order", "payment", "refund"]
    entity_id: int
    action: str
    before: str | None
    after: str
    actor_role: Annotated[str, Field(description="reader, staff, admin, or clockwork: the library's own.")]
    reason: str | None
    facts: dict[str, Any]
    happened_at: datetime


class OrderSummaryOut(BaseModel):
    """An order as a list shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    state: OrderState
    payment_status: PaymentStatus
    delivery: Delivery
    provider: Provider
    currency: str
    goods_cents: int
    voucher_code: str | None
    voucher_cents: int
    shipping_cents: int
    total_cents: int
    tax_cents: Annotated[int, Field(description="Contained in the total.")]
    captured_cents: int
    refunded_cents: Annotated[int, Field(description="Given back, or asked to be.")]
    owed_cents: Annotated[int, Field(description="Still to be paid.")]
    placed_at: datetime
    placed_on: date
    expires_at: Annotated[datetime | None, Field(description="Until then its pieces are set aside.")]
    confirmed_on: date | None
    shipped_at: datetime | None
    carrier: str | None
    tracking_number: str | None
    slot: str | None
    pickup_until: date | None
    completed_on: date | None
    invoice_number: str | None
    return_until: Annotated[date | None, Field(description="The last day on which lines may come back.")]
    returnable: Annotated[bool, Field(description="Whether that day is not over where the library stands.")]
    lines: list[OrderLineOut]
    may: Annotated[list[Action], Field(description="What the one who asks may do with it now.")]


class OrderOut(OrderSummaryOut):
    """An order with its money, and what happened to it, the first thing first."""

    address: AddressOut | None
    note: str | None
    payments: list[OrderPaymentOut]
    refunds: list[OrderRefundOut]
    returns: list[OrderReturnOut]
    events: Sequence[OrderEventOut]


class BuyerOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


class StaffOrderSummaryOut(OrderSummaryOut):
    reader: Annotated[BuyerOut | None, Field(description="Null: the account is closed.")]


class StaffOrderEventOut(OrderEventOut):
    actor_id: Annotated[int | None, Field(description="Null: the library's own clockwork, or forgotten.")]


class StaffOrderOut(OrderOut):
    reader: Annotated[BuyerOut | None, Field(description="Null: the account is closed.")]
    events: list[StaffOrderEventOut]
    people: Annotated[list[BuyerOut], Field(description="Who did something with it.")]


class OrderCountsOut(BaseModel):
    """Orders that are not over, by their state."""

    model_config = ConfigDict(from_attributes=True)

    pending_payment: int
    confirmed: int
    packing: int
    shipped: int
    ready_for_pickup: int
    not_collected: Annotated[int, Field(description="Of those that lie ready: nobody came in time.")]


class OrdersPageOut(BaseModel):
    items: list[OrderSummaryOut]
    page: int
    size: int
    total: int
    time_zone: Annotated[str, Field(description="Where the library stands; its dates are meant there.")]


class StaffOrdersPageOut(BaseModel):
    items: list[StaffOrderSummaryOut]
    page: int
    size: int
    total: int
    time_zone: str


class OrdersQuery(PageQuery):
    state: Annotated[OrderState | Literal["open"] | None, Field(description="open: something is still to happen.")] = (
        None
    )


class CancelIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Reason | None = None


class ShipIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    carrier: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    tracking_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class ReadyIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slot: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]


class ReturnedLineIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    line_id: Id
    quantity: Annotated[int, Field(ge=1, le=10_000)]
    restocked: bool


class ReturnsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lines: Annotated[list[ReturnedLineIn], Field(min_length=1, max_length=100)]
    reason: Annotated[Reason, Field(min_length=1)]


class InvoiceQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    locale: Literal["zh-CN", "en"] = "zh-CN"
