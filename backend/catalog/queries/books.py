"""Finding books: one by its id, many by filters, the first of an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.queries.cards import BookCard, cards_of
from backend.catalog.queries.tree import CategoryNotFound
from backend.catalog.rules import isbn13_of, sort_title
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page


class BookNotFound(NotFound):
    message = "This book is not in the catalogue."


@dataclass(frozen=True)
class BookFilter:
    """Which books, in which order; an unset field does not narrow."""

    q: str | None = None
    category: str | None = None
    author: int | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    rating_from: float | None = None
    for_sale: bool | None = None
    sort: str = "popular"


SORTS: dict[str, list[Any]] = {
    "popular": [Book.rating_count.desc(), Book.id],
    "new": [Book.added_on.desc(), Book.id.desc()],
    "rating": [Book.rating_score.desc(), Book.id],
    "title": [Book.sort_title, Book.id],
    "year": [Book.published_year.desc(), Book.id],
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


def lock_book(book_id: int) -> Book:
    """The book, locked until the commit: whoever changes its facts queues here."""
    book = db.session.scalar(
        select(Book).where(Book.id == book_id).with_for_update().execution_options(populate_existing=True)
    )
    if book is None:
        raise BookNotFound
    return book


def find_books(wanted: BookFilter, page: int, size: int) -> Page[BookCard]:
    """One page of the books that fit. Raises CategoryNotFound."""
    narrowed = select(Book.id).where(*_conditions(wanted))
    total = db.session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0
    ids = db.session.scalars(narrowed.order_by(*SORTS[wanted.sort]).limit(size).offset((page - 1) * size)).all()
    return Page(cards_of(ids), page, size, total)


def new_books(size: int) -> list[BookCard]:
    return cards_of(newest(size))


def most_rated(size: int, *conditions: ColumnElement[bool], family: str | None = None) -> list[int]:
    """Ids of the most rated books that meet the conditions on Book, in a top category if one is given."""
    return _first_ids("popular", size, [*conditions, *([_in_category(family)] if family is not None else [])])


def newest(size: int, *conditions: ColumnElement[bool]) -> list[int]:
    """Ids of the newest books that meet the conditions on Book."""
    return _first_ids("new", size, conditions)


def _first_ids(sort: str, size: int, conditions: Iterable[ColumnElement[bool]]) -> list[int]:
    return list(db.session.scalars(select(Book.id).where(*conditions).order_by(*SORTS[sort]).limit(size)))


def _conditions(wanted: BookFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.q and wanted.q.strip():
        conditions.append(_matches(wanted.q.strip()))
    if wanted.category:
        if db.session.scalar(select(Category.id).where(Category.slug == wanted.category)) is None:
            raise CategoryNotFound
        conditions.append(_in_category(wanted.category))
    if wanted.author is not None:
        conditions.append(Book.id.in_(select(BookAuthor.book_id).where(BookAuthor.author_id == wanted.author)))
    if wanted.language:
        conditions.append(Book.language == wanted.language)
    if wanted.year_from is not None:
        conditions.append(Book.published_year >= wanted.year_from)
    if wanted.year_to is not None:
        conditions.append(Book.published_year <= wanted.year_to)
    if wanted.rating_from is not None:
        conditions.append(and_(Book.rating_count > 0, Book.rating_score >= wanted.rating_from))
    if wanted.for_sale is not None:
        conditions.append(Book.price_cents.is_not(None) if wanted.for_sale else Book.price_cents.is_(None))
    return conditions


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


def _matches(text: str) -> ColumnElement[bool]:
    """Every word occurs in the title, the original title or an author's name; or the text is an ISBN."""
    isbn = isbn13_of(text)
    if isbn is not None:
        return Book.isbn13 == isbn
    return and_(*(_word_matches(word) for word in text.split()[:12]))


def _word_matches(word: str) -> ColumnElement[bool]:
    folded = sort_title(word)
    named = (
        select(BookAuthor.book_id)
        .join(Author)
        .where(
            or_(
                func.lower(Author.name).contains(word.lower(), autoescape=True),
                func.lower(Author.original_name).contains(word.lower(), autoescape=True),
            )
        )
    )
    return or_(
        Book.sort_title.contains(folded, autoescape=True),
        func.lower(Book.original_title).contains(word.lower(), autoescape=True),
        Book.id.in_(named),
    )
