"""Books into the catalogue, put right, and out of it; their links and the search index go with them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Column, delete, select

from backend.catalog.models import Book
from backend.catalog.queries import BookNotFound
from backend.catalog.queries.facts import book_facts, books_with_isbn, category_ids
from backend.catalog.rules import sort_title
from backend.catalog.rules.facts import BookFacts, Problem, problems_of, tidy
from backend.catalog.service.indexing import index_books, unindex_books
from backend.catalog.service.linking import drop_unused, link_books, unlink_books
from backend.core.database import Base, db
from backend.core.errors import Conflict, Invalid

# Parts of a book, which go with it. That somebody has opened its page is no reason to keep a book.
_PARTS = frozenset(
    {"book_author", "book_category", "book_series", "search_document", "search_key", "search_posting", "book_view"}
)
_COLUMNS = (
    *("title", "subtitle", "original_title", "publisher", "published_year", "language", "isbn13"),
    *("description", "price_cents", "currency"),
)


class FactsRefused(Invalid):
    message = "Some facts of the book are not right."


class IsbnTaken(Conflict):
    message = "Another book has this ISBN."


class BookInUse(Conflict):
    message = "Something hangs on this book: it cannot be deleted."


def add_book(facts: BookFacts, added_on: date) -> int:
    """Take a book into the catalogue; returns its id. Raises FactsRefused, IsbnTaken."""
    [book_id] = add_books([_accepted(facts, None)], added_on)
    return book_id


def correct_book(book_id: int, facts: BookFacts) -> None:
    """Make the facts of a book these, all of them. Raises BookNotFound, FactsRefused, IsbnTaken."""
    if not lock_books([book_id]):
        raise BookNotFound
    correct_books({book_id: _accepted(facts, book_id)})


def delete_book(book_id: int) -> None:
    """Take a book out of the catalogue for good. Raises BookNotFound, BookInUse with everything that hangs on it."""
    if not lock_books([book_id]):
        raise BookNotFound
    if hanging := hanging_on([book_id]).get(book_id):
        raise BookInUse(reasons=[{"code": table} for table in hanging])
    delete_books([book_id])


def add_books(
    books: Sequence[BookFacts], added_on: date, origins: Sequence[tuple[str, str] | None] | None = None
) -> list[int]:
    """Take many books in at once; returns their ids in the same order.

    The facts must be tidy and checked. origins: for each book, what it was called where it comes from.
    """
    rows = []
    for facts, known_as in zip(books, origins or [None] * len(books), strict=True):
        origin, origin_id = known_as or (None, None)
        values = {name: getattr(facts, name) for name in _COLUMNS}
        named = {"sort_title": sort_title(facts.title), "added_on": added_on, "origin": origin, "origin_id": origin_id}
        rows.append(Book(**values, **named))
    db.session.add_all(rows)
    db.session.flush()  # the links and the index need the ids
    ids = [book.id for book in rows]
    link_books(dict(zip(ids, books, strict=True)))
    index_books(ids)
    return ids


def correct_books(books: Mapping[int, BookFacts]) -> None:
    """Make the facts of many books these, and count one more edit of each. They must be locked, and the facts checked.

    Links that stay the same are left alone: of two people of one name a book keeps its own.
    """
    before = book_facts([*books])
    found = db.session.scalars(select(Book).where(Book.id.in_(books)).order_by(Book.id)).all()
    freed = [book for book in found if book.isbn13 not in (None, books[book.id].isbn13)]
    for book in freed:
        book.isbn13 = None
    if freed:
        db.session.flush()  # one book may get the ISBN that another of them has had
    for book in found:
        facts = books[book.id]
        for name in _COLUMNS:
            setattr(book, name, getattr(facts, name))
        book.sort_title = sort_title(facts.title)
        book.revision += 1
    moved = {book.id: books[book.id] for book in found if _links(books[book.id]) != _links(before[book.id])}
    if moved:
        left = unlink_books([*moved])
        link_books(moved)
        drop_unused(*left)
    db.session.flush()  # the index reads what is stored
    index_books([book.id for book in found])


def delete_books(book_ids: Sequence[int]) -> None:
    """Take many books out for good. They must be locked, and nothing may hang on them."""
    unindex_books(book_ids)
    before = unlink_books(book_ids)
    db.session.execute(delete(Book).where(Book.id.in_(book_ids)).execution_options(synchronize_session="fetch"))
    drop_unused(*before)


def _links(facts: BookFacts) -> tuple[object, ...]:
    return facts.authors, facts.series, facts.series_original_name, facts.volume, facts.categories


def lock_books(book_ids: Iterable[int]) -> set[int]:
    """Lock these books until the commit, in one order; returns those that are there."""
    wanted = select(Book.id).where(Book.id.in_(list(book_ids))).order_by(Book.id).with_for_update()
    return set(db.session.scalars(wanted))


def hanging_on(book_ids: Sequence[int]) -> dict[int, list[str]]:
    """Book id -> what keeps the book in the library, by the names of the tables: rating, copy, sku.

    Whatever refers to a book keeps it, in rooms above this one too; only what outlives the book says SET NULL.
    """
    found: dict[int, list[str]] = {}
    for name, column in _references():
        for book_id in db.session.scalars(select(column).where(column.in_(book_ids)).distinct()):
            found.setdefault(book_id, []).append(name)
    return found


def hide_book(book: Book, on: date) -> None:
    """Nobody finds the book any more, and its past stays. It must be locked."""
    book.withdrawn_on = on
    book.revision += 1
    db.session.flush()  # the index reads what is stored
    index_books([book.id])


def show_book(book: Book) -> None:
    """It is in the catalogue again. It must be locked."""
    book.withdrawn_on = None
    book.revision += 1
    db.session.flush()  # the index reads what is stored
    index_books([book.id])


def _references() -> list[tuple[str, "Column[int]"]]:
    return [
        (table.name, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == Book.__tablename__ and table.name not in _PARTS and key.ondelete != "SET NULL"
    ]


def _accepted(facts: BookFacts, book_id: int | None) -> BookFacts:
    """The facts tidied. Raises FactsRefused, IsbnTaken."""
    facts = tidy(facts)
    known = category_ids() if facts.categories else {}
    unknown = [Problem("categories", "category_unknown", slug) for slug in facts.categories if slug not in known]
    if problems := [*problems_of(facts), *unknown]:
        fields: dict[str, list[dict[str, str]]] = {}
        for problem in problems:
            fields.setdefault(problem.field, []).append({"code": problem.code, "message": problem.value})
        raise FactsRefused(fields=fields)
    if facts.isbn13 and books_with_isbn([facts.isbn13]).get(facts.isbn13, book_id) != book_id:
        raise IsbnTaken
    return facts
