"""Pieces of a completed order come back, and their money goes back."""

from collections import Counter
from collections.abc import Sequence

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here
from backend.shop.models import Order, OrderLine, OrderReturn
from backend.shop.queries.orders import lines_of
from backend.shop.rules.guards import return_cents
from backend.shop.rules.refusals import LineNotFound, ShopActionRefused
from backend.shop.service import refunds, stock
from backend.shop.service.cancelling import say_why
from backend.shop.service.facts import count_stock
from backend.shop.service.guarding import refuse
from backend.shop.service.locks import lock_order, lock_skus
from backend.shop.service.money import count_money
from backend.shop.service.notices import tell
from backend.shop.service.transitions import transition

# A line, how many pieces of it, and whether they can be sold again.
Returned = tuple[int, int, bool]


def return_lines(order_id: int, returned: Sequence[Returned], reason: str, actor: Actor, here: Here) -> Order:
    """What came back is paid back as it was paid, its share of a voucher taken off; what sending cost stays.

    Raises LineNotFound, ReasonMissing, ShopActionRefused for more than was bought or after the time for it.
    """
    order = lock_order(order_id)
    refuse(order, "return_lines", actor, here)
    why = say_why(reason)
    lines = {line.id: line for line in lines_of(order.id)}
    _refuse_too_many(returned, lines)
    skus = lock_skus([line.sku_id for line in lines.values()])
    rows = []
    for line_id, quantity, restocked in returned:
        line = lines[line_id]
        net_cents = line.total_cents - line.voucher_cents
        row = OrderReturn(
            order_id=order.id,
            line_id=line_id,
            quantity=quantity,
            restocked=restocked,
            refund_cents=return_cents(net_cents, line.quantity, line.returned, quantity),
            reason=why,
            made_at=here.at,
            made_by=actor.user_id,
        )
        line.returned += quantity
        rows.append(row)
        db.session.add(row)
    db.session.flush()  # the ledger and the refund are keyed by their ids
    for row in rows:
        if row.restocked:
            sku = skus[lines[row.line_id].sku_id]
            stock.restock(sku, order.id, row.quantity, f"return:{row.id}", actor, here)
    whole = all(line.returned == line.quantity for line in lines.values())
    # Staff may have given some of it back before, for another reason.
    cents = min(sum(row.refund_cents for row in rows), order.captured_cents - order.refunded_cents)
    facts = {"lines": [[row.line_id, row.quantity, row.restocked] for row in rows], "cents": cents}
    transition(order, "return_all" if whole else "return_lines", actor, here.at, reason=why, facts=facts)
    if cents > 0:
        refunds.ask_refund(order, cents, f"return:{rows[0].id}", why, actor, here)
    count_money(order)
    tell(order, "order_returned", here, cents=cents, return_id=rows[0].id)
    count_stock({line.book_id for line in lines.values()}, here.today)
    return order


def _refuse_too_many(returned: Sequence[Returned], lines: dict[int, OrderLine]) -> None:
    wanted: Counter[int] = Counter()
    for line_id, quantity, _ in returned:
        if line_id not in lines:
            raise LineNotFound
        wanted[line_id] += quantity
    reasons = [
        {"code": "more_than_bought", "line_id": line_id, "wanted": quantity, "left": left}
        for line_id, quantity in wanted.items()
        if quantity > (left := lines[line_id].quantity - lines[line_id].returned)
    ]
    if reasons or not returned:
        raise ShopActionRefused(reasons=reasons)
