"""A small library with a past of more than a year, as the dice say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import text

from backend.accounts.models import User
from backend.catalog.models import Author, Book, Category, Copy, Sku
from backend.core.database import db
from backend.engagement.models import Rating
from backend.shop.models import Order, OrderLine
from tests.factories import make_author, make_book, make_category, make_copy, make_rating, make_review, make_user
from tests.lending import HERE, ZONE, make_hold, make_loan
from tests.selling import make_address, make_sku

TODAY = HERE.today


@dataclass
class Past:
    readers: list[User]
    books: list[Book]
    copies: list[Copy]
    skus: list[Sku]
    tops: list[Category]
    leaves: list[Category]
    authors: list[Author]
    orders: list[Order] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)


def moment(day: date, random: Random) -> datetime:
    """Any moment of a day where the library stands."""
    return datetime.combine(day, time(random.randrange(24), random.randrange(60)), ZONE)


def some_day(random: Random, most: int = 430) -> date:
    """Oftener of late."""
    return TODAY - timedelta(days=int(random.random() ** 2 * most))


def make_past(random: Random, acts: int = 120, most: int = 430) -> Past:
    tops = [make_category(f"top-{n}") for n in range(2)]
    leaves = [make_category(f"leaf-{n}", parent=tops[n % 2]) for n in range(3)]
    authors = [make_author() for _ in range(4)]
    # The last stands in no category, and one at the top itself.
    places: list[tuple[Category, ...]] = [(leaf, tops[1]) for leaf in leaves for _ in range(2)]
    books = [
        make_book(categories=place, authors=(authors[n % 4], authors[(n + 1) % 4]), added_on=some_day(random))
        for n, place in enumerate([*places, (tops[0],), ()])
    ]
    readers = [
        make_user(created_at=moment(some_day(random, most), random), birth_year=random.choice((None, 1950, 1990, 2015)))
        for _ in range(9)
    ]
    make_user(role="staff")
    for number, reader in enumerate(readers[:6]):
        make_address(reader.id, region=("浙江省", "上海市")[number % 2], preferred=True)
    copies = [make_copy(book, acquired_on=book.added_on) for book in books]
    make_copy(books[0], condition="withdrawn")
    past = Past(readers, books, copies, [make_sku(book) for book in books], tops, leaves, authors)
    for _ in range(acts):
        act(past, random, some_day(random, most))
    db.session.flush()
    return past


def act(past: Past, random: Random, day: date | None = None) -> None:
    """Something happens on that day, or on some day."""
    day = day or some_day(random)
    random.choice(_ACTS)(past, random, day)


def _lend(past: Past, random: Random, day: date) -> None:
    # Some are forgotten, some were mistakes of the desk, some are still out.
    reader = random.choice([*past.readers, None])
    book, back = random.choice(past.books), day + timedelta(days=random.randrange(40))
    values: dict[str, Any] = {
        "borrowed_on": day,
        "borrowed_at": moment(day, random),
        "due_on": day + timedelta(days=14),
    }
    state = random.choice(("returned", "returned", "voided", "active"))
    if state == "active" and reader is not None:
        make_loan(reader, book, **values)
        return
    closed_at = max(moment(min(back, TODAY), random), values["borrowed_at"])
    make_loan(reader, book, **values, state="voided" if state == "voided" else "returned", closed_at=closed_at)


def _wish(past: Past, random: Random, day: date) -> None:
    taken = db.session.execute(text("SELECT open_key FROM hold WHERE open_key IS NOT NULL")).scalars().all()
    reader, book = random.choice(past.readers), random.choice(past.books)
    state = "cancelled" if f"{reader.id}:{book.id}" in taken or random.random() < 0.4 else "queued"
    make_hold(reader, book, state, placed_at=moment(day, random))


def _order(past: Past, random: Random, day: date) -> None:
    number, at = len(past.orders) + 1, moment(day, random)
    skus = random.sample(past.skus, 2)
    cents = sum(sku.price_cents for sku in skus)
    state = random.choice(("completed", "completed", "cancelled"))
    order = Order(
        number=f"S{number}",
        user_id=random.choice(past.readers).id,
        checkout_key=f"past:{number}",
        state=state,
        delivery="pickup",
        provider="pay_at_desk",
        goods_cents=cents,
        total_cents=cents,
        tax_basis_points=0,
        tax_cents=0,
        captured_cents=cents,
        refunded_cents=random.choice((0, 0, 100)),
        placed_at=at,
        placed_on=day,
        confirmed_at=at,
        confirmed_on=day,
        closed_at=at,
    )
    db.session.add(order)
    db.session.flush()
    for sku in skus:
        pieces = {"quantity": 1, "list_cents": sku.price_cents, "unit_cents": sku.price_cents}
        words = {"kind": "new", "title": "x", "total_cents": sku.price_cents, "returned": random.choice((0, 0, 1))}
        db.session.add(OrderLine(order_id=order.id, sku_id=sku.id, book_id=sku.book_id, **pieces, **words))
    past.orders.append(order)


def _rate(past: Past, random: Random, day: date) -> None:
    pairs = {(rating.user_id, rating.book_id) for rating in past.ratings}
    reader, book = random.choice(past.readers), random.choice(past.books)
    if (reader.id, book.id) in pairs:
        return
    rating = make_rating(reader, book, random.choice((1, 2.5, 4, 5)), moment(day, random))
    if random.random() < 0.1:
        rating.rated_at = None
    past.ratings.append(rating)


def _review(past: Past, random: Random, day: date) -> None:
    reader, book = random.choice(past.readers), random.choice(past.books)
    written = text("SELECT COUNT(*) FROM review WHERE user_id = :user AND book_id = :book")
    if not db.session.scalar(written, {"user": reader.id, "book": book.id}):
        make_review(reader, book, created_at=moment(day, random))


_ACTS: tuple[Callable[[Past, Random, date], None], ...] = (_lend, _lend, _lend, _wish, _order, _rate, _review)
