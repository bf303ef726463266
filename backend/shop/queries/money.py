"""The money of an order as pages show it, and what the staff look after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from backend.accounts.models import User
from backend.core.clockwork import JobRun
from backend.core.database import db
from backend.core.paging import Page
from backend.shop.models import Order, Payment, ProviderEvent, Refund
from backend.shop.queries.orders import OrderNotFound
from backend.shop.queries.payments import payments_of, refunds_of
from backend.shop.rules.lives import OPEN_PAYMENTS, PAY_AT_DESK, REFUND_FAILED, REFUND_PENDING
from backend.shop.rules.money import owed_cents

# The job that compares.
COMPARISON = "payments"
MOST_REFUNDS = 100


@dataclass(frozen=True)
class MoneyRefund:
    """A refund, with the way that it goes."""

    id: int
    payment_id: int
    provider: str
    state: str
    amount_cents: int
    reason: str
    attempts: int
    problem: str | None
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class OrderMoney:
    order_id: int
    state: str
    payment_status: str
    currency: str
    total_cents: int
    captured_cents: int
    refunded_cents: int
    owed_cents: int
    refundable_cents: int
    payments: list[Payment]
    refunds: list[MoneyRefund]


@dataclass(frozen=True)
class PayState:
    """How paying for an order stands, for the one who pays."""

    order_id: int
    number: str
    state: str
    payment_status: str
    provider: str
    currency: str
    total_cents: int
    owed_cents: int
    expires_at: datetime | None
    payment: Payment | None


@dataclass(frozen=True)
class AlertLine:
    id: int
    provider: str
    outcome: str
    order_id: int | None
    order_number: str | None
    facts: dict[str, Any]
    received_at: datetime
    handled_at: datetime | None
    handled_by: str | None


@dataclass(frozen=True)
class OpenRefund:
    id: int
    order_id: int
    order_number: str
    provider: str
    state: str
    amount_cents: int
    currency: str
    attempts: int
    problem: str | None
    changed_at: datetime


def money_of(order_id: int) -> OrderMoney:
    """Raises OrderNotFound."""
    order = _order(order_id)
    payments = payments_of(order_id)
    ways = {payment.id: payment.provider for payment in payments}
    return OrderMoney(
        order_id=order.id,
        state=order.state,
        payment_status=order.payment_status,
        currency=order.currency,
        total_cents=order.total_cents,
        captured_cents=order.captured_cents,
        refunded_cents=order.refunded_cents,
        owed_cents=_owed(order),
        refundable_cents=order.captured_cents - order.refunded_cents,
        payments=payments,
        refunds=[_refund(refund, ways[refund.payment_id]) for refund in refunds_of(order_id)],
    )


def pay_state_of(order_id: int) -> PayState:
    """Raises OrderNotFound."""
    order = _order(order_id)
    payments = payments_of(order_id)
    return PayState(
        order_id=order.id,
        number=order.number,
        state=order.state,
        payment_status=order.payment_status,
        provider=order.provider,
        currency=order.currency,
        total_cents=order.total_cents,
        owed_cents=_owed(order),
        expires_at=order.expires_at,
        payment=payments[-1] if payments else None,
    )


def alerts(handled: bool, page: int, size: int) -> Page[AlertLine]:
    """What staff should look at, or have looked at, the last first. Four statements."""
    seen = ProviderEvent.handled_at.is_not(None) if handled else ProviderEvent.handled_at.is_(None)
    total = db.session.scalar(select(func.count()).select_from(ProviderEvent).where(ProviderEvent.alert, seen)) or 0
    mine = select(ProviderEvent).where(ProviderEvent.alert, seen).order_by(ProviderEvent.id.desc())
    rows = db.session.scalars(mine.offset((page - 1) * size).limit(size)).all()
    return Page(_lines(rows), page, size, total)


def alert_line(row: ProviderEvent) -> AlertLine:
    return _lines([row])[0]


def count_open_alerts() -> int:
    mine = select(func.count()).select_from(ProviderEvent)
    return db.session.scalar(mine.where(ProviderEvent.alert, ProviderEvent.handled_at.is_(None))) or 0


def count_open_attempts() -> int:
    mine = select(func.count()).select_from(Payment).where(Payment.state.in_(OPEN_PAYMENTS))
    return db.session.scalar(mine) or 0


def last_comparison() -> JobRun | None:
    return db.session.get(JobRun, COMPARISON)


def open_refunds() -> list[OpenRefund]:
    """Refunds that failed, and those that are to be handed out at the desk, the oldest first."""
    to_hand_out = (Refund.state == REFUND_PENDING) & (Payment.provider == PAY_AT_DESK)
    mine = (
        select(Refund, Payment.provider, Payment.currency, Order.number)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Refund.order_id)
        .where((Refund.state == REFUND_FAILED) | to_hand_out)
        .order_by(Refund.id)
        .limit(MOST_REFUNDS)
    )
    return [
        OpenRefund(
            id=refund.id,
            order_id=refund.order_id,
            order_number=number,
            provider=provider,
            state=refund.state,
            amount_cents=refund.amount_cents,
            currency=currency,
            attempts=refund.attempts,
            problem=refund.problem,
            changed_at=refund.changed_at,
        )
        for refund, provider, currency, number in db.session.execute(mine)
    ]


def _order(order_id: int) -> Order:
    order = db.session.get(Order, order_id)
    if order is None:
        raise OrderNotFound
    return order


def _owed(order: Order) -> int:
    if order.closed_at is not None:
        return 0
    return owed_cents(order.total_cents, order.captured_cents, order.refunded_cents)


def _refund(refund: Refund, provider: str) -> MoneyRefund:
    names = [name for name in MoneyRefund.__dataclass_fields__ if name != "provider"]
    return MoneyRefund(provider=provider, **{name: getattr(refund, name) for name in names})


def _lines(rows: Sequence[ProviderEvent]) -> list[AlertLine]:
    """Two statements."""
    payment_ids = [row.payment_id for row in rows if row.payment_id is not None]
    about = select(Payment.id, Order.id, Order.number).join(Order, Order.id == Payment.order_id)
    orders = {
        payment_id: (order_id, number)
        for payment_id, order_id, number in db.session.execute(about.where(Payment.id.in_(payment_ids)))
    }
    people = [row.handled_by for row in rows if row.handled_by is not None]
    names = dict(db.session.execute(select(User.id, User.display_name).where(User.id.in_(people))).all())
    return [_alert(row, orders, names) for row in rows]


def _alert(row: ProviderEvent, orders: dict[int, tuple[int, str]], names: dict[int, str]) -> AlertLine:
    order_id, number = orders.get(row.payment_id or 0, (None, None))
    return AlertLine(
        id=row.id,
        provider=row.provider,
        outcome=row.outcome,
        order_id=order_id,
        order_number=number,
        facts=row.facts,
        received_at=row.received_at,
        handled_at=row.handled_at,
        handled_by=names.get(row.handled_by or 0),
    )
