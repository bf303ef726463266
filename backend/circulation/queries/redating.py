"""Loans that are due on a day on which the library turns out to be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from backend.calendar.rules import OpenDays
from backend.circulation.models import Loan
from backend.circulation.rules.lives import ACTIVE
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
