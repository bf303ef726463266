"""Paying: what readers see of it, what the desk does, and what the staff look after."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.core.paging import PageQuery

PaymentState = Literal["created", "processing", "authorised", "captured", "failed", "voided"]
RefundState = Literal["pending", "refunded", "failed"]
Delivery = Literal["pickup", "shipping"]
Cents = Annotated[int, Field(ge=1, le=100_000_000)]
Outcome = Annotated[str, Field(description="What was made of it: captured, duplicate, wrong_amount, late …")]


class WayOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    online: Annotated[bool, Field(description="The reader pays at the provider's own page.")]
    pretended: Annotated[bool, Field(description="Nobody's money is taken: for trying things out.")]
    deliveries: list[Delivery]


class PaymentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    provider: str
    state: PaymentState
    amount_cents: int
    captured_cents: int
    refunded_cents: Annotated[int, Field(description="Given back, or to be given back.")]
    currency: str
    method: Annotated[Literal["cash", "card"] | None, Field(description="At the desk.")]
    problem: Annotated[str | None, Field(description="Why it failed, in the provider's word.")]
    made_at: datetime
    changed_at: datetime


class BegunOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    payment: PaymentOut
    redirect: Annotated[str, Field(description="Where the reader pays.")]


class PayStateOut(BaseModel):
    """How paying for an order stands."""

    model_config = ConfigDict(from_attributes=True)

    order_id: int
    number: str
    state: str
    payment_status: str
    provider: str
    pretended: bool
    currency: str
    total_cents: int
    owed_cents: int
    expires_at: Annotated[datetime | None, Field(description="Until then its pieces are set aside.")]
    now: Annotated[datetime, Field(description="By the library's clock: how long there is still time.")]
    payment: Annotated[PaymentOut | None, Field(description="The last attempt.")]


class EventTakenOut(BaseModel):
    outcome: Outcome


class DeskPaymentIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    method: Literal["cash", "card"]
    amount_cents: Cents
    given_cents: Annotated[Cents | None, Field(description="Cash that the reader hands over; the rest is change.")] = (
        None
    )


class RefundIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    amount_cents: Cents
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class RefundOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    payment_id: int
    provider: Annotated[str, Field(description="The way it goes back; pay_at_desk: staff hand it out.")]
    state: RefundState
    amount_cents: int
    reason: str
    attempts: int
    problem: str | None
    made_at: datetime
    changed_at: datetime


class OrderMoneyOut(BaseModel):
    """Everything about the money of an order, for the desk."""

    model_config = ConfigDict(from_attributes=True)

    order_id: int
    state: str
    payment_status: str
    currency: str
    total_cents: int
    captured_cents: int
    refunded_cents: int
    owed_cents: int
    refundable_cents: int
    payments: list[PaymentOut]
    refunds: list[RefundOut]
    change_cents: Annotated[int, Field(description="After cash was taken: what the reader gets back at once.")] = 0


class AlertOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    provider: str
    outcome: str
    order_id: int | None
    order_number: str | None
    facts: dict[str, Any]
    received_at: datetime
    handled_at: datetime | None
    handled_by: Annotated[str | None, Field(description="The name of who saw to it.")]


class AlertsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[AlertOut]
    page: int
    size: int
    total: int


class AlertsQuery(PageQuery):
    handled: Annotated[bool, Field(description="Those that somebody has seen to.")] = False


class OpenRefundOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    order_id: int
    order_number: str
    provider: str
    state: RefundState
    amount_cents: int
    currency: str
    attempts: int
    problem: str | None
    changed_at: datetime


class ComparisonOut(BaseModel):
    """The last comparison of our books with the providers'."""

    model_config = ConfigDict(from_attributes=True)

    started_at: datetime | None
    succeeded_at: datetime | None
    done: dict[str, int]
    problem: str | None


class PaymentsOverviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    providers: list[WayOut]
    comparison: Annotated[ComparisonOut | None, Field(description="Null: it has never run.")]
    open_attempts: int
    open_alerts: int
    refunds: Annotated[list[OpenRefundOut], Field(description="Failed, or to be handed out; the first hundred.")]


class SandboxPaymentOut(BaseModel):
    """A payment as the pretended bank has it."""

    model_config = ConfigDict(from_attributes=True)

    ref: str
    state: str
    order_number: str
    amount_cents: int
    currency: str
    return_path: str


class SandboxActIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    act: Literal["success", "failure", "delay", "duplicate", "wrong_amount"]


class SandboxMessageOut(BaseModel):
    """A message as the pretended bank would send it: its page posts the body as it is, with the signature."""

    model_config = ConfigDict(from_attributes=True)

    body: str
    signature: str
    after_seconds: int


class SandboxActOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    payment: SandboxPaymentOut
    messages: list[SandboxMessageOut]
