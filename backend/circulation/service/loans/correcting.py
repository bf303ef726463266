"""Mistakes of the desk, and due dates that change."""

from datetime import date, timedelta

from backend.calendar.queries import open_days
from backend.circulation.models import Loan
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import move_of
from backend.circulation.rules.refusals import ActionRefused
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import lock_loan
from backend.circulation.service.overruling import say_why
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.errors import Invalid
from backend.core.here import Here

# So long a loan can be taken back as if it had never been.
VOID_WINDOW = timedelta(minutes=15)
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
    transition(loan, "void", actor, here.at, reason=why)
    book.loans_30d = max(book.loans_30d - 1, 0)
    allocate_locked(book.id, here)
    count_copies(book)
    return loan
