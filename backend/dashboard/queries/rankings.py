"""The most borrowed books and authors of a range, and how they did in the other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select, union_all

from backend.catalog.models import BookAuthor
from backend.catalog.queries.cards import BookCard, author_names, cards_of
from backend.core.database import db
from backend.dashboard.models import CountedBook
from backend.dashboard.queries.raw import books_lent
from backend.dashboard.queries.view import View
from backend.dashboard.rules.grains import DAY, MONTH, YEAR
from backend.dashboard.rules.ranges import Range, pieces_of

MOST = 10
AUTHOR = "author"


@dataclass(frozen=True)
class RankedBook:
    book: BookCard
    loans: int
    loans_before: int | None


@dataclass(frozen=True)
class RankedAuthor:
    author_id: int
    name: str
    original_name: str | None
    loans: int
    loans_before: int | None


def books_ranked(view: View) -> list[RankedBook]:
    rows = _by_book(view, view.asked)
    best = rows.order_by(rows.selected_columns.loans.desc(), rows.selected_columns.book_id).limit(MOST)
    loans = {book_id: int(number) for book_id, number in db.session.execute(best)}
    before = _books_before(view, list(loans))
    return [
        RankedBook(card, loans[card.id], None if before is None else before.get(card.id, 0))
        for card in cards_of(list(loans))
    ]


def _books_before(view: View, book_ids: Sequence[int]) -> dict[int, int] | None:
    if view.other is None:
        return None
    rows = _by_book(view, view.other, book_ids)
    return {book_id: int(number) for book_id, number in db.session.execute(rows)}


def authors_ranked(view: View) -> list[RankedAuthor]:
    """Of a book of several authors, each of them was borrowed."""
    rows = _by_author(view, view.asked)
    best = rows.order_by(rows.selected_columns.loans.desc(), rows.selected_columns.author_id).limit(MOST)
    loans = {author_id: int(number) for author_id, number in db.session.execute(best)}
    names = author_names(list(loans))
    before = _authors_before(view, list(loans))
    return [
        RankedAuthor(
            author_id=author_id,
            name=names[author_id].name,
            original_name=names[author_id].original_name,
            loans=number,
            loans_before=None if before is None else before.get(author_id, 0),
        )
        for author_id, number in loans.items()
        if author_id in names
    ]


def _authors_before(view: View, author_ids: Sequence[int]) -> dict[int, int] | None:
    if view.other is None:
        return None
    written = select(BookAuthor.book_id).where(BookAuthor.author_id.in_(author_ids), BookAuthor.role == AUTHOR)
    book_ids = list(db.session.scalars(written))
    rows = _by_author(view, view.other, book_ids).where(BookAuthor.author_id.in_(author_ids))
    return {author_id: int(number) for author_id, number in db.session.execute(rows)}


def _by_author(view: View, days: Range, book_ids: Sequence[int] | None = None) -> Any:
    books = _by_book(view, days, book_ids).subquery("books")
    rows = select(BookAuthor.author_id, func.sum(books.c.loans).label("loans"))
    rows = rows.join(BookAuthor, BookAuthor.book_id == books.c.book_id).where(BookAuthor.role == AUTHOR)
    return rows.group_by(BookAuthor.author_id)


def _by_book(view: View, days: Range, book_ids: Sequence[int] | None = None) -> Any:
    """(book_id, loans), of these books or of all."""
    counted, fresh = view.counted(days), view.fresh(days)
    parts: list[Any] = []
    if counted.days:
        parts.append(_counted(counted, book_ids))
    if fresh.days or not parts:
        lent = books_lent(fresh).subquery("lent")
        these = select(lent.c.book_id, lent.c.loans)
        parts.append(these if book_ids is None else these.where(lent.c.book_id.in_(book_ids)))
    both = union_all(*parts).subquery("both")
    return select(both.c.book_id, func.sum(both.c.loans).label("loans")).group_by(both.c.book_id)


def _counted(days: Range, book_ids: Sequence[int] | None) -> Any:
    table, pieces = CountedBook, pieces_of(days)
    these = [
        *((table.grain == YEAR) & (table.starts_on == year) for year in pieces.years),
        *((table.grain == MONTH) & (table.starts_on == month) for month in pieces.months),
        *((table.grain == DAY) & table.starts_on.between(first, last) for first, last in pieces.days),
    ]
    rows = select(table.book_id, table.loans).where(or_(*these))
    return rows if book_ids is None else rows.where(table.book_id.in_(book_ids))
