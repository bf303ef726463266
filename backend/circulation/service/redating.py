"""The calendar changed: open loans that are due on a closed day become due on the next open one.

A due date only ever becomes a later one: days that open again move nothing back. It may be run again at any time and
then does what is left to be done, such as a loan that was renewed while a closure was written down.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.calendar import service as calendar
from backend.calendar.queries import open_days
from backend.calendar.service import Difference
from backend.catalog.models import Book
from backend.circulation.models import Loan
from backend.circulation.queries.redating import due_on_closed_days, loans_due_on
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import ACTIVE
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here

# What stands in the log of a loan whose date moved.
BECAUSE_CLOSED = "closed"
# Names in one statement; SQLite takes 32,766 values at most.
BATCH = 500


def close_days(first: date, last: date, how: Difference, actor: Actor, here: Here) -> tuple[int, int]:
    """Note days that differ from the usual week; returns how many, and how many loans are due later for it.

    Raises RangeRefused, DaysDifferAlready, AlwaysClosed.
    """
    noted = calendar.note_days(first, last, how, here.today, actor.user_id, here.at)
    return noted, redate_loans(actor, here)


def change_week(hours: Mapping[int, tuple[time, time]], actor: Actor, here: Here) -> int:
    """Open at other hours from now on; returns how many loans are due later for it. Raises AlwaysClosed."""
    calendar.set_week(hours, here.today)
    return redate_loans(actor, here)


def open_again(first: date, last: date, actor: Actor, here: Here) -> tuple[int, int]:
    """Take back what was noted of days; returns how many, and how many loans moved: those are due on a day that was
    open only by what is taken back. No date becomes an earlier one. Raises RangeRefused, DayAsUsual.
    """
    taken = calendar.take_back(first, last)
    return taken, redate_loans(actor, here)


def redate_loans(actor: Actor, here: Here) -> int:
    """Move what is due on a closed day, from today on; every reader is told (notices.telling listens). Returns how many
    loans. Raises AlwaysClosed.
    """
    days = open_days()
    closed = due_on_closed_days(days, here.today)
    found = loans_due_on([one.due_on for one in closed]) if closed else []
    if not found:
        return 0
    # All titles before all readers, each in the order of their ids: nobody who locks one of each can wait crosswise.
    _lock(Book.id, {book_id for _, book_id, _ in found})
    _lock(User.id, {user_id for _, _, user_id in found})
    moved = 0
    for loan in _read({loan_id for loan_id, _, _ in found}):
        # Returned, renewed or moved by hand while we waited for the locks.
        if loan.state != ACTIVE or days.is_open(loan.due_on):
            continue
        before, loan.due_on = loan.due_on, days.next_open(loan.due_on)
        loan.due_at = due_at(loan.due_on, here.zone)
        facts = {"from": before.isoformat(), "due_on": loan.due_on.isoformat()}
        transition(loan, "change_due", actor, here.at, reason=BECAUSE_CLOSED, facts=facts)
        moved += 1
    return moved


def _lock(column: Any, ids: Collection[int]) -> None:
    for some in _batches(ids):
        db.session.execute(select(column).where(column.in_(some)).order_by(column).with_for_update())


def _read(ids: Collection[int]) -> Iterator[Loan]:
    for some in _batches(ids):
        these = select(Loan).where(Loan.id.in_(some)).order_by(Loan.id)
        yield from db.session.scalars(these.execution_options(populate_existing=True)).all()


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
