"""Whose cart is which, and what is in it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from backend.catalog.models import Sku
from backend.core.database import db
from backend.core.errors import NotFound
from backend.shop.models import Cart, CartLine
from backend.shop.models.carts import OPEN
from backend.shop.queries.stock import SkuNotFound
from backend.shop.rules.carts import Offered

_ANEW = {"populate_existing": True}


class CartLineNotFound(NotFound):
    message = "This is not in the cart."


@dataclass(frozen=True)
class Holding:
    """Whose cart it is, None while there is none; what did not fit when two became one."""

    cart_id: int | None
    differences: list[dict[str, Any]]


NO_CART = Holding(None, [])


def find_cart(user_id: int | None, token: str | None) -> Holding:
    """The open cart of a reader, or else that of the guest with this token."""
    if user_id is not None:
        whose = Cart.open_user_id == user_id
    elif token is not None:
        whose = Cart.token == hash_of(token)
    else:
        return NO_CART
    row = db.session.execute(select(Cart.id, Cart.differences).where(whose, Cart.state == OPEN)).one_or_none()
    return Holding(row.id, row.differences or []) if row is not None else NO_CART


def hash_of(token: str) -> str:
    """What is kept of a guest's token: the table opens no cart."""
    return hashlib.sha256(token.encode()).hexdigest()


def count_pieces(cart_id: int | None) -> int:
    """How many pieces are to be bought now."""
    mine = CartLine.cart_id == cart_id, CartLine.saved.is_(False)
    return int(db.session.scalar(select(func.coalesce(func.sum(CartLine.quantity), 0)).where(*mine)) or 0)


def lines_in(cart_id: int) -> dict[int, CartLine]:
    """Sku id -> its line, as it is now."""
    mine = select(CartLine).where(CartLine.cart_id == cart_id).order_by(CartLine.id)
    return {line.sku_id: line for line in db.session.scalars(mine.execution_options(**_ANEW))}


def get_line(cart_id: int, sku_id: int) -> CartLine:
    """Raises CartLineNotFound."""
    line = lines_in(cart_id).get(sku_id)
    if line is None:
        raise CartLineNotFound
    return line


def offered_of(sku_ids: Collection[int]) -> dict[int, Offered]:
    """Of each of these that is there, what can be had of it now."""
    if not sku_ids:
        return {}
    rows = db.session.execute(
        select(Sku.id, Sku.book_id, Sku.on_sale, Sku.on_hand - Sku.reserved, Sku.most_per_order).where(
            Sku.id.in_(sku_ids)
        )
    )
    return {row[0]: Offered(*row) for row in rows}


def get_offered(sku_id: int) -> Offered:
    """Raises SkuNotFound."""
    offered = offered_of([sku_id]).get(sku_id)
    if offered is None:
        raise SkuNotFound
    return offered
