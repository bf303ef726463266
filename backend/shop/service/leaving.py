"""A reader leaves: what is on its way, or owed to him, keeps him here; his orders stay in the books, without him."""

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from backend.core.database import db
from backend.shop.models import Address, Cart, Order, Refund, VoucherUse
from backend.shop.models.carts import CONVERTED
from backend.shop.rules.lives import CLOSED_ORDERS, REFUNDED


def lock_what_is_his(user_id: int) -> None:
    """His carts and orders, in the order in which the shop locks them; before the reader himself."""
    for model in (Cart, Order):
        mine = select(model.id).where(model.user_id == user_id).order_by(model.id)
        db.session.scalars(mine.with_for_update()).all()


def reasons_to_stay(user_id: int) -> list[dict[str, Any]]:
    """What is not over yet, and money that is still to be given back. The reader is locked by the caller."""
    reasons: list[dict[str, Any]] = []
    open_ones = Order.user_id == user_id, Order.state.not_in(CLOSED_ORDERS)
    if orders := db.session.scalar(select(func.count()).select_from(Order).where(*open_ones)):
        reasons.append({"code": "orders_open", "count": orders})
    back = select(func.sum(Refund.amount_cents)).join(Order, Order.id == Refund.order_id)
    if cents := db.session.scalar(back.where(Order.user_id == user_id, Refund.state != REFUNDED)):
        reasons.append({"code": "refunds_open", "cents": int(cents)})
    return reasons


def forget_reader(user_id: int) -> None:
    """His orders are kept as the law asks for, without name, address and words of his; the rest goes.

    A cart that became an order keeps its number, which the order is known by, and nothing else.
    """
    mine = select(Order.id).where(Order.user_id == user_id)
    ids = list(db.session.scalars(mine))
    # It names the reader; whoever has his number next takes the voucher as a new reader.
    uses = update(VoucherUse).where(VoucherUse.order_id.in_(ids)).values(once_key=None)
    orders = update(Order).where(Order.id.in_(ids)).values(user_id=None, address=None, note=None)
    carts = update(Cart).where(Cart.user_id == user_id, Cart.state == CONVERTED).values(user_id=None)
    for change in (uses, orders, carts):
        db.session.execute(change, execution_options={"synchronize_session": False})
    his = aliased(Cart)
    merged = select(his.id).where(his.user_id == user_id)
    guests = list(db.session.scalars(select(Cart.id).where(Cart.merged_into_id.in_(merged))))
    for gone in (Cart.id.in_(guests), Cart.user_id == user_id):
        db.session.execute(delete(Cart).where(gone), execution_options={"synchronize_session": False})
    db.session.execute(delete(Address).where(Address.user_id == user_id))
