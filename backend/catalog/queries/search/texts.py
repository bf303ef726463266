"""What the index is made of: each book's texts by field, and the whole titles that may be typed."""

from collections.abc import Iterator, Sequence

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import aliased

from backend.catalog.models import Author, AuthorAlias, Book, BookAuthor, BookCategory, BookSeries, Category, Series
from backend.catalog.rules import isbn10_of
from backend.catalog.rules.documents import AUTHOR, CATEGORY, DESCRIPTION, FIELDS, ISBN, PUBLISHER, SERIES, TITLE
from backend.catalog.rules.marks import Sorted
from backend.core.database import db

Texts = dict[str, list[str]]

_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_PARENT = aliased(Category)
_BOOKS = select(
    *(Book.id, Book.title, Book.subtitle, Book.original_title, Book.publisher, Book.isbn13, Book.description)
).where(Book.id.in_(_THESE), Book.withdrawn_on.is_(None))
_AUTHORS = (
    select(BookAuthor.book_id, Author.name, Author.original_name)
    .join(Author, Author.id == BookAuthor.author_id)
    .where(BookAuthor.book_id.in_(_THESE))
    .order_by(BookAuthor.book_id, BookAuthor.position, Author.id)
)
_ALIASES = (
    select(BookAuthor.book_id, AuthorAlias.name)
    .join(AuthorAlias, AuthorAlias.author_id == BookAuthor.author_id)
    .where(BookAuthor.book_id.in_(_THESE))
    .order_by(BookAuthor.book_id, AuthorAlias.id)
)
_SERIES = (
    select(BookSeries.book_id, Series.name, Series.original_name)
    .join(Series, Series.id == BookSeries.series_id)
    .where(BookSeries.book_id.in_(_THESE))
)
_CATEGORIES = (
    select(BookCategory.book_id, Category.name_zh, Category.name_en, _PARENT.name_zh, _PARENT.name_en)
    .join(Category, Category.id == BookCategory.category_id)
    .outerjoin(_PARENT, _PARENT.id == Category.parent_id)
    .where(BookCategory.book_id.in_(_THESE))
    .order_by(BookCategory.book_id, BookCategory.position)
)
_FACTS = select(
    *(Book.id, Book.language, Book.published_year, Book.rating_count, Book.rating_score),
    *(Book.copies_free, Book.stock_free),
).where(Book.id.in_(_THESE), Book.withdrawn_on.is_(None))
_PLACES = (
    select(BookCategory.book_id, Category.id, Category.parent_id)
    .join(Category, Category.id == BookCategory.category_id)
    .where(BookCategory.book_id.in_(_THESE))
)
_SORTED_BY = ("language", "published_year", "rating_count", "rating_score", "copies_free", "stock_free")
_LINKED = ((AUTHOR, _AUTHORS), (AUTHOR, _ALIASES), (SERIES, _SERIES), (CATEGORY, _CATEGORIES))


def texts_of(book_ids: Sequence[int]) -> dict[int, Texts]:
    """Book id -> field -> texts, each once; withdrawn books are left out. Five statements, however many books."""
    found: dict[int, Texts] = {}
    given = {"ids": list(book_ids)}
    for book in db.session.execute(_BOOKS, given):
        texts: Texts = {field: [] for field in FIELDS}
        found[book.id] = texts
        texts[TITLE] = _there(book.title, book.subtitle, book.original_title)
        texts[PUBLISHER] = _there(book.publisher)
        texts[ISBN] = _there(book.isbn13, isbn10_of(book.isbn13) if book.isbn13 else None)
        texts[DESCRIPTION] = _there(book.description)
    for field, statement in _LINKED:
        for book_id, *texts_there in db.session.execute(statement, given):
            if book_id in found:
                known = found[book_id][field]
                known += [text for text in _there(*texts_there) if text not in known]
    return found


def facts_of(book_ids: Sequence[int]) -> dict[int, Sorted]:
    """What each book is sorted by; withdrawn books are left out. Two statements."""
    given = {"ids": list(book_ids)}
    places: dict[int, set[int]] = {book_id: set() for book_id in book_ids}
    for book_id, *categories in db.session.execute(_PLACES, given):
        places[book_id].update(category for category in categories if category is not None)
    return {
        row.id: Sorted(categories=places[row.id], **{name: row._mapping[name] for name in _SORTED_BY})
        for row in db.session.execute(_FACTS, given)
    }


def every_book(size: int) -> Iterator[list[int]]:
    """The ids of all books, so many at a time."""
    last = 0
    while ids := list(db.session.scalars(select(Book.id).where(Book.id > last).order_by(Book.id).limit(size))):
        yield ids
        last = ids[-1]


def _there(*texts: str | None) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
