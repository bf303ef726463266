"""The sums of an order's money. Nobody else writes them: they follow from its payments and refunds."""

from sqlalchemy import func, select

from backend.core.database import db
from backend.shop.models import Order, Refund
from backend.shop.queries.payments import payments_of
from backend.shop.rules import money
from backend.shop.rules.lives import AUTHORISED


def count_money(order: Order) -> None:
    """Of a locked order: what came, what goes back, and the word for it.

    A refund counts from the moment it is asked for until the end, whatever the provider says: it is owed.
    """
    db.session.flush()  # the sums are to know of what was just written
    payments = payments_of(order.id)
    given = select(Refund.payment_id, func.sum(Refund.amount_cents)).where(Refund.order_id == order.id)
    back = {payment_id: int(cents) for payment_id, cents in db.session.execute(given.group_by(Refund.payment_id))}
    for payment in payments:
        payment.refunded_cents = back.get(payment.id, 0)
    order.captured_cents = sum(payment.captured_cents for payment in payments)
    order.refunded_cents = sum(back.values())
    authorised = any(payment.state == AUTHORISED for payment in payments)
    order.payment_status = money.payment_status(
        order.total_cents, order.captured_cents, order.refunded_cents, authorised=authorised
    )


def owed_cents(order: Order) -> int:
    """What is still to be paid; nothing for an order that has come to its end."""
    if order.closed_at is not None:
        return 0
    return money.owed_cents(order.total_cents, order.captured_cents, order.refunded_cents)
