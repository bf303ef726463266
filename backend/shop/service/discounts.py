"""Selling for less from one day to another. What lists show of the books concerned is true at once."""

from collections.abc import Mapping
from typing import Any

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here
from backend.shop.models import Discount
from backend.shop.queries.discounts import books_on_sale, get_discount
from backend.shop.service.facts import count_stock
from backend.shop.service.scopes import check_scope

# Books whose price is counted at once: a discount for all is one for many thousands.
BATCH = 500


def add_discount(values: Mapping[str, Any], actor: Actor, here: Here) -> Discount:
    """Raises OfferScopeUnknown."""
    return _set(Discount(), values, actor, here, set())


def change_discount(discount_id: int, values: Mapping[str, Any], actor: Actor, here: Here) -> Discount:
    """Raises DiscountNotFound, OfferScopeUnknown. Orders keep the prices at which they were placed."""
    discount = get_discount(discount_id)
    before = set(books_on_sale(discount.sku_id, discount.category_id))
    return _set(discount, values, actor, here, before)


def delete_discount(discount_id: int, here: Here) -> None:
    """Raises DiscountNotFound."""
    discount = get_discount(discount_id)
    books = set(books_on_sale(discount.sku_id, discount.category_id))
    db.session.delete(discount)
    _count(books, here)


def _set(discount: Discount, values: Mapping[str, Any], actor: Actor, here: Here, before: set[int]) -> Discount:
    check_scope(values["sku_id"], values["category_id"])
    for name, value in values.items():
        setattr(discount, name, value)
    discount.changed_at, discount.changed_by = here.at, actor.user_id
    db.session.add(discount)
    _count(before.union(books_on_sale(discount.sku_id, discount.category_id)), here)
    return discount


def _count(book_ids: set[int], here: Here) -> None:
    db.session.flush()  # prices are read from what is stored
    ordered = sorted(book_ids)
    for first in range(0, len(ordered), BATCH):
        count_stock(ordered[first : first + BATCH], here.today)
