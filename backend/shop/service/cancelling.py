"""An order is given up: what was set aside or sold is for sale again, and money that came goes back."""

from backend.core.actors import OWNER, Actor
from backend.core.here import Here
from backend.shop.models import Order
from backend.shop.queries.orders import lines_of
from backend.shop.rules.lives import SOLD
from backend.shop.rules.refusals import ReasonMissing
from backend.shop.service import payments, refunds, stock, vouchers
from backend.shop.service.facts import count_stock
from backend.shop.service.guarding import refuse
from backend.shop.service.locks import lock_order, lock_skus, lock_voucher
from backend.shop.service.money import count_money
from backend.shop.service.notices import tell
from backend.shop.service.transitions import transition


def cancel_order(order_id: int, actor: Actor, here: Here, reason: str | None) -> Order:
    """The reader until it is packed, staff until it leaves, and they say why.

    Raises MoveNotAllowed, ShopActionRefused, ReasonMissing.
    """
    order = lock_order(order_id)
    refuse(order, "cancel", actor, here)
    mine = OWNER in actor.capacities(order.user_id)
    # Whoever cancels his own order knows, and need not say why.
    why = reason if mine else say_why(reason)
    give_up(order, "cancel", actor, here, reason=why, told=None if mine else "order_cancelled")
    return order


def say_why(reason: str | None) -> str:
    """Raises ReasonMissing."""
    if not reason or not reason.strip():
        raise ReasonMissing(fields={"reason": [{"code": "missing", "message": "Say why."}]})
    return reason.strip()


def give_up(order: Order, action: str, actor: Actor, here: Here, *, reason: str | None, told: str | None) -> None:
    """Take one of the actions that end a locked order, with everything that follows."""
    sold = order.state in SOLD
    transition(order, action, actor, here.at, reason=reason)
    payments.void_open(order, actor, here)
    if order.voucher_code is not None:
        lock_voucher(order.voucher_code)
        vouchers.free(order, here.at)
    lines = lines_of(order.id)
    skus = lock_skus([line.sku_id for line in lines])
    for line in lines:
        if sold:
            stock.restock(skus[line.sku_id], order.id, line.quantity, f"cancel:{order.id}", actor, here)
        else:
            stock.release(skus[line.sku_id], line)
    kept = order.captured_cents - order.refunded_cents
    if kept > 0:
        refunds.ask_refund(order, kept, f"cancel:{order.id}", reason or action, actor, here)
    count_money(order)
    if told is not None:
        tell(order, told, here)
    count_stock({line.book_id for line in lines}, here.today)
