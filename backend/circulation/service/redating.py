"""The calendar changed: open loans that are due on a closed day become due on the next open one, and what lies ready
for somebody lies there for as many open days as before.

A day only ever becomes a later one: days that open again move nothing back. It may be run again at any time and then
does what is left to be done, such as a loan that was renewed while a closure was written down.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy import select

from backend.accounts.models import User
from backend.calendar import service as calendar
from backend.calendar.queries import open_days
from backend.calendar.rules import OpenDays
from backend.calendar.service import Difference
from backend.catalog.models import Book
from backend.circulation.models import Hold, Loan
from backend.circulation.queries.redating import due_on_closed_days, holds_kept_later, loans_due_on
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import ACTIVE, READY
from backend.circulation.rules.pickups import kept_until
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here

Row = TypeVar("Row", Loan, Hold)
# What stands in the log of a loan or a hold whose date moved.
BECAUSE_CLOSED = "closed"
# Names in one statement; SQLite takes 32,766 values at most.
BATCH = 500


@dataclass(frozen=True)
class Moved:
    """How many loans are due later, and how many books lie ready for longer."""

    loans: int = 0
    holds: int = 0


def close_days(first: date, last: date, how: Difference, actor: Actor, here: Here) -> tuple[int, Moved]:
    """Note days that differ from the usual week; returns how many, and what moved for it.

    Raises RangeRefused, DaysDifferAlready, AlwaysClosed.
    """
    before = open_days()
    noted = calendar.note_days(first, last, how, here.today, actor.user_id, here.at)
    return noted, redate(actor, here, before)


def change_week(hours: Mapping[int, tuple[time, time]], actor: Actor, here: Here) -> Moved:
    """Open at other hours from now on; returns what moved for it. Raises AlwaysClosed."""
    before = open_days()
    calendar.set_week(hours, here.today)
    return redate(actor, here, before)


def open_again(first: date, last: date, actor: Actor, here: Here) -> tuple[int, Moved]:
    """Take back what was noted of days; returns how many, and what moved: what hung on a day that was open only by what
    is taken back. No date becomes an earlier one. Raises RangeRefused, DayAsUsual.
    """
    before = open_days()
    taken = calendar.take_back(first, last)
    return taken, redate(actor, here, before)


def redate(actor: Actor, here: Here, before: OpenDays | None = None) -> Moved:
    """Move what hangs on a closed day, from today on; every reader is told (notices.telling listens).

    before: the calendar as it was, for the days that are taken from whom something lies ready. Raises AlwaysClosed.
    """
    days = open_days()
    before = before or days
    closed = due_on_closed_days(days, here.today)
    loans = loans_due_on([one.due_on for one in closed]) if closed else []
    holds = holds_kept_later(before, days, here.today)
    found = [*loans, *holds]
    if not found:
        return Moved()
    # All titles before all readers, each in the order of their ids: nobody who locks one of each can wait crosswise.
    _lock(Book.id, {book_id for _, book_id, _ in found})
    _lock(User.id, {user_id for _, _, user_id in found})
    return Moved(
        sum(_move_loan(loan, days, actor, here) for loan in _read(Loan, {loan_id for loan_id, _, _ in loans})),
        sum(_move_hold(hold, before, days, actor, here) for hold in _read(Hold, {hold_id for hold_id, _, _ in holds})),
    )


def _move_loan(loan: Loan, days: OpenDays, actor: Actor, here: Here) -> bool:
    # Returned, renewed or moved by hand while we waited for the locks.
    if loan.state != ACTIVE or days.is_open(loan.due_on):
        return False
    was, loan.due_on = loan.due_on, days.next_open(loan.due_on)
    loan.due_at = due_at(loan.due_on, here.zone)
    facts = {"from": was.isoformat(), "due_on": loan.due_on.isoformat()}
    transition(loan, "change_due", actor, here.at, reason=BECAUSE_CLOSED, facts=facts)
    return True


def _move_hold(hold: Hold, before: OpenDays, days: OpenDays, actor: Actor, here: Here) -> bool:
    was = hold.pickup_until
    if hold.state != READY or was is None:
        return False
    until = kept_until(was, here.today, before, days)
    if until == was:
        return False
    hold.pickup_until = until
    facts = {"from": was.isoformat(), "until": until.isoformat()}
    transition(hold, "move_pickup", actor, here.at, reason=BECAUSE_CLOSED, facts=facts)
    return True


def _lock(column: Any, ids: Collection[int]) -> None:
    for some in _batches(ids):
        db.session.execute(select(column).where(column.in_(some)).order_by(column).with_for_update())


def _read(table: type[Row], ids: Collection[int]) -> Iterator[Row]:
    for some in _batches(ids):
        these = select(table).where(table.id.in_(some)).order_by(table.id)
        yield from db.session.scalars(these.execution_options(populate_existing=True)).all()


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
