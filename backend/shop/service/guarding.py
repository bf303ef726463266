"""Asking the guards before an order moves."""

from backend.core.actors import CLOCKWORK, STAFF, Actor
from backend.core.here import Here
from backend.core.lives import MoveForbidden
from backend.shop.models import Order
from backend.shop.queries.orders import facts_of
from backend.shop.rules.guards import order_reasons
from backend.shop.rules.lives import ORDER, move_of
from backend.shop.rules.refusals import ShopActionRefused


def refuse(order: Order, action: str, actor: Actor, here: Here) -> None:
    """Raises MoveNotAllowed, MoveForbidden, or ShopActionRefused with everything that speaks against it."""
    move = move_of(ORDER, action, order.state)
    capacities = actor.capacities(order.user_id) & frozenset(move.by)
    if not capacities:
        raise MoveForbidden
    reasons = order_reasons(action, facts_of(order, here.today), staff=bool(capacities & {STAFF, CLOCKWORK}))
    if reasons:
        raise ShopActionRefused(reasons=reasons)
