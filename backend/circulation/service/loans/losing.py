"""Books that a reader says he returned, that are lost, and that turn up again."""

from datetime import timedelta

from backend.calendar.queries import open_days
from backend.catalog.models import Book, Copy
from backend.circulation.models import Loan
from backend.circulation.queries.copies import copies_coming_back
from backend.circulation.queries.fines import balance_of_loan
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import ACTIVE, CLAIMED_RETURNED, LOST, LOST_PAID, move_of
from backend.circulation.rules.refusals import ActionRefused
from backend.circulation.rules.terms import Terms
from backend.circulation.service import fines
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.loans.charging import charge_loss, charge_overdue
from backend.circulation.service.locks import lock_loan
from backend.circulation.service.overruling import say_why
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.here import Here
from backend.core.lives import MoveNotAllowed


def claim_returned(loan_id: int, actor: Actor, here: Here, *, reason: str | None = None) -> Loan:
    """The reader says that he brought it back: fines stop, and somebody looks on the shelves. Once for each loan.

    Raises LoanNotFound, ActionRefused.
    """
    _, _, loan = lock_loan(loan_id)
    move_of("loan", "claim", loan.state)
    if loan.claimed_at is not None:
        raise ActionRefused(reasons=[{"code": "claimed_before"}])
    loan.claimed_at = here.at
    transition(loan, "claim", actor, here.at, reason=reason)
    return loan


def reject_claim(loan_id: int, comment: str, actor: Actor, here: Here) -> Loan:
    """It is not here: the loan goes on. The open days of the claim cost nothing: the book is due so much later.

    Raises LoanNotFound, CommentMissing.
    """
    why = say_why(comment)
    _, _, loan = lock_loan(loan_id)
    move_of("loan", "reject_claim", loan.state)
    before = loan.due_on
    if loan.claimed_at is not None:
        days = open_days()
        since = max(before, loan.claimed_at.astimezone(here.zone).date())
        paused = days.count_open(since, here.today)
        if paused:
            loan.due_on = days.plus_open_days(before, paused)
            loan.due_at = due_at(loan.due_on, here.zone)
    facts = {"from": before.isoformat(), "due_on": loan.due_on.isoformat()}
    transition(loan, "reject_claim", actor, here.at, reason=why, facts=facts)
    return loan


def declare_lost(loan_id: int, actor: Actor, here: Here, *, reason: str | None = None) -> Loan:
    """A book is given up: it is charged, and the copy is lost. Staff say why. Raises LoanNotFound, CommentMissing."""
    if actor.is_staff:
        reason = say_why(reason)
    book, copy, loan = lock_loan(loan_id)
    move_of("loan", "declare_lost", loan.state)
    if loan.state == ACTIVE:
        charge_overdue(book, loan, here.today, actor, here)
    charge_loss(book, loan, actor, here)
    loan.lost_at = here.at
    if copy.condition in ("ok", "damaged", "in_repair"):
        transition(copy, "lose", actor, here.at, reason=reason, facts={"loan_id": loan.id})
    left = len(copies_coming_back(book.id))
    transition(loan, "declare_lost", actor, here.at, reason=reason, facts={"copies_left": left})
    count_copies(book)
    return loan


def pay_lost(loan_id: int, actor: Actor, here: Here) -> Loan:
    """Everything is paid: the loan is over, and the copy stays lost. Raises LoanNotFound, ActionRefused."""
    _, _, loan = lock_loan(loan_id)
    move_of("loan", "pay_lost", loan.state)
    owed = balance_of_loan(loan.id)
    if owed > 0:
        raise ActionRefused(reasons=[{"code": "not_settled", "cents": owed}])
    transition(loan, "pay_lost", actor, here.at)
    return loan


def find_copy(loan_id: int, actor: Actor, here: Here) -> Loan:
    """The book of a loan that was lost or claimed has turned up. Raises LoanNotFound, MoveNotAllowed."""
    book, copy, loan = lock_loan(loan_id)
    move_of("loan", "find", loan.state)
    find_locked(book, copy, loan, actor, here)
    allocate_locked(book.id, here)
    count_copies(book)
    return loan


def find_locked(book: Book, copy: Copy, loan: Loan, actor: Actor, here: Here) -> int:
    """The same with everything locked; the caller passes the copy on. Returns the cents that were charged."""
    move_of("loan", "find", loan.state)
    cents, refunded = 0, 0
    if loan.state == CLAIMED_RETURNED and loan.claimed_at is not None:
        until = loan.claimed_at.astimezone(here.zone).date()
        cents = charge_overdue(book, loan, until, actor, here)
    elif loan.state in (LOST, LOST_PAID):
        refunded = _refund(loan, actor, here)
        if copy.condition == "lost":
            transition(copy, "find", actor, here.at, facts={"loan_id": loan.id})
    else:
        raise MoveNotAllowed
    loan.returned_at = here.at
    transition(loan, "find", actor, here.at, facts={"fine_cents": cents, "refund_cents": refunded})
    return cents


def _refund(loan: Loan, actor: Actor, here: Here) -> int:
    """Give the price of the book back where the policy does; the work with it is not undone."""
    terms = Terms.from_json(loan.terms)
    if loan.lost_at is None or here.at - loan.lost_at > timedelta(days=terms.refund_days):
        return 0
    entries = fines.refund(loan.id, ("lost",), actor, here.at, reason="found")
    return -sum(entry.amount_cents for entry in entries)
