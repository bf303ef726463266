"""Is it true what a book's row and the index say of it? Everything here is counted anew and compared."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select

from backend.catalog.models import Book
from backend.catalog.queries import Holdings, holdings_of
from backend.catalog.queries.search.texts import every_book
from backend.catalog.rules import sort_title
from backend.catalog.service.facts import count_holdings
from backend.catalog.service.indexing import index_books, unlike_index
from backend.core.database import db

BOOKS_AT_ONCE = 2_000
INDEX = "index"

_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_STORED = select(Book.id, Book.title, Book.sort_title, *(getattr(Book, name) for name in Holdings._fields)).where(
    Book.id.in_(_THESE)
)


class Difference(NamedTuple):
    """A fact of a book that is not what it is counted to be; `fact` is the column, or `index`."""

    book_id: int
    fact: str
    stored: object
    counted: object


def books_to_check() -> Iterator[list[int]]:
    """The ids of all books, some at a time."""
    return every_book(BOOKS_AT_ONCE)


def wrong_facts(book_ids: Sequence[int], taken: Mapping[int, int]) -> list[Difference]:
    """Copies, stock, how the title is filed, and the search index; taken: see count_holdings. What is not locked may be
    in the middle of a change and look wrong."""
    counted = holdings_of(book_ids, taken)
    found = []
    for book_id, title, filed, *stored in db.session.execute(_STORED, {"ids": list(book_ids)}):
        compared = zip(Holdings._fields, stored, counted[book_id], strict=True)
        found += [Difference(book_id, *each) for each in compared if each[1] != each[2]]
        if filed != sort_title(title):
            found.append(Difference(book_id, "sort_title", filed, sort_title(title)))
    return found + [Difference(book_id, INDEX, "as it was", "as it is") for book_id in unlike_index(book_ids)]


def mend_facts(book_ids: Sequence[int], taken: Mapping[int, int]) -> None:
    """Make them true. The books must be locked by the caller; what rooms above count must be true already."""
    count_holdings(book_ids, taken)
    for book_id, title, filed, *_ in db.session.execute(_STORED, {"ids": list(book_ids)}).all():
        if filed != sort_title(title):
            db.session.get_one(Book, book_id).sort_title = sort_title(title)
    db.session.flush()  # the index reads what is stored
    index_books(book_ids)
