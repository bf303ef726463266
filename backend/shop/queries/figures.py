"""What was sold, and what lies in the shop: figures for the staff, in a fixed number of statements.

A sale counts on the day on which its order was confirmed, with all that was given back of it since; an order that was
given up counts neither as a sale nor as money that went back.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select

from backend.catalog.models import Book, BookCategory, Category, Sku
from backend.core.database import db
from backend.shop.models import Order, OrderLine
from backend.shop.rules.figures import Range, Sold, added, start_of, steps_of
from backend.shop.rules.lives import ORDER_STATES, SOLD

MOST_BOOKS, MOST_LOW, LOW_LEFT, LATELY_DAYS = 20, 20, 2, 90


@dataclass(frozen=True)
class Stretch:
    """Of a day, a week or a month, by its first day; the ends of the range may cut it short."""

    starts_on: date
    sold: Sold


@dataclass(frozen=True)
class BookSold:
    """Pieces that stayed with their readers, and what they brought."""

    book_id: int
    title: str
    pieces: int
    cents: int


@dataclass(frozen=True)
class CategorySold:
    """Of a top category; the names are null for books that stand in none."""

    slug: str | None
    name_zh: str | None
    name_en: str | None
    pieces: int
    cents: int


@dataclass(frozen=True)
class WaySold:
    provider: str
    delivery: str
    orders: int
    cents: int


@dataclass(frozen=True)
class Stock:
    """What lies in the shop now; its value is what it would cost without discounts."""

    titles: int
    pieces: int
    reserved: int
    value_cents: int
    sold_out: int


@dataclass(frozen=True)
class LowStock:
    sku_id: int
    book_id: int
    title: str
    kind: str
    left: int
    sold_lately: int


@dataclass(frozen=True)
class ShopFigures:
    from_on: date
    to_on: date
    step: str
    total: Sold
    before: Sold
    stretches: list[Stretch]
    states: dict[str, int]
    ways: list[WaySold]
    books: list[BookSold]
    categories: list[CategorySold]
    stock: Stock
    low: list[LowStock]


def shop_figures(asked: Range, step: str, today: date) -> ShopFigures:
    """Nine statements, however long the range is."""
    both = Range(asked.before.from_on, asked.to_on)
    by_day = _by_day(both)
    mine = {day: sold for day, sold in by_day.items() if day >= asked.from_on}
    stretches: defaultdict[date, list[Sold]] = defaultdict(list)
    for day, sold in mine.items():
        stretches[start_of(day, step)].append(sold)
    return ShopFigures(
        from_on=asked.from_on,
        to_on=asked.to_on,
        step=step,
        total=added(mine.values()),
        before=added(sold for day, sold in by_day.items() if day < asked.from_on),
        stretches=[Stretch(start, added(stretches[start])) for start in steps_of(asked, step)],
        states=_states(asked),
        ways=_ways(asked),
        books=_books(asked),
        categories=_categories(asked),
        stock=_stock(),
        low=_low(today),
    )


def _sold_in(asked: Range) -> tuple[Any, ...]:
    return Order.confirmed_on.between(asked.from_on, asked.to_on), Order.state.in_(SOLD)


def _by_day(asked: Range) -> dict[date, Sold]:
    money = (
        select(
            Order.confirmed_on,
            func.count(),
            *(func.sum(each) for each in (Order.total_cents, Order.refunded_cents)),
            *(func.sum(each) for each in (Order.shipping_cents, Order.voucher_cents)),
        )
        .where(*_sold_in(asked))
        .group_by(Order.confirmed_on)
    )
    off = func.sum((OrderLine.list_cents - OrderLine.unit_cents) * OrderLine.quantity)
    pieces = (
        select(Order.confirmed_on, func.sum(OrderLine.quantity), func.sum(OrderLine.returned), off)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(*_sold_in(asked))
        .group_by(Order.confirmed_on)
    )
    counted = {day: [int(number) for number in numbers] for day, *numbers in db.session.execute(pieces)}
    found: dict[date, Sold] = {}
    for day, *numbers in db.session.execute(money):
        orders, gross, refunded, shipping, voucher = (int(number) for number in numbers)
        bought, returned, discount = counted.get(day, [0, 0, 0])
        if day is not None:  # those of the range are not
            found[day] = Sold(orders, bought, returned, gross, refunded, shipping, discount, voucher)
    return found


def _states(asked: Range) -> dict[str, int]:
    placed = select(Order.state, func.count()).where(Order.placed_on.between(asked.from_on, asked.to_on))
    counted = dict(db.session.execute(placed.group_by(Order.state)).all())
    return {state: counted.get(state, 0) for state in ORDER_STATES}


def _ways(asked: Range) -> list[WaySold]:
    kept = func.sum(Order.total_cents - Order.refunded_cents)
    rows = select(Order.provider, Order.delivery, func.count(), kept).where(*_sold_in(asked))
    grouped = rows.group_by(Order.provider, Order.delivery).order_by(Order.provider, Order.delivery)
    return [WaySold(provider, way, count, int(cents)) for provider, way, count, cents in db.session.execute(grouped)]


# What stayed with the reader of a line, and what it brought: what is given back is counted as rules.guards does.
_STAYED = OrderLine.quantity - OrderLine.returned
_NET = OrderLine.total_cents - OrderLine.voucher_cents
_BROUGHT = _NET - (_NET * OrderLine.returned) // OrderLine.quantity


def _books(asked: Range) -> list[BookSold]:
    pieces, cents = func.sum(_STAYED).label("pieces"), func.sum(_BROUGHT).label("cents")
    best = (
        select(OrderLine.book_id, pieces, cents)
        .join(Order, Order.id == OrderLine.order_id)
        .where(*_sold_in(asked))
        .group_by(OrderLine.book_id)
        .having(pieces > 0)
        .order_by(pieces.desc(), cents.desc(), OrderLine.book_id)
        .limit(MOST_BOOKS)
        .subquery()
    )
    rows = select(Book.id, Book.title, best.c.pieces, best.c.cents).join(best, best.c.book_id == Book.id)
    ordered = rows.order_by(best.c.pieces.desc(), best.c.cents.desc(), Book.id)
    return [BookSold(row.id, row.title, int(row.pieces), int(row.cents)) for row in db.session.execute(ordered)]


def _categories(asked: Range) -> list[CategorySold]:
    top_id = func.coalesce(Category.parent_id, Category.id).label("top_id")
    pieces, cents = func.sum(_STAYED).label("pieces"), func.sum(_BROUGHT).label("cents")
    counted = (
        select(top_id, pieces, cents)
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(BookCategory, and_(BookCategory.book_id == OrderLine.book_id, BookCategory.position == 0))
        .outerjoin(Category, Category.id == BookCategory.category_id)
        .where(*_sold_in(asked))
        .group_by(top_id)
        .subquery()
    )
    rows = select(Category.slug, Category.name_zh, Category.name_en, counted.c.pieces, counted.c.cents).select_from(
        counted
    )
    ordered = rows.outerjoin(Category, Category.id == counted.c.top_id).order_by(counted.c.cents.desc(), Category.id)
    return [
        CategorySold(slug, zh, en, int(number), int(brought))
        for slug, zh, en, number, brought in db.session.execute(ordered)
    ]


def _stock() -> Stock:
    lies = Sku.on_hand > 0
    counted = select(
        func.coalesce(func.sum(case((lies, 1), else_=0)), 0),
        func.coalesce(func.sum(Sku.on_hand), 0),
        func.coalesce(func.sum(Sku.reserved), 0),
        func.coalesce(func.sum(Sku.on_hand * Sku.price_cents), 0),
        func.coalesce(func.sum(case((and_(Sku.on_sale, Sku.on_hand == Sku.reserved), 1), else_=0)), 0),
    )
    return Stock(*(int(number) for number in db.session.execute(counted).one()))


def _low(today: date) -> list[LowStock]:
    """Few pieces are left of what sold lately, the best sold first."""
    since = Order.confirmed_on > today - timedelta(days=LATELY_DAYS)
    lately = (
        select(OrderLine.sku_id, func.sum(OrderLine.quantity - OrderLine.returned).label("number"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(since, Order.state.in_(SOLD))
        .group_by(OrderLine.sku_id)
        .subquery()
    )
    left = Sku.on_hand - Sku.reserved
    rows = (
        select(Sku.id, Sku.book_id, Book.title, Sku.kind, left, lately.c.number)
        .join(lately, lately.c.sku_id == Sku.id)
        .join(Book, Book.id == Sku.book_id)
        .where(Sku.on_sale, left <= LOW_LEFT, lately.c.number > 0)
        .order_by(lately.c.number.desc(), left, Sku.id)
        .limit(MOST_LOW)
    )
    return [
        LowStock(sku_id, book_id, title, kind, number, int(sold))
        for sku_id, book_id, title, kind, number, sold in db.session.execute(rows)
    ]
