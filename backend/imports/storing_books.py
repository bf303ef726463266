"""A chunk of books with their authors and places in the tree; what is there already stays as it is."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, insert, select

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, BookSeries, Series
from backend.catalog.rules import rating_score, sort_title
from backend.core.database import Model
from backend.imports.books import SourceBook

ORIGIN = "goodbooks"


@dataclass
class StoredBooks:
    """The ids by the source's numbers, and what was new."""

    ids: dict[int, int] = field(default_factory=dict)
    books: int = 0
    authors: int = 0
    # Books whose ISBN another book of the library has.
    isbn_taken: list[SourceBook] = field(default_factory=list)


def store_books(
    connection: Connection, books: list[SourceBook], leaves: dict[int, list[int]], added_on: date
) -> StoredBooks:
    """Add the books that are missing; `leaves` gives category ids, the main one first."""
    stored = StoredBooks(_ids_of(connection, books))
    missing = [book for book in books if book.number not in stored.ids]
    if not missing:
        return stored
    taken = _taken_isbns(connection, missing)
    stored.isbn_taken = [book for book in missing if book.isbn13 in taken]
    connection.execute(insert(Book), [_row(book, taken, added_on) for book in missing])
    stored.ids = _ids_of(connection, books)
    stored.books = len(missing)
    author_ids, stored.authors = _ids_called(connection, Author, [name for book in missing for name in book.authors])
    in_series = [(book, book.series) for book in missing if book.series is not None]
    series_ids, _ = _ids_called(connection, Series, [name for _, name in in_series])
    # Two names may be one person's by now: the first place counts.
    written: dict[tuple[int, int], int] = {}
    for book in missing:
        for position, name in enumerate(book.authors):
            written.setdefault((stored.ids[book.number], author_ids[name]), position)
    _insert(
        connection,
        BookAuthor,
        [
            {"book_id": book_id, "author_id": author_id, "position": position}
            for (book_id, author_id), position in written.items()
        ],
    )
    _insert(
        connection,
        BookSeries,
        [
            {"book_id": stored.ids[book.number], "series_id": series_ids[name], "volume": book.volume}
            for book, name in in_series
        ],
    )
    _insert(
        connection,
        BookCategory,
        [
            {"book_id": stored.ids[book.number], "category_id": category_id, "position": position}
            for book in missing
            for position, category_id in enumerate(leaves.get(book.number, ()))
        ],
    )
    return stored


def _ids_of(connection: Connection, books: list[SourceBook]) -> dict[int, int]:
    origin_ids = [str(book.number) for book in books]
    found = select(Book.origin_id, Book.id).where(Book.origin == ORIGIN, Book.origin_id.in_(origin_ids))
    return {int(origin_id or 0): book_id for origin_id, book_id in connection.execute(found)}


def _taken_isbns(connection: Connection, books: list[SourceBook]) -> set[str | None]:
    isbns = [book.isbn13 for book in books if book.isbn13]
    return set(connection.scalars(select(Book.isbn13).where(Book.isbn13.in_(isbns))))


def _row(book: SourceBook, taken: set[str | None], added_on: date) -> dict[str, object]:
    return {
        "title": book.title,
        "sort_title": sort_title(book.title),
        "original_title": book.original_title,
        "published_year": book.published_year,
        "language": book.language,
        "isbn13": None if book.isbn13 in taken else book.isbn13,
        "added_on": added_on,
        "origin": ORIGIN,
        "origin_id": str(book.number),
        "rating_score": rating_score([0] * 5),
    }


def _ids_called(
    connection: Connection, model: type[Author] | type[Series], called: list[str]
) -> tuple[dict[str, int], int]:
    """The ids of authors or series by name, and how many were new. Of two of one name the first is meant."""
    names = list(dict.fromkeys(called))
    ids = _ids_of_names(connection, model, names)
    missing = [name for name in names if name not in ids]
    if missing:
        _insert(connection, model, [{"name": name} for name in missing])
        ids |= _ids_of_names(connection, model, missing)
    return ids, len(missing)


def _ids_of_names(connection: Connection, model: type[Author] | type[Series], names: list[str]) -> dict[str, int]:
    id_now = func.coalesce(Author.merged_into_id, Author.id) if model is Author else model.id
    found = select(model.name, func.min(id_now)).where(model.name.in_(names)).group_by(model.name)
    return dict(connection.execute(found).all())


def _insert(connection: Connection, model: type[Model], rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(insert(model), rows)
