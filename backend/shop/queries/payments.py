"""Payments, refunds and what providers told, by what they are found by."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.shop.models import Payment, ProviderEvent, Refund
from backend.shop.rules.lives import CAPTURED, OPEN_PAYMENTS, REFUND_FAILED, REFUND_PENDING, REFUNDED

_ANEW = {"populate_existing": True}


class PaymentNotFound(NotFound):
    message = "There is no such payment."


class RefundNotFound(NotFound):
    message = "There is no such refund."


def payments_of(order_id: int) -> list[Payment]:
    """All attempts, the oldest first, as they are now."""
    mine = select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)
    return list(db.session.scalars(mine.execution_options(**_ANEW)))


def refunds_of(order_id: int) -> list[Refund]:
    mine = select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)
    return list(db.session.scalars(mine.execution_options(**_ANEW)))


def open_payment_of(order_id: int) -> Payment | None:
    """The one attempt that is not over."""
    mine = select(Payment).where(Payment.open_order_id == order_id)
    return db.session.scalar(mine.execution_options(**_ANEW))


def captured_of(order_id: int) -> list[Payment]:
    """Where money came from, the newest first."""
    mine = select(Payment).where(Payment.order_id == order_id, Payment.state == CAPTURED)
    newest = mine.order_by(Payment.changed_at.desc(), Payment.id.desc())
    return list(db.session.scalars(newest.execution_options(**_ANEW)))


def attempts_of(order_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Payment.order_id == order_id)) or 0


def find_payment(provider: str, ref: str) -> tuple[int, int] | None:
    """An attempt by the provider's word for it, and its order: what of it never changes, so that no lock is needed."""
    mine = select(Payment.id, Payment.order_id).where(Payment.provider == provider, Payment.provider_ref == ref)
    found = db.session.execute(mine).one_or_none()
    return None if found is None else (found.id, found.order_id)


def get_order_of(payment_id: int) -> int:
    """Raises PaymentNotFound."""
    found = db.session.scalar(select(Payment.order_id).where(Payment.id == payment_id))
    if found is None:
        raise PaymentNotFound
    return found


def get_payment(payment_id: int) -> Payment:
    """As it is now; its order is locked. Raises PaymentNotFound."""
    payment = db.session.get(Payment, payment_id, populate_existing=True)
    if payment is None:
        raise PaymentNotFound
    return payment


def get_refund(order_id: int, refund_id: int) -> Refund:
    """One of this order. Raises RefundNotFound."""
    mine = select(Refund).where(Refund.id == refund_id, Refund.order_id == order_id)
    refund = db.session.scalar(mine.execution_options(**_ANEW))
    if refund is None:
        raise RefundNotFound
    return refund


def has_event(provider: str, event_id: str) -> bool:
    mine = select(ProviderEvent.id).where(ProviderEvent.provider == provider, ProviderEvent.event_id == event_id)
    return db.session.scalar(mine) is not None


def refunds_to_send(providers: Sequence[str], failed_before: datetime, attempts: int) -> Sequence[tuple[int, int]]:
    """(refund, order) of those that a provider is to be asked for: new ones, and those that failed a while ago and not
    too often. The oldest first.
    """
    mine = select(Refund.id, Refund.order_id).join(Payment, Payment.id == Refund.payment_id)
    again = (Refund.state == REFUND_FAILED) & (Refund.changed_at < failed_before) & (Refund.attempts < attempts)
    due = mine.where(Payment.provider.in_(providers), (Refund.state == REFUND_PENDING) | again)
    return [(row.id, row.order_id) for row in db.session.execute(due.order_by(Refund.id))]


def known_refs(provider: str, since: datetime) -> dict[str, int]:
    """What we have asked a provider for since then: its word -> our attempt."""
    mine = select(Payment.provider_ref, Payment.id).where(Payment.provider == provider, Payment.made_at >= since)
    return {ref: payment_id for ref, payment_id in db.session.execute(mine) if ref is not None}


def waiting_refs(provider: str, before: datetime) -> dict[str, int]:
    """The same, of attempts that have not been over since this moment."""
    mine = select(Payment.provider_ref, Payment.id).where(
        Payment.provider == provider, Payment.state.in_(OPEN_PAYMENTS), Payment.changed_at < before
    )
    return {ref: payment_id for ref, payment_id in db.session.execute(mine) if ref is not None}


def refunded_there(payment_id: int) -> int:
    """What a provider has told us that it gave back."""
    done = select(func.coalesce(func.sum(Refund.amount_cents), 0))
    return int(db.session.scalar(done.where(Refund.payment_id == payment_id, Refund.state == REFUNDED)) or 0)
