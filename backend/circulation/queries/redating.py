"""What hangs on a day on which the library turns out to be closed: loans that are due, books that lie ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from backend.calendar.rules import OpenDays
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import ACTIVE, READY
from backend.circulation.rules.pickups import kept_until
from backend.core.database import db


@dataclass(frozen=True)
class DueLater:
    """So many loans would be due on another day."""

    due_on: date
    moves_to: date
    loans: int


def due_counts(first: date, last: date) -> dict[date, int]:
    """Day -> how many loans are due on it, of the days on which there are any."""
    due = Loan.state == ACTIVE, Loan.due_on.between(first, last)
    counted = select(Loan.due_on, func.count()).where(*due).group_by(Loan.due_on).order_by(Loan.due_on)
    return {day: int(number) for day, number in db.session.execute(counted)}


def due_on_closed_days(days: OpenDays, today: date) -> list[DueLater]:
    """The days from today on which loans are due although these days are closed. One statement. Raises AlwaysClosed."""
    due = Loan.state == ACTIVE, Loan.due_on >= today
    counted = select(Loan.due_on, func.count()).where(*due).group_by(Loan.due_on).order_by(Loan.due_on)
    return [
        DueLater(day, days.next_open(day), int(number))
        for day, number in db.session.execute(counted)
        if not days.is_open(day)
    ]


def loans_due_on(due_days: Sequence[date]) -> list[tuple[int, int, int]]:
    """(loan, book, reader) of the active loans that are due on these days."""
    due = Loan.state == ACTIVE, Loan.due_on.in_(due_days)
    found = select(Loan.id, Loan.book_id, Loan.user_id).where(*due).order_by(Loan.id)
    return [(loan_id, book_id, user_id) for loan_id, book_id, user_id in db.session.execute(found) if user_id]


def holds_kept_later(before: OpenDays, days: OpenDays, today: date) -> list[tuple[int, int, int]]:
    """(hold, book, reader) of what lies ready and lies there for longer by the calendar as it is now. One statement.
    Raises AlwaysClosed."""
    ready = select(Hold.id, Hold.book_id, Hold.user_id, Hold.pickup_until)
    ready = ready.where(Hold.state == READY, Hold.pickup_until >= today).order_by(Hold.id)
    return [
        (hold_id, book_id, user_id)
        for hold_id, book_id, user_id, until in db.session.execute(ready)
        if user_id and until and kept_until(until, today, before, days) > until
    ]
