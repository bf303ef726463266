"""A loan is prolonged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.calendar.queries import open_days
from backend.calendar.rules import OpenDays
from backend.catalog.models import Book
from backend.catalog.service import lock_books
from backend.circulation.models import Loan
from backend.circulation.queries.loans import open_loan_ids
from backend.circulation.queries.standing import standings
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.guards import LoanFacts
from backend.circulation.rules.lives import ACTIVE
from backend.circulation.rules.refusals import NO_OVERRULING, Overruling, Reason, RenewalRefused
from backend.circulation.rules.renewals import Prolonging, prolonging
from backend.circulation.rules.terms import Terms
from backend.circulation.service.allocator import waiting_beyond_free
from backend.circulation.service.loans.charging import charge_overdue
from backend.circulation.service.locks import lock_loan, lock_reader
from backend.circulation.service.overruling import settle
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here


@dataclass(frozen=True)
class Renewal:
    """What became of one loan of many: renewed, or why not."""

    loan: Loan
    reasons: Sequence[dict[str, object]] = ()

    @property
    def renewed(self) -> bool:
        return not self.reasons


def renew_loan(loan_id: int, actor: Actor, here: Here, *, overruling: Overruling = NO_OVERRULING) -> Loan:
    """Prolong a loan. Raises LoanNotFound, RenewalRefused with every reason."""
    book, _, loan = lock_loan(loan_id)
    _renew(book, loan, open_days(), actor, here, overruling)
    return loan


def undo_renewal(loan_id: int, back_to: date, renewed: tuple[date, int], actor: Actor, here: Here) -> bool:
    """Let a loan be due again when it was before a renewal, which counts no more; its reader is told. `renewed`: the
    day and the number of renewals that it was left with. False: something was done with it since, or it would be
    overdue by this (and what it had cost was charged): it stays. Raises LoanNotFound.
    """
    _, _, loan = lock_loan(loan_id)
    if loan.state != ACTIVE or (loan.due_on, loan.renewals) != renewed or back_to < here.today:
        return False
    before = loan.due_on
    loan.renewals, loan.due_on, loan.due_at = loan.renewals - 1, back_to, due_at(back_to, here.zone)
    facts = {"from": before.isoformat(), "due_on": back_to.isoformat(), "renewals": loan.renewals}
    transition(loan, "change_due", actor, here.at, facts=facts)
    return True


def renew_all(user_id: int, actor: Actor, here: Here) -> list[Renewal]:
    """Prolong every loan of a reader that can be, one by one; the first due first."""
    mine = open_loan_ids(user_id)
    # All titles before the reader, and in one order: nobody waits for somebody who waits for him.
    lock_books(sorted({book_id for _, book_id in mine}))
    lock_reader(user_id)
    days = open_days()
    done = []
    for loan_id, book_id in mine:
        loan = db.session.get_one(Loan, loan_id, populate_existing=True)
        if loan.closed_at is not None:
            continue
        try:
            with db.session.begin_nested():
                _renew(db.session.get_one(Book, book_id), loan, days, actor, here, NO_OVERRULING)
            done.append(Renewal(loan))
        except RenewalRefused as refused:
            done.append(Renewal(loan, refused.reasons or []))
    return done


def _renew(book: Book, loan: Loan, days: OpenDays, actor: Actor, here: Here, overruling: Overruling) -> None:
    terms = Terms.from_json(loan.terms)
    asked = _asked(book, loan, terms, days, here)
    overridden = settle(asked.reasons, overruling, actor, RenewalRefused)
    charge_overdue(book, loan, here.today, actor, here, days)
    before, due = loan.due_on, asked.due_on
    loan.renewals, loan.due_on, loan.due_at = loan.renewals + 1, due, due_at(due, here.zone)
    facts = {"from": before.isoformat(), "due_on": due.isoformat(), "renewals": loan.renewals}
    transition(loan, "renew", actor, here.at, reason=overruling.comment, facts=facts, overridden=overridden)


def _asked(book: Book, loan: Loan, terms: Terms, days: OpenDays, here: Here) -> Prolonging:
    """What speaks against it, and the day on which it would be due."""
    if loan.user_id is None:
        return Prolonging(loan.due_on, [Reason("not_renewable", numbers={"state": loan.state})])
    standing = standings([loan.user_id], here.today)[loan.user_id]
    waiting = waiting_beyond_free(book.id, here, loan.user_id)
    facts = LoanFacts(state=loan.state, due_on=loan.due_on, renewals=loan.renewals, waiting=waiting)
    return prolonging(facts, standing, terms, days, here.today)
