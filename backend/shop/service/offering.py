"""What is offered for sale, and for how much."""

from collections.abc import Mapping
from typing import Any

from backend.catalog.models import Sku
from backend.catalog.queries import get_book
from backend.core.database import db
from backend.core.here import Here
from backend.shop.queries.stock import SkuNotFound
from backend.shop.rules.refusals import ShopActionRefused
from backend.shop.service.facts import count_stock
from backend.shop.service.locks import lock_skus, lock_skus_of


def offer(book_id: int, kind: str, price_cents: int, most_per_order: int, note: str | None, here: Here) -> Sku:
    """Nothing of it is there yet. Raises BookNotFound, ShopActionRefused."""
    others = lock_skus_of([book_id])
    get_book(book_id)
    if any(sku.kind == kind for sku in others.values()):
        raise ShopActionRefused(reasons=[{"code": "for_sale_already"}])
    sku = Sku(book_id=book_id, kind=kind, price_cents=price_cents, most_per_order=most_per_order, note=note)
    db.session.add(sku)
    count_stock([book_id], here.today)
    return sku


def change_offer(sku_id: int, changes: Mapping[str, Any], here: Here) -> Sku:
    """Carts show the new price at once; orders keep theirs. Raises SkuNotFound."""
    sku = lock_skus([sku_id]).get(sku_id)
    if sku is None:
        raise SkuNotFound
    for name, value in changes.items():
        if value is not None or name == "note":
            setattr(sku, name, value)
    count_stock([sku.book_id], here.today)
    return sku
