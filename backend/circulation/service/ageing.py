"""What becomes of loans by time alone: books that never come back, and those that were paid for."""

from datetime import timedelta

from sqlalchemy import func, select

from backend.circulation.models import FineEntry, Loan
from backend.circulation.queries.reminders import long_overdue
from backend.circulation.rules.lives import ACTIVE, LOST
from backend.circulation.service.loans import declare_lost, pay_lost
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.database import db
from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one


def age_loans(here: Here, keep: Keep) -> dict[str, int]:
    """Declare lost what is overdue for too long, and close what is lost and paid for; returns how many of which."""
    lost = [loan_id for loan_id, due_on, days in long_overdue(here.today) if here.today > due_on + timedelta(days=days)]
    return {
        "lost": one_by_one(lost, lambda loan_id: _lose(loan_id, here), keep, "loan to be lost"),
        "settled": one_by_one(_paid_for(), lambda loan_id: _settle(loan_id, here), keep, "loan to be settled"),
    }


def _lose(loan_id: int, here: Here) -> bool:
    # It may have come back, or been renewed, while the others were at it.
    asked = select(Loan.state, Loan.due_on).where(Loan.id == loan_id)
    state, due_on = db.session.execute(asked).one()
    if state != ACTIVE or due_on >= here.today:
        return False
    declare_lost(loan_id, CLOCKWORK_ACTOR, here)
    return True


def _paid_for() -> list[int]:
    """Lost loans of which something was charged and nothing is owed any more."""
    settled = (
        select(Loan.id)
        .join(FineEntry, FineEntry.loan_id == Loan.id)
        .where(Loan.state == LOST)
        .group_by(Loan.id)
        .having(func.sum(FineEntry.amount_cents) <= 0)
    )
    return list(db.session.scalars(settled.order_by(Loan.id)))


def _settle(loan_id: int, here: Here) -> bool:
    pay_lost(loan_id, CLOCKWORK_ACTOR, here)
    return True
