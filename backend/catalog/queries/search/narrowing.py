"""Filters: the books of a category, a language, a time, an author."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

from pyroaring import BitMap
from sqlalchemy import func, select

from backend.catalog.models import Author, BookAuthor, BookSeries, Category
from backend.catalog.queries.search.postings import books_marked, books_with_any, terms_beginning
from backend.catalog.queries.tree import CategoryNotFound
from backend.catalog.rules.marks import AVAILABLE, BOOK, CATEGORY, FOR_SALE, LANGUAGE, RATING, YEAR
from backend.core.database import db

# More different years than the catalogue of a library has.
YEARS = 6_000
HIGHEST_RATING = 10


@dataclass(frozen=True)
class BookFilter:
    """Which books; an unset field does not narrow."""

    category: str | None = None
    author: int | None = None
    series: int | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    rating_from: float | None = None
    available: bool | None = None
    for_sale: bool | None = None


def every_book() -> BitMap:
    return _marked([BOOK])


@dataclass(frozen=True)
class Narrowing:
    """The books that each filter lets pass, by the filter's name."""

    passing: dict[str, BitMap]

    def of(self, books: BitMap, but: str = "") -> BitMap:
        """Those of the books that pass all filters, or all but one."""
        return reduce(lambda left, name: left if name == but else left & self.passing[name], self.passing, books)


def narrowing_of(wanted: BookFilter) -> Narrowing:
    """Raises CategoryNotFound."""
    return Narrowing({name: passing() for name, passing in _passing(wanted)})


def _passing(wanted: BookFilter) -> Iterable[tuple[str, Callable[[], BitMap]]]:
    if wanted.category is not None:
        yield "category", lambda: _marked([f"{CATEGORY}{_category_id(wanted.category or '')}"])
    if wanted.language is not None:
        yield "language", lambda: _marked([f"{LANGUAGE}{wanted.language}"])
    if wanted.author is not None:
        person = select(func.coalesce(Author.merged_into_id, Author.id)).where(Author.id == wanted.author)
        of_author = select(BookAuthor.book_id).where(BookAuthor.author_id == person.scalar_subquery())
        yield "author", lambda: BitMap(db.session.scalars(of_author))
    if wanted.series is not None:
        of_series = select(BookSeries.book_id).where(BookSeries.series_id == wanted.series)
        yield "series", lambda: BitMap(db.session.scalars(of_series))
    if wanted.year_from is not None or wanted.year_to is not None:
        yield "years", lambda: _of_years(wanted.year_from, wanted.year_to)
    if wanted.rating_from is not None:
        yield "rating", lambda: _rated(wanted.rating_from or 0)
    if wanted.available is not None:
        yield "available", lambda: _having(AVAILABLE, bool(wanted.available))
    if wanted.for_sale is not None:
        yield "for_sale", lambda: _having(FOR_SALE, bool(wanted.for_sale))


def _having(mark: str, wish: bool) -> BitMap:
    return _marked([mark]) if wish else every_book() - _marked([mark])


def _category_id(slug: str) -> int:
    found = db.session.scalar(select(Category.id).where(Category.slug == slug))
    if found is None:
        raise CategoryNotFound
    return found


def _of_years(first: int | None, last: int | None) -> BitMap:
    years = {int(term.term[len(YEAR) :]): term for term in terms_beginning((YEAR,), "", YEARS)}
    chosen = [
        term for year, term in years.items() if (first is None or year >= first) and (last is None or year <= last)
    ]
    return books_with_any(chosen)


def _rated(stars: float) -> BitMap:
    return _marked([f"{RATING}{half}" for half in range(round(stars * 2), HIGHEST_RATING + 1)])


def _marked(marks: Iterable[str]) -> BitMap:
    return BitMap().union(*books_marked(list(marks)).values())
