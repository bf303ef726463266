"""Discounts as the staff see them, and the books whose price hangs on one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from backend.catalog.models import Book, BookCategory, Category, Sku
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.shop.models import Discount

# When: it holds today, it will, it did.
NOW, COMING, PAST = WHENS = ("now", "coming", "past")


class DiscountNotFound(NotFound):
    message = "There is no such discount."


@dataclass(frozen=True)
class SkuName:
    id: int
    book_id: int
    title: str
    kind: str
    price_cents: int


@dataclass(frozen=True)
class CategoryName:
    """`parent` is null at the top of the tree."""

    id: int
    name_zh: str
    name_en: str
    parent_zh: str | None
    parent_en: str | None


@dataclass(frozen=True)
class DiscountLine:
    """A discount with what it is for: one thing on sale, a category, or all when both are null."""

    id: int
    name_zh: str
    name_en: str
    percent: int
    starts_on: date
    ends_on: date
    sku: SkuName | None
    category: CategoryName | None
    when: str
    changed_at: datetime


def find_discounts(when: str | None, page: int, size: int, today: date) -> Page[DiscountLine]:
    """Those that hold today, will or did; all without it. The last to end first."""
    fits = _fits(when, today)
    total = db.session.scalar(select(func.count(Discount.id)).where(*fits)) or 0
    wanted = select(Discount).where(*fits).order_by(Discount.ends_on.desc(), Discount.id.desc())
    rows = db.session.scalars(wanted.limit(size).offset((page - 1) * size)).all()
    return Page(discount_lines(rows, today), page, size, total)


def get_discount(discount_id: int) -> Discount:
    """Raises DiscountNotFound."""
    discount = db.session.get(Discount, discount_id)
    if discount is None:
        raise DiscountNotFound
    return discount


def discount_lines(discounts: Sequence[Discount], today: date) -> list[DiscountLine]:
    """Two statements, however many."""
    skus = _skus({one.sku_id for one in discounts if one.sku_id is not None})
    categories = categories_named({one.category_id for one in discounts if one.category_id is not None})
    return [
        DiscountLine(
            **{name: getattr(one, name) for name in ("id", "name_zh", "name_en", "percent", "starts_on", "ends_on")},
            sku=skus.get(one.sku_id or 0),
            category=categories.get(one.category_id or 0),
            when=COMING if one.starts_on > today else PAST if one.ends_on < today else NOW,
            changed_at=one.changed_at,
        )
        for one in discounts
    ]


def books_on_sale(sku_id: int | None, category_id: int | None) -> list[int]:
    """The books whose price a discount for these changes, in order: of this thing, of this category and what is under
    it, or all that are for sale."""
    wanted = select(Sku.book_id).distinct().order_by(Sku.book_id)
    if sku_id is not None:
        wanted = wanted.where(Sku.id == sku_id)
    elif category_id is not None:
        inside = or_(Category.id == category_id, Category.parent_id == category_id)
        under = select(BookCategory.book_id).join(Category, Category.id == BookCategory.category_id).where(inside)
        wanted = wanted.where(Sku.book_id.in_(under))
    return list(db.session.scalars(wanted))


def categories_named(category_ids: Iterable[int]) -> dict[int, CategoryName]:
    """Category id -> how it is called. One statement."""
    wanted = sorted(set(category_ids))
    if not wanted:
        return {}
    parent = aliased(Category)
    found = (
        select(Category.id, Category.name_zh, Category.name_en, parent.name_zh, parent.name_en)
        .outerjoin(parent, parent.id == Category.parent_id)
        .where(Category.id.in_(wanted))
    )
    return {row[0]: CategoryName(*row) for row in db.session.execute(found)}


def _skus(sku_ids: set[int]) -> dict[int, SkuName]:
    if not sku_ids:
        return {}
    found = (
        select(Sku.id, Sku.book_id, Book.title, Sku.kind, Sku.price_cents)
        .join(Book, Book.id == Sku.book_id)
        .where(Sku.id.in_(sku_ids))
    )
    return {row[0]: SkuName(*row) for row in db.session.execute(found)}


def _fits(when: str | None, today: date) -> list[ColumnElement[bool]]:
    if when == COMING:
        return [Discount.starts_on > today]
    if when == PAST:
        return [Discount.ends_on < today]
    return [Discount.starts_on <= today, Discount.ends_on >= today] if when == NOW else []
