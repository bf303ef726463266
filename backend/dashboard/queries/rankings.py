"""The most borrowed books and authors of a range, and how they did in the other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import func, select, union_all

from backend.catalog.models import BookAuthor
from backend.catalog.queries.cards import BookCard, author_names, cards_of
from backend.core.database import db
from backend.dashboard.models import CountedAuthor, CountedBook
from backend.dashboard.queries.most import Sums
from backend.dashboard.queries.raw import AUTHOR, books_lent
from backend.dashboard.queries.view import View
from backend.dashboard.rules.grains import DAY
from backend.dashboard.rules.ranges import Range


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
    loans = _of_books(view, view.asked).most()
    before = None if view.other is None else _of_books(view, view.other).of(list(loans))
    return [
        RankedBook(card, loans[card.id], None if before is None else before.get(card.id, 0))
        for card in cards_of(list(loans))
    ]


def authors_ranked(view: View) -> list[RankedAuthor]:
    """Of a book of several authors, each of them was borrowed."""
    loans = _of_authors(view, view.asked).most()
    before = None if view.other is None else _of_authors(view, view.other).of(list(loans))
    names = author_names(list(loans))
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


def _of_books(view: View, days: Range) -> Sums:
    pieces, rest = view.pieces(days), partial(_books, view, days)
    return Sums(CountedBook, CountedBook.book_id, pieces.years, pieces.months, rest)


def _of_authors(view: View, days: Range) -> Sums:
    pieces, rest = view.pieces(days), partial(_authors, view, days)
    return Sums(CountedAuthor, CountedAuthor.author_id, pieces.years, pieces.months, rest)


def _books(view: View, days: Range, book_ids: Sequence[int] | None) -> Any:
    """(key, loans) of days that make no whole month."""
    pieces, fresh = view.pieces(days), view.fresh(days)
    # One after the other: of days that are asked for by "or", SQLite reads all there are.
    parts = [_of_days(first, last, book_ids) for first, last in pieces.days]
    if fresh.days:
        lent = books_lent(fresh).subquery("lent")
        today = select(lent.c.book_id.label("key"), lent.c.loans)
        parts.append(today if book_ids is None else today.where(lent.c.book_id.in_(book_ids)))
    if not parts:
        return None
    both = union_all(*parts).subquery("both")
    return select(both.c.key, func.sum(both.c.loans).label("loans")).group_by(both.c.key)


def _of_days(first: date, last: date, book_ids: Sequence[int] | None) -> Any:
    table = CountedBook
    these = (table.grain == DAY, table.starts_on.between(first, last))
    rows = select(table.book_id.label("key"), table.loans.label("loans")).where(*these)
    return rows if book_ids is None else rows.where(table.book_id.in_(book_ids))


def _authors(view: View, days: Range, author_ids: Sequence[int] | None) -> Any:
    written, book_ids = BookAuthor.role == AUTHOR, None
    if author_ids is not None:
        written = written & BookAuthor.author_id.in_(author_ids)
        book_ids = list(db.session.scalars(select(BookAuthor.book_id).where(written)))
    lent = _books(view, days, book_ids)
    if lent is None:
        return None
    books = lent.subquery("books")
    rows = select(BookAuthor.author_id.label("key"), func.sum(books.c.loans).label("loans")).where(written)
    return rows.join(books, books.c.key == BookAuthor.book_id).group_by(BookAuthor.author_id)
