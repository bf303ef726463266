"""Orders by their id: one's own, and what a refusal needs to know of them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.shop.models import Order, OrderLine, Payment, ShopTerms
from backend.shop.rules.guards import OrderFacts
from backend.shop.rules.lives import PENDING_PAYMENT, PROCESSING, READY_FOR_PICKUP, SHIPPED

# A provider that is at work for longer than this has forgotten us; what it takes then is given back.
PATIENCE_MINUTES = 10


class OrderNotFound(NotFound):
    message = "There is no such order."


def get_own_order(user_id: int, order_id: int) -> int:
    """Its id again. Raises OrderNotFound, also for somebody else's."""
    found = db.session.scalar(select(Order.id).where(Order.id == order_id, Order.user_id == user_id))
    if found is None:
        raise OrderNotFound
    return found


def find_agreed(user_id: int, price_hash: str, since: datetime) -> Order | None:
    """The reader's newest order, if it is what he asks for again: the same things at the same prices, a while ago."""
    newest = db.session.scalar(select(Order).where(Order.user_id == user_id).order_by(Order.id.desc()).limit(1))
    if newest is None or newest.price_hash != price_hash or newest.placed_at < since:
        return None
    return newest


def lines_of(order_id: int) -> list[OrderLine]:
    """Its lines by the id of what was sold, which is the order in which they are locked."""
    mine = select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.sku_id)
    return list(db.session.scalars(mine.execution_options(populate_existing=True)))


def is_being_paid(order_id: int, since: datetime) -> bool:
    """Whether a provider has been at work for it since then."""
    working = select(Payment.id).where(
        Payment.order_id == order_id, Payment.state == PROCESSING, Payment.changed_at > since
    )
    return db.session.scalar(working.limit(1)) is not None


def terms() -> ShopTerms:
    return db.session.get_one(ShopTerms, 1)


def run_out(at: datetime) -> Sequence[int]:
    """Orders that waited for money for too long, the longest first."""
    late = select(Order.id).where(Order.state == PENDING_PAYMENT, Order.expires_at < at)
    return db.session.scalars(late.order_by(Order.expires_at, Order.id)).all()


def on_the_way_since(at: datetime) -> Sequence[int]:
    """Orders that were sent before this moment and of which nobody has said that they came."""
    sent = select(Order.id).where(Order.state == SHIPPED, Order.shipped_at < at)
    return db.session.scalars(sent.order_by(Order.shipped_at, Order.id)).all()


def lying_ready() -> Sequence[int]:
    """Orders that lie ready, the oldest first."""
    ready = select(Order.id).where(Order.state == READY_FOR_PICKUP)
    return db.session.scalars(ready.order_by(Order.id)).all()


def facts_of(order: Order, today: date, conditions: ShopTerms | None = None) -> OrderFacts:
    """An order as the guards see it; with the terms of the shop if the caller has them already."""
    conditions = conditions or terms()
    return OrderFacts(
        state=order.state,
        delivery=order.delivery,
        provider=order.provider,
        payment_status=order.payment_status,
        total_cents=order.total_cents,
        captured_cents=order.captured_cents,
        refunded_cents=order.refunded_cents,
        pickup_until=order.pickup_until,
        completed_on=order.completed_on,
        return_days=conditions.return_days,
        invoiced=order.invoice_number is not None,
        today=today,
    )
