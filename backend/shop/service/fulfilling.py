"""A confirmed order is packed, and sent or laid ready, until it is in the reader's hands."""

from backend.calendar.queries import open_days
from backend.core.actors import Actor
from backend.core.here import Here
from backend.shop.models import Order
from backend.shop.queries.orders import terms
from backend.shop.service.cancelling import give_up
from backend.shop.service.guarding import refuse
from backend.shop.service.locks import lock_order
from backend.shop.service.notices import tell
from backend.shop.service.transitions import transition


def start_packing(order_id: int, actor: Actor, here: Here) -> Order:
    """From now on the reader cannot cancel it."""
    order = _begin(order_id, "start", actor, here)
    transition(order, "start", actor, here.at)
    return order


def put_back(order_id: int, actor: Actor, here: Here) -> Order:
    """It waits to be packed again, as if nobody had begun."""
    order = _begin(order_id, "put_back", actor, here)
    transition(order, "put_back", actor, here.at)
    return order


def ship(order_id: int, carrier: str, tracking_number: str, actor: Actor, here: Here) -> Order:
    """It is on its way. Raises ShopActionRefused for an order that is picked up, or not paid for."""
    order = _begin(order_id, "ship", actor, here)
    order.carrier, order.tracking_number, order.shipped_at = carrier, tracking_number, here.at
    transition(order, "ship", actor, here.at, facts={"carrier": carrier, "tracking_number": tracking_number})
    tell(order, "order_shipped", here)
    return order


def make_ready(order_id: int, slot: str, actor: Actor, here: Here) -> Order:
    """It lies ready for so many days on which the library is open. Raises ShopActionRefused for one that is sent."""
    order = _begin(order_id, "ready", actor, here)
    order.slot = slot
    order.pickup_until = open_days().plus_open_days(here.today, terms().pickup_open_days)
    transition(order, "ready", actor, here.at, facts={"slot": slot, "until": order.pickup_until.isoformat()})
    tell(order, "order_ready", here)
    return order


def deliver(order_id: int, actor: Actor, here: Here) -> Order:
    """What was sent has come: the reader says so, or staff, or nobody said otherwise for a long time."""
    return _complete(order_id, "deliver", actor, here)


def hand_over(order_id: int, actor: Actor, here: Here) -> Order:
    """The reader has it. Raises ShopActionRefused while it is not paid for."""
    return _complete(order_id, "hand_over", actor, here)


def not_collected(order_id: int, actor: Actor, here: Here) -> Order:
    """Nobody came for it. Raises ShopActionRefused while somebody still may."""
    order = _begin(order_id, "not_collected", actor, here)
    give_up(order, "not_collected", actor, here, reason=None, told="order_not_collected")
    return order


def _begin(order_id: int, action: str, actor: Actor, here: Here) -> Order:
    order = lock_order(order_id)
    refuse(order, action, actor, here)
    return order


def _complete(order_id: int, action: str, actor: Actor, here: Here) -> Order:
    order = _begin(order_id, action, actor, here)
    order.completed_at, order.completed_on = here.at, here.today
    transition(order, action, actor, here.at)
    tell(order, "order_completed", here)
    return order
