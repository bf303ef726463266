"""What readers have bought and kept: what the recommender may learn from, and does not recommend again."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, exists, select

from backend.shop.models import Order, OrderLine
from backend.shop.rules.lives import KEPT


def has_bought(user_id: Any, book_id: Any) -> ColumnElement[bool]:
    """The reader bought this book, and did not bring all of it back. Left to the database."""
    mine = Order.id == OrderLine.order_id, Order.user_id == user_id, Order.state.in_(KEPT)
    return exists().where(*mine, OrderLine.book_id == book_id, OrderLine.returned < OrderLine.quantity)


def purchases() -> Subquery:
    """(user_id, book_id, confirmed_at) of every line that was bought and not brought back."""
    return (
        select(Order.user_id, OrderLine.book_id, Order.confirmed_at)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.user_id.is_not(None), Order.state.in_(KEPT), OrderLine.returned < OrderLine.quantity)
        .subquery("purchase")
    )
