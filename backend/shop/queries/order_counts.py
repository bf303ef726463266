"""How many orders wait at each step, for the desk."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from backend.core.database import db
from backend.shop.models import Order
from backend.shop.queries.order_lines import OPEN_ORDERS
from backend.shop.rules.lives import READY_FOR_PICKUP


@dataclass(frozen=True)
class OrderCounts:
    """Orders that are not over; how many of those that lie ready were not collected in time."""

    pending_payment: int
    confirmed: int
    packing: int
    shipped: int
    ready_for_pickup: int
    not_collected: int


def order_counts(today: date) -> OrderCounts:
    """Two statements; what is over is not looked at."""
    open_ones = select(Order.state, func.count()).where(Order.state.in_(OPEN_ORDERS)).group_by(Order.state)
    counts = dict.fromkeys(OPEN_ORDERS, 0)
    for state, number in db.session.execute(open_ones):
        counts[state] = number
    late = select(func.count()).select_from(Order)
    late = late.where(Order.state == READY_FOR_PICKUP, Order.pickup_until < today)
    return OrderCounts(**counts, not_collected=db.session.scalar(late) or 0)
