"""Finding books: one by its id, many by filters, the first of an order."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from backend.catalog.models import Book, BookCategory, Category
from backend.catalog.queries.cards import BookCard, cards_of
from backend.core.database import db
from backend.core.errors import NotFound


class BookNotFound(NotFound):
    message = "This book is not in the catalogue."


_ORDERS: dict[str, list[Any]] = {
    "popular": [Book.rating_count.desc(), Book.id],
    "new": [Book.added_on.desc(), Book.id.desc()],
    "rating": [Book.rating_score.desc(), Book.id],
    "trending": [Book.trend.desc(), Book.id],
}


def get_book(book_id: int) -> Book:
    book = db.session.get(Book, book_id)
    if book is None:
        raise BookNotFound
    return book


def hold_book(book_id: int) -> Book:
    """The book, kept from changing or going until the commit. Others may hold it too. Raises BookNotFound."""
    book = db.session.scalar(select(Book).where(Book.id == book_id).with_for_update(read=True))
    if book is None:
        raise BookNotFound
    return book


def cover_names() -> set[str]:
    """Of every cover that a book has."""
    return {name for name in db.session.scalars(select(Book.cover).where(Book.cover.is_not(None))) if name}


def lock_book(book_id: int) -> Book:
    """The book, locked until the commit: whoever changes its facts queues here."""
    book = db.session.scalar(
        select(Book).where(Book.id == book_id).with_for_update().execution_options(populate_existing=True)
    )
    if book is None:
        raise BookNotFound
    return book


def new_books(size: int) -> list[BookCard]:
    return cards_of(newest(size))


def top_rated(size: int) -> list[BookCard]:
    return cards_of(_first_ids("rating", size, [Book.rating_count > 0]))


def trending(size: int) -> list[BookCard]:
    """Books with more readers of late than their own past lets expect; may be fewer than asked for."""
    return cards_of(_first_ids("trending", size, [Book.trend > 0]))


def most_rated(size: int, *conditions: ColumnElement[bool], family: str | None = None) -> list[int]:
    """Ids of the most rated books that meet the conditions on Book, in a top category if one is given."""
    return _first_ids("popular", size, [*conditions, *([_in_category(family)] if family is not None else [])])


def newest(size: int, *conditions: ColumnElement[bool]) -> list[int]:
    """Ids of the newest books that meet the conditions on Book."""
    return _first_ids("new", size, conditions)


def _first_ids(sort: str, size: int, conditions: Iterable[ColumnElement[bool]]) -> list[int]:
    there = Book.withdrawn_on.is_(None)
    return list(db.session.scalars(select(Book.id).where(there, *conditions).order_by(*_ORDERS[sort]).limit(size)))


def _in_category(slug: str) -> ColumnElement[bool]:
    """In the category itself or in one below it."""
    top = aliased(Category)
    inside = (
        select(BookCategory.book_id)
        .join(Category, Category.id == BookCategory.category_id)
        .outerjoin(top, top.id == Category.parent_id)
        .where(or_(Category.slug == slug, top.slug == slug))
    )
    return Book.id.in_(inside)
