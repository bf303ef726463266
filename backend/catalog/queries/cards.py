"""What a list shows of a book, read in two statements whatever the length of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, BookSeries, Category, Series
from backend.catalog.rules import rating_mean
from backend.core.database import db


@dataclass(frozen=True)
class AuthorName:
    id: int
    name: str
    original_name: str | None


@dataclass(frozen=True)
class SeriesPlace:
    """The series of a book, and which volume of it the book is."""

    id: int
    name: str
    original_name: str | None
    volume: float | None


@dataclass(frozen=True)
class BookCard:
    """What a list shows of a book."""

    id: int
    title: str
    subtitle: str | None
    original_title: str | None
    authors: list[AuthorName]
    series: SeriesPlace | None
    family: str
    published_year: int | None
    language: str | None
    publisher: str | None
    isbn13: str | None
    price_cents: int | None
    currency: str
    cover: str | None
    rating_count: int
    rating_mean: float | None
    copies_total: int
    copies_free: int
    copies_reference: int
    stock_free: int
    offer_cents: int | None
    added_on: date


# Every list goes through these three; built once, because building one costs as much as running it.
_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_TOP = aliased(Category)
_CARDS = (
    select(
        *(Book.id, Book.title, Book.subtitle, Book.original_title, Book.published_year, Book.language, Book.publisher),
        *(Book.isbn13, Book.price_cents, Book.currency, Book.cover, Book.added_on, Book.rating_count),
        *(Book.copies_total, Book.copies_free, Book.copies_reference, Book.stock_free, Book.offer_cents),
        *(Book.stars_1, Book.stars_2, Book.stars_3, Book.stars_4, Book.stars_5, Book.half_star_count),
        func.coalesce(_TOP.slug, Category.slug, "").label("family"),
        *(
            Series.id.label("series_id"),
            Series.name.label("series_name"),
            Series.original_name.label("series_original"),
        ),
        BookSeries.volume,
    )
    .outerjoin(BookCategory, and_(BookCategory.book_id == Book.id, BookCategory.position == 0))
    .outerjoin(Category, Category.id == BookCategory.category_id)
    .outerjoin(_TOP, _TOP.id == Category.parent_id)
    .outerjoin(BookSeries, BookSeries.book_id == Book.id)
    .outerjoin(Series, Series.id == BookSeries.series_id)
    .where(Book.id.in_(_THESE))
)
_AUTHORS = (
    select(BookAuthor.book_id, Author.id, Author.name, Author.original_name)
    .join(Author, Author.id == BookAuthor.author_id)
    .where(BookAuthor.book_id.in_(_THESE))
    .order_by(BookAuthor.book_id, BookAuthor.position, Author.id)
)
_TITLES = select(Book.id, Book.title).where(Book.id.in_(_THESE))


def cards_of(book_ids: Sequence[int], authors: dict[int, list[AuthorName]] | None = None) -> list[BookCard]:
    """Cards in the order of `book_ids`; ids that are not there are left out. Two statements; one with authors given."""
    if not book_ids:
        return []
    authors = authors_of(book_ids) if authors is None else authors
    rows = db.session.execute(_CARDS, {"ids": list(book_ids)})
    cards = {row.id: _card(row, authors.get(row.id, [])) for row in rows}
    return [cards[book_id] for book_id in book_ids if book_id in cards]


def authors_of(book_ids: Sequence[int]) -> dict[int, list[AuthorName]]:
    """Book id -> its authors in the order of the title page. One statement."""
    found: dict[int, list[AuthorName]] = {}
    for row in db.session.execute(_AUTHORS, {"ids": list(book_ids)}):
        found.setdefault(row.book_id, []).append(AuthorName(row.id, row.name, row.original_name))
    return found


def titles_of(book_ids: Iterable[int]) -> dict[int, str]:
    wanted = list(book_ids)
    if not wanted:
        return {}
    return {row.id: row.title for row in db.session.execute(_TITLES, {"ids": wanted})}


def _card(row: Any, authors: list[AuthorName]) -> BookCard:
    stars = (row.stars_1, row.stars_2, row.stars_3, row.stars_4, row.stars_5)
    series = None
    if row.series_id is not None:
        series = SeriesPlace(row.series_id, row.series_name, row.series_original, row.volume)
    return BookCard(
        id=row.id,
        title=row.title,
        subtitle=row.subtitle,
        original_title=row.original_title,
        authors=authors,
        series=series,
        family=row.family,
        published_year=row.published_year,
        language=row.language,
        publisher=row.publisher,
        isbn13=row.isbn13,
        price_cents=row.price_cents,
        currency=row.currency,
        cover=row.cover,
        rating_count=row.rating_count,
        rating_mean=rating_mean(stars, row.half_star_count),
        copies_total=row.copies_total,
        copies_free=row.copies_free,
        copies_reference=row.copies_reference,
        stock_free=row.stock_free,
        offer_cents=row.offer_cents,
        added_on=row.added_on,
    )
