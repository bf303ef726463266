"""A reader's orders that go on, in a line each: what is next, and what he is to do himself."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, select

from backend.core.database import db
from backend.shop.models import Order, OrderLine
from backend.shop.rules.lives import CONFIRMED, PACKING, PENDING_PAYMENT, READY_FOR_PICKUP, SHIPPED
from backend.shop.rules.money import owed_cents

# What wants something of the reader first.
ORDER = (PENDING_PAYMENT, READY_FOR_PICKUP, SHIPPED, PACKING, CONFIRMED)
MOST = 5


@dataclass(frozen=True)
class OpenOrder:
    """`title` is that of the first line, `pieces` those of all."""

    id: int
    number: str
    state: str
    delivery: str
    title: str
    pieces: int
    total_cents: int
    owed_cents: int
    expires_at: datetime | None
    slot: str | None
    pickup_until: date | None


def open_orders_of(user_id: int) -> list[OpenOrder]:
    """Two statements."""
    turn = case({state: place for place, state in enumerate(ORDER)}, value=Order.state)
    mine = select(Order).where(Order.user_id == user_id, Order.state.in_(ORDER))
    orders = db.session.scalars(mine.order_by(turn, Order.id.desc()).limit(MOST)).all()
    if not orders:
        return []
    lines = select(OrderLine.order_id, OrderLine.title, OrderLine.quantity).order_by(OrderLine.id)
    told: dict[int, list[tuple[str, int]]] = {}
    for order_id, title, quantity in db.session.execute(
        lines.where(OrderLine.order_id.in_([order.id for order in orders]))
    ):
        told.setdefault(order_id, []).append((title, quantity))
    return [_line(order, told[order.id]) for order in orders]


def _line(order: Order, lines: list[tuple[str, int]]) -> OpenOrder:
    return OpenOrder(
        id=order.id,
        number=order.number,
        state=order.state,
        delivery=order.delivery,
        title=lines[0][0],
        pieces=sum(quantity for _, quantity in lines),
        total_cents=order.total_cents,
        owed_cents=owed_cents(order.total_cents, order.captured_cents, order.refunded_cents),
        expires_at=order.expires_at,
        slot=order.slot,
        pickup_until=order.pickup_until,
    )
