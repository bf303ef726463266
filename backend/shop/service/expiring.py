"""What happens to orders because time passes. Each is a transaction of its own."""

from datetime import timedelta

from backend.calendar.queries import open_days
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one
from backend.shop.queries.orders import PATIENCE_MINUTES, is_being_paid, lying_ready, on_the_way_since, run_out
from backend.shop.rules.lives import PENDING_PAYMENT, READY_FOR_PICKUP, SHIPPED
from backend.shop.service.cancelling import give_up
from backend.shop.service.fulfilling import deliver, not_collected
from backend.shop.service.locks import lock_order

PATIENCE = timedelta(minutes=PATIENCE_MINUTES)
# What was sent so long ago has come.
ON_THE_WAY = timedelta(days=14)


def expire_orders(here: Here, keep: Keep) -> int:
    """End orders that were not paid for in time; returns how many. One that a provider is at work for has ten minutes
    more from when it began.
    """
    return one_by_one(run_out(here.at), lambda order_id: _expire(order_id, here), keep, "order to expire")


def complete_shipped(here: Here, keep: Keep) -> int:
    """Complete orders that were sent a fortnight ago; returns how many."""
    rows = on_the_way_since(here.at - ON_THE_WAY)
    return one_by_one(rows, lambda order_id: _complete(order_id, here), keep, "order on its way")


def close_uncollected(here: Here, keep: Keep) -> int:
    """Cancel orders that nobody came for; returns how many."""
    return one_by_one(lying_ready(), lambda order_id: _close(order_id, here), keep, "order lying ready")


def _expire(order_id: int, here: Here) -> bool:
    order = lock_order(order_id)
    # Another runner may have been faster, and the money too.
    if order.state != PENDING_PAYMENT or order.expires_at is None or order.expires_at >= here.at:
        return False
    if is_being_paid(order_id, here.at - PATIENCE):
        return False
    give_up(order, "expire", CLOCKWORK_ACTOR, here, reason=None, told="order_expired")
    return True


def _complete(order_id: int, here: Here) -> bool:
    order = lock_order(order_id)
    if order.state != SHIPPED or order.shipped_at is None or order.shipped_at >= here.at - ON_THE_WAY:
        return False
    deliver(order_id, CLOCKWORK_ACTOR, here)
    return True


def _close(order_id: int, here: Here) -> bool:
    order = lock_order(order_id)
    # A closure that was added later makes the last day a later one.
    if order.state != READY_FOR_PICKUP or order.pickup_until is None:
        return False
    if open_days().next_open(order.pickup_until) >= here.today:
        return False
    not_collected(order_id, CLOCKWORK_ACTOR, here)
    return True
