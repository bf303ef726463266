"""What things cost today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from backend.catalog.models import BookCategory, Category, Sku
from backend.core.database import db
from backend.shop.models import Discount
from backend.shop.rules.prices import live_cents


@dataclass(frozen=True)
class LivePrice:
    """Without and with the discount of the day; no discount is None."""

    list_cents: int
    unit_cents: int
    percent: int | None
    discount_id: int | None


def live_prices(sku_ids: Collection[int], today: date) -> dict[int, LivePrice]:
    """Of each of these that is there: its price less the greatest discount that fits it. At most three statements."""
    if not sku_ids:
        return {}
    things = db.session.execute(select(Sku.id, Sku.book_id, Sku.price_cents).where(Sku.id.in_(sku_ids))).all()
    running = db.session.execute(
        select(Discount.id, Discount.percent, Discount.sku_id, Discount.category_id)
        .where(Discount.starts_on <= today, Discount.ends_on >= today)
        .order_by(Discount.percent.desc(), Discount.id)
    ).all()
    stands_in: dict[int, set[int]] = {}
    if any(discount.category_id is not None for discount in running):
        stands_in = branches_of({thing.book_id for thing in things})
    found: dict[int, LivePrice] = {}
    for sku_id, book_id, price_cents in things:
        branches = stands_in.get(book_id, set())
        best = next(
            (
                discount
                for discount in running
                if discount.sku_id == sku_id
                or discount.category_id in branches
                or (discount.sku_id is None and discount.category_id is None)
            ),
            None,
        )
        percent, discount_id = (best.percent, best.id) if best is not None else (None, None)
        found[sku_id] = LivePrice(price_cents, live_cents(price_cents, percent), percent, discount_id)
    return found


def branches_of(book_ids: Collection[int]) -> dict[int, set[int]]:
    """Book id -> the categories in which it stands, and those above them. One statement."""
    found: dict[int, set[int]] = {}
    rows = db.session.execute(
        select(BookCategory.book_id, Category.id, Category.parent_id)
        .join(Category, Category.id == BookCategory.category_id)
        .where(BookCategory.book_id.in_(book_ids))
    )
    for book_id, category_id, parent_id in rows:
        found.setdefault(book_id, set()).update({category_id} if parent_id is None else {category_id, parent_id})
    return found
