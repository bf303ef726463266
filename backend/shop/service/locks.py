"""Locks of the shop, in the order cart, order, voucher, pieces by their ids; the lock is the first read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from backend.catalog.models import Sku
from backend.core.database import db
from backend.shop.models import Cart, Order, Voucher
from backend.shop.queries.orders import OrderNotFound

_ANEW = {"populate_existing": True}


def lock_open_cart(user_id: int) -> Cart | None:
    """A reader's cart. Whoever waited for somebody who made an order of it finds none."""
    mine = select(Cart).where(Cart.open_user_id == user_id)
    return db.session.scalar(mine.with_for_update().execution_options(**_ANEW))


def lock_order(order_id: int) -> Order:
    """Raises OrderNotFound."""
    one = select(Order).where(Order.id == order_id)
    order = db.session.scalar(one.with_for_update().execution_options(**_ANEW))
    if order is None:
        raise OrderNotFound
    return order


def lock_voucher(code: str) -> Voucher | None:
    """By its code as rules.vouchers writes it."""
    one = select(Voucher).where(Voucher.code == code)
    return db.session.scalar(one.with_for_update().execution_options(**_ANEW))


def lock_skus(sku_ids: Sequence[int]) -> dict[int, Sku]:
    """These, by their ids. Whatever else is for sale of the same titles is locked too: what lists show of a title is
    counted from all of it.
    """
    titles = select(Sku.book_id).where(Sku.id.in_(sku_ids))
    return _locked(select(Sku.id).where(Sku.book_id.in_(titles)))


def lock_skus_of(book_ids: Sequence[int]) -> dict[int, Sku]:
    """Everything that is for sale of these titles."""
    return _locked(select(Sku.id).where(Sku.book_id.in_(book_ids)))


def _locked(wanted: Select[Any]) -> dict[int, Sku]:
    # The ids first: a lock through another index would be taken in its order.
    ids = sorted(db.session.scalars(wanted))
    rows = select(Sku).where(Sku.id.in_(ids)).order_by(Sku.id).with_for_update().execution_options(**_ANEW)
    return {sku.id: sku for sku in db.session.scalars(rows)}
