"""Beginning to pack many orders at once; until one leaves the house it can be put back."""

from typing import Any

from sqlalchemy import Select

from backend.core.actors import Actor
from backend.core.here import Here, here_now
from backend.office.service.bulk import BulkKind, Looked, Values
from backend.office.service.kinds.readers import NoParams
from backend.shop.queries.order_table import chosen_orders, order_states, wish_of
from backend.shop.rules.lives import CONFIRMED, PACKING
from backend.shop.schemas.tables import OrdersFilter
from backend.shop.service.fulfilling import put_back, start_packing
from backend.shop.service.locks import lock_order


def _chosen(sought: Values) -> Select[Any]:
    return chosen_orders(wish_of(OrdersFilter.model_validate(sought).model_dump()), "placed", here_now().today)


def _look(ids: list[int], params: Values) -> list[Looked]:
    found = order_states(ids)
    return [
        Looked(
            order_id,
            number,
            {"state": state},
            {"state": PACKING},
            None if state in (CONFIRMED, PACKING) else "move_not_allowed",
        )
        for order_id, (number, state) in found.items()
    ]


def _start(order_id: int, params: Values, actor: Actor, here: Here) -> tuple[Values, Values] | None:
    if lock_order(order_id).state == PACKING:
        return None
    start_packing(order_id, actor, here)
    return {"state": CONFIRMED}, {"state": PACKING}


def _put_back(order_id: int, before: Values, after: Values, actor: Actor, here: Here) -> bool:
    if lock_order(order_id).state != PACKING:
        return False
    put_back(order_id, actor, here)
    return True


START = BulkKind(
    "orders.start", "order", _look, _start, _put_back, ids_of=_chosen, params=NoParams, filters=OrdersFilter
)
