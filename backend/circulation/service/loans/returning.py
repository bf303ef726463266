"""A copy comes back. A return is never refused."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.catalog.models import Book, Copy
from backend.circulation.models import Hold, Loan
from backend.circulation.queries.holds import open_holds
from backend.circulation.queries.loans import find_open_loan, find_paid_loan
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import ACTIVE, ALLOCATED, QUEUED
from backend.circulation.rules.refusals import CopyNotFound
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.holds.shelving import make_ready
from backend.circulation.service.loans.charging import charge_overdue
from backend.circulation.service.loans.losing import find_locked
from backend.circulation.service.locks import lock_copy, lock_reader
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.errors import Invalid
from backend.core.here import Here

OUTCOMES = SHELF, HOLD_SHELF, REPAIR, NOT_ON_LOAN, UNKNOWN_BARCODE = (
    *("shelf", "hold_shelf", "repair", "not_on_loan", "unknown_barcode"),
)
# What staff may note of a copy that comes back, and the action that says it.
ACTION_OF = {"damaged": "damage", "in_repair": "repair"}
# A drop box is emptied at least this often, the longest holidays included.
LONGEST_IN_BOX_DAYS = 31


class ReturnDayRefused(Invalid):
    message = "A book came back between the day it was lent and today, and not longer ago than a month."


@dataclass(frozen=True)
class CheckIn:
    """Where the copy goes now, and what its return led to."""

    outcome: str
    barcode: str
    copy: Copy | None = None
    book: Book | None = None
    # The loan that ended by this scan, and what was charged for it.
    loan: Loan | None = None
    fine_cents: int = 0
    # For whom it lies ready.
    hold: Hold | None = None


def check_in(
    barcode: str, actor: Actor, here: Here, *, returned_on: date | None = None, condition: str | None = None
) -> CheckIn:
    """Take a copy back. returned_on: the day it was put into the drop box; condition: damaged or in_repair.

    The same scan again changes nothing. Raises ReturnDayRefused only.
    """
    try:
        book, copy = lock_copy(barcode)
    except CopyNotFound:
        return CheckIn(UNKNOWN_BARCODE, barcode)
    loan = find_open_loan(copy.id) or find_paid_loan(copy.id)
    cents = 0
    if loan is not None:
        if loan.user_id is not None:
            lock_reader(loan.user_id)
        cents = _end(book, copy, loan, actor, here, _day_of(loan, returned_on, here))
    elif copy.condition == "missing":
        transition(copy, "restore", actor, here.at, reason="scanned")
    if condition is not None and copy.condition in ("ok", "damaged") and copy.condition != condition:
        put_aside = _hold_of(copy)
        if put_aside is not None:
            # It was set aside for somebody, who keeps his place for the next one.
            transition(put_aside, "requeue", actor, here.at, reason=condition, facts={"copy_id": copy.id})
        transition(copy, ACTION_OF[condition], actor, here.at, reason="checkin")
    waiting = open_holds(book.id)
    if any(hold.state == QUEUED for hold in waiting):
        allocate_locked(book.id, here)
    hold = next((hold for hold in waiting if hold.alloc_copy_id == copy.id), None)
    if hold is not None and hold.state == ALLOCATED:
        # It is at the desk: nobody has to fetch it.
        make_ready(hold, copy, actor, here)
    count_copies(book)
    return CheckIn(_outcome(copy, loan, hold), barcode, copy, book, loan, cents, hold)


def _end(book: Book, copy: Copy, loan: Loan, actor: Actor, here: Here, day: date) -> int:
    if loan.state != ACTIVE:
        return find_locked(book, copy, loan, actor, here)
    cents = charge_overdue(book, loan, day, actor, here)
    loan.returned_at = _moment(loan, day, here)
    transition(loan, "checkin", actor, here.at, facts={"returned_on": day.isoformat(), "fine_cents": cents})
    return cents


def _day_of(loan: Loan, returned_on: date | None, here: Here) -> date:
    if returned_on is None:
        return here.today
    earliest = max(loan.borrowed_on, here.today - timedelta(days=LONGEST_IN_BOX_DAYS))
    if not earliest <= returned_on <= here.today:
        raise ReturnDayRefused(fields={"returned_on": [{"code": "date_refused", "message": ReturnDayRefused.message}]})
    return returned_on


def _moment(loan: Loan, day: date, here: Here) -> datetime:
    """Now, or the last second of the day on which it lay in the box."""
    return max(min(here.at, due_at(day, here.zone)), loan.borrowed_at)


def _hold_of(copy: Copy) -> Hold | None:
    return next((hold for hold in open_holds(copy.book_id) if hold.alloc_copy_id == copy.id), None)


def _outcome(copy: Copy, loan: Loan | None, hold: Hold | None) -> str:
    if copy.condition in ("damaged", "in_repair"):
        return REPAIR
    if hold is not None:
        return HOLD_SHELF
    return SHELF if loan is not None else NOT_ON_LOAN
