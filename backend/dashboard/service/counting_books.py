"""How often each book was borrowed, by day, month and year: added up in the database, they are too many to carry."""

from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, literal, select

from backend.core.database import db
from backend.dashboard.models import CountedBook
from backend.dashboard.queries.raw import books_lent
from backend.dashboard.rules.grains import DAY, MONTH, YEAR
from backend.dashboard.rules.ranges import ONE_DAY, Range, next_month

_COLUMNS = ["grain", "starts_on", "book_id", "loans"]


def count_books(month: date, days: Range) -> None:
    """Days of a month, and the month as the sum of all of its days."""
    table = CountedBook
    _clear(DAY, days)
    lent = books_lent(days).subquery()
    rows = select(literal(DAY), lent.c.day, lent.c.book_id, lent.c.loans)
    db.session.execute(insert(table).from_select(_COLUMNS, rows))
    _clear(MONTH, Range(month, month))
    _add_up(DAY, MONTH, Range(month, next_month(month) - ONE_DAY))


def sum_year(year: date) -> None:
    """A year as the sum of its months."""
    _clear(YEAR, Range(year, year))
    _add_up(MONTH, YEAR, Range(year, year.replace(month=12, day=31)))


def _clear(grain: str, starts: Range) -> None:
    these = CountedBook.starts_on.between(starts.from_on, starts.to_on)
    db.session.execute(delete(CountedBook).where(CountedBook.grain == grain, these))


def _add_up(parts: str, whole: str, of: Range) -> None:
    table = CountedBook
    total: Any = func.sum(table.loans)
    rows = (
        select(literal(whole), literal(of.from_on), table.book_id, total)
        .where(table.grain == parts, table.starts_on.between(of.from_on, of.to_on))
        .group_by(table.book_id)
    )
    db.session.execute(insert(table).from_select(_COLUMNS, rows))
