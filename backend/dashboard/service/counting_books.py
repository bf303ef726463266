"""How often books were borrowed, by day, month and year, and those of each author, by month and year: added up in the
database, they are too many to carry.
"""

from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, literal, select

from backend.catalog.models import BookAuthor
from backend.core.database import db
from backend.dashboard.models import CountedAuthor, CountedBook
from backend.dashboard.queries.raw import AUTHOR, books_lent
from backend.dashboard.rules.grains import DAY, MONTH, YEAR
from backend.dashboard.rules.ranges import ONE_DAY, Range, next_month

_COLUMNS = ["grain", "starts_on", "book_id", "loans"]


def count_books(month: date, days: Range) -> None:
    """Days of a month, and the month as the sum of all of its days."""
    _clear(CountedBook, DAY, days)
    lent = books_lent(days).subquery()
    rows = select(literal(DAY), lent.c.day, lent.c.book_id, lent.c.loans)
    db.session.execute(insert(CountedBook).from_select(_COLUMNS, rows))
    _add_up(DAY, MONTH, Range(month, next_month(month) - ONE_DAY))


def sum_year(year: date) -> None:
    """A year as the sum of its months."""
    _add_up(MONTH, YEAR, Range(year, year.replace(month=12, day=31)))


def _clear(table: Any, grain: str, starts: Range) -> None:
    these = table.starts_on.between(starts.from_on, starts.to_on)
    db.session.execute(delete(table).where(table.grain == grain, these))


def _add_up(parts: str, whole: str, of: Range) -> None:
    table, start = CountedBook, Range(of.from_on, of.from_on)
    total: Any = func.sum(table.loans)
    rows = (
        select(literal(whole), literal(of.from_on), table.book_id, total)
        .where(table.grain == parts, table.starts_on.between(of.from_on, of.to_on))
        .group_by(table.book_id)
    )
    _clear(table, whole, start)
    db.session.execute(insert(table).from_select(_COLUMNS, rows))
    count_authors(whole, start)


def count_authors(grain: str, starts: Range) -> None:
    """Of months, or of years, whose books are counted."""
    table, written = CountedBook, BookAuthor.role == AUTHOR
    rows = (
        select(table.grain, table.starts_on, BookAuthor.author_id, func.sum(table.loans))
        .join(BookAuthor, BookAuthor.book_id == table.book_id)
        .where(table.grain == grain, table.starts_on.between(starts.from_on, starts.to_on), written)
        .group_by(table.grain, table.starts_on, BookAuthor.author_id)
    )
    _clear(CountedAuthor, grain, starts)
    db.session.execute(insert(CountedAuthor).from_select(["grain", "starts_on", "author_id", "loans"], rows))


def authorship() -> str:
    """A checksum of who wrote what."""
    pair = BookAuthor.book_id * BookAuthor.author_id
    sums = (func.count(), func.sum(pair), func.sum(pair % 65_537))
    return ":".join(
        str(int(number or 0)) for number in db.session.execute(select(*sums).where(BookAuthor.role == AUTHOR)).one()
    )
