"""Mistakes of the desk and of readers, and due dates that change."""

from datetime import date, timedelta

from sqlalchemy import select

from backend.calendar.queries import open_days
from backend.catalog.models import Book
from backend.circulation.models import CirculationEvent, Loan
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import LOAN, SELF, move_of
from backend.circulation.rules.refusals import ActionRefused
from backend.circulation.rules.undoing import VOID_WINDOW
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.loans.lending import ON_REVIEW
from backend.circulation.service.locks import lock_loan
from backend.circulation.service.overruling import say_why
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Invalid
from backend.core.here import Here
from backend.engagement.service import take_back_borrowing

# Beyond it nobody means what he typed.
LATEST_DUE = timedelta(days=3650)


class DueDateRefused(Invalid):
    message = "A due date only ever becomes a later one, of the days to come and the next ten years."


def change_due(loan_id: int, to: date, reason: str, actor: Actor, here: Here) -> Loan:
    """Make a loan due on a later day, or on the next open one after it. Raises DueDateRefused, CommentMissing."""
    why = say_why(reason)
    _, _, loan = lock_loan(loan_id)
    move_of("loan", "change_due", loan.state)
    if to <= loan.due_on or not here.today <= to <= here.today + LATEST_DUE:
        raise DueDateRefused(fields={"due_on": [{"code": "date_refused", "message": DueDateRefused.message}]})
    before, day = loan.due_on, open_days().next_open(to)
    loan.due_on, loan.due_at = day, due_at(day, here.zone)
    facts = {"from": before.isoformat(), "due_on": day.isoformat()}
    transition(loan, "change_due", actor, here.at, reason=why, facts=facts)
    return loan


def void_loan(loan_id: int, reason: str, actor: Actor, here: Here) -> Loan:
    """As if it had never been lent, for a quarter of an hour. Raises LoanNotFound, ActionRefused, CommentMissing."""
    why = say_why(reason)
    book, _, loan = lock_loan(loan_id)
    move_of("loan", "void", loan.state)
    if here.at - loan.borrowed_at > VOID_WINDOW:
        raise ActionRefused(reasons=[{"code": "too_late_to_undo"}])
    _void(book, loan, "void", why, actor, here)
    return loan


def undo_borrowing(loan_id: int, actor: Actor, here: Here) -> Loan:
    """The same by the reader, of what he lent himself. Who had waited for the book goes to the desk: his place in the
    queue is gone. Raises LoanNotFound, ActionRefused with every reason.
    """
    book, _, loan = lock_loan(loan_id)
    move_of("loan", "undo", loan.state)
    reasons = []
    if loan.channel != SELF:
        reasons.append({"code": "lent_at_desk"})
    if loan.hold_id is not None:
        reasons.append({"code": "was_waited_for"})
    if here.at - loan.borrowed_at > VOID_WINDOW:
        reasons.append({"code": "too_late_to_undo"})
    if reasons:
        raise ActionRefused(reasons=reasons)
    _void(book, loan, "undo", None, actor, here)
    return loan


def _void(book: Book, loan: Loan, action: str, why: str | None, actor: Actor, here: Here) -> None:
    transition(loan, action, actor, here.at, reason=why)
    begun = select(CirculationEvent.facts).where(
        CirculationEvent.entity == LOAN, CirculationEvent.entity_id == loan.id, CirculationEvent.action == "checkout"
    )
    if loan.user_id is not None and (db.session.scalar(begun) or {}).get(ON_REVIEW):
        take_back_borrowing(loan.user_id, book.id)
    book.loans_30d = max(book.loans_30d - 1, 0)
    allocate_locked(book.id, here)
    count_copies(book)
