"""The catalogue as the staff sees it: every book, withdrawn ones too, by what it is and by what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, BookSeries, Category, Copy
from backend.catalog.queries import BookCard, cards_of
from backend.circulation.models import Hold
from backend.circulation.rules.lives import OPEN_HOLDS
from backend.core.database import db
from backend.core.paging import Page

# Each has an index, and ends in the id.
_SORTED_BY: dict[str, Any] = {
    "title": Book.sort_title,
    "added": Book.added_on,
    "year": Book.published_year,
    "ratings": Book.rating_count,
    "loans": Book.loans_30d,
    "withdrawn": Book.withdrawn_on,
}
_TOP = aliased(Category)
_LACKING: dict[str, ColumnElement[bool]] = {
    "cover": Book.cover.is_(None),
    "isbn": Book.isbn13.is_(None),
    "price": Book.price_cents.is_(None),
    "description": Book.description.is_(None),
    "language": Book.language.is_(None),
    "category": ~select(BookCategory.book_id).where(BookCategory.book_id == Book.id).exists(),
    "author": ~select(BookAuthor.book_id).where(BookAuthor.book_id == Book.id).exists(),
    "copies": ~select(Copy.id).where(Copy.book_id == Book.id, Copy.condition != "withdrawn").exists(),
}


@dataclass(frozen=True)
class BookWish:
    """Which books; an unset field does not narrow."""

    q: str = ""
    category: str | None = None
    language: str | None = None
    publisher: str | None = None
    author: int | None = None
    series: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    lacks: str | None = None
    waited_for: bool = False
    state: str = "active"


@dataclass(frozen=True)
class BookLine(BookCard):
    """A book in the table of the staff."""

    revision: int
    withdrawn_on: Any
    loans_30d: int
    waiting: int


def wish_of(asked: Mapping[str, Any]) -> BookWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(BookWish)}
    return BookWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def books_page(wish: BookWish, sort: str, page: int, size: int) -> Page[BookLine]:
    """Five statements, however many books."""
    ids = list(db.session.scalars(sorted_books(wish, sort).limit(size).offset((page - 1) * size)))
    total = db.session.scalar(select(func.count()).select_from(Book).where(*_conditions(wish))) or 0
    return Page(book_lines(ids), page, size, total)


def chosen_books(wish: BookWish) -> Select[int]:
    """The ids of all of them, by id."""
    return select(Book.id).where(*_conditions(wish)).order_by(Book.id)


def sorted_books(wish: BookWish, sort: str) -> Select[int]:
    """The same in an order of the table."""
    return select(Book.id).where(*_conditions(wish)).order_by(*_order(sort))


def book_lines(ids: list[int]) -> list[BookLine]:
    """Three statements."""
    if not ids:
        return []
    waiting = (
        select(func.count())
        .where(Hold.book_id == Book.id, Hold.state.in_(OPEN_HOLDS))
        .correlate(Book)
        .scalar_subquery()
    )
    more = select(Book.id, Book.revision, Book.withdrawn_on, Book.loans_30d, waiting).where(Book.id.in_(ids))
    known = {row[0]: row[1:] for row in db.session.execute(more)}
    return [BookLine(**vars(card), **_named(known[card.id])) for card in cards_of(ids) if card.id in known]


def _named(row: Any) -> dict[str, Any]:
    return dict(zip(("revision", "withdrawn_on", "loans_30d", "waiting"), row, strict=True))


def _order(sort: str) -> tuple[Any, Any]:
    column = _SORTED_BY[sort.removeprefix("-")]
    return (column.desc(), Book.id.desc()) if sort.startswith("-") else (column, Book.id)


def _conditions(wish: BookWish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.state == "active":
        found.append(Book.withdrawn_on.is_(None))
    elif wish.state == "withdrawn":
        found.append(Book.withdrawn_on.is_not(None))
    if words := wish.q.strip():
        found.append(_meant(words))
    if wish.category:
        found.append(_in_category(wish.category))
    if wish.language:
        found.append(Book.language == wish.language)
    if wish.publisher:
        found.append(Book.publisher == wish.publisher)
    if wish.author:
        found.append(Book.id.in_(select(BookAuthor.book_id).where(BookAuthor.author_id == wish.author)))
    if wish.series:
        found.append(Book.id.in_(select(BookSeries.book_id).where(BookSeries.series_id == wish.series)))
    if wish.year_from is not None:
        found.append(Book.published_year >= wish.year_from)
    if wish.year_to is not None:
        found.append(Book.published_year <= wish.year_to)
    if wish.lacks:
        found.append(_LACKING[wish.lacks])
    if wish.waited_for:
        found.append(Book.id.in_(select(Hold.book_id).where(Hold.state.in_(OPEN_HOLDS))))
    return found


def _meant(words: str) -> ColumnElement[bool]:
    """In a title, in the name of an author, as an ISBN or a barcode. Case does not matter."""
    small = words.casefold()
    digits = words.replace("-", "").replace(" ", "")
    names = select(BookAuthor.book_id).join(Author, Author.id == BookAuthor.author_id)
    named = or_(_has(Author.name, small), _has(Author.original_name, small))
    pieces = select(Copy.book_id).where(Copy.barcode == words)
    return or_(
        _has(Book.title, small),
        _has(Book.original_title, small),
        Book.isbn13 == digits,
        Book.id.in_(names.where(named)),
        Book.id.in_(pieces),
    )


def _has(column: Any, small: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.lower(column).contains(small, autoescape=True)
    return found


def _in_category(slug: str) -> ColumnElement[bool]:
    inside = (
        select(BookCategory.book_id)
        .join(Category, Category.id == BookCategory.category_id)
        .outerjoin(_TOP, _TOP.id == Category.parent_id)
        .where(or_(Category.slug == slug, _TOP.slug == slug))
    )
    return Book.id.in_(inside)
