"""What is over is not remembered with a name, unless its reader wants it.

The loan and the hold stay, for the books' own history; who it was goes: from the row, from the log of what happened,
from the notices that speak of it, and from the ledger, which keeps the money and the reader but not the book.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from backend.accounts.models import User
from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan
from backend.circulation.rules.lives import HOLD, LOAN, LOST_PAID
from backend.circulation.rules.notices import about_hold, about_loan
from backend.core import outbox
from backend.core.database import db
from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one

Forgetting = Callable[[Loan], None]
_told: list[Forgetting] = []
AT_ONCE = 2_000
# So long a book that was lost and paid for may turn up and its price be given back.
PAID_KEPT = timedelta(days=730)


def forget_readers(here: Here, keep: Keep) -> dict[str, int]:
    """Take the name from loans and holds that are over; returns from how many. Those that letters still speak of, and
    loans of readers who owe money, wait."""
    return {
        "loans": one_by_one(_loans_over(here.at), forget_loan, keep, "loan to be forgotten"),
        "holds": one_by_one(_holds_over(), forget_hold, keep, "hold to be forgotten"),
    }


def when_forgotten(forget: Forgetting) -> Forgetting:
    """Register a function that is called with a loan before its reader's name goes, for what other rooms know of it."""
    _told.append(forget)
    return forget


def forget_loan(loan_id: int) -> bool:
    """Nobody can tell any more whose loan it was. It must be over."""
    loan = db.session.get_one(Loan, loan_id)
    if loan.user_id is None or outbox.waits(about_loan(loan_id)):
        return False
    for tell in _told:
        tell(loan)
    _forget_in_log(LOAN, loan_id, loan.user_id)
    # What was charged is charged once: nothing more is charged for a loan that is over.
    mine = update(FineEntry).where(FineEntry.loan_id == loan_id).values(loan_id=None, key=None)
    db.session.execute(mine, execution_options={"synchronize_session": False})
    outbox.forget(about_loan(loan_id))
    loan.user_id = None
    return True


def forget_hold(hold_id: int) -> bool:
    """The same of a hold."""
    hold = db.session.get_one(Hold, hold_id)
    if hold.user_id is None or outbox.waits(about_hold(hold_id)):
        return False
    _forget_in_log(HOLD, hold_id, hold.user_id)
    outbox.forget(about_hold(hold_id))
    hold.user_id = None
    return True


def _forget_in_log(entity: str, entity_id: int, user_id: int) -> None:
    """What the reader did himself; what staff did stays with their names."""
    told = CirculationEvent.entity == entity, CirculationEvent.entity_id == entity_id
    theirs = update(CirculationEvent).where(*told, CirculationEvent.actor_id == user_id).values(actor_id=None)
    db.session.execute(theirs, execution_options={"synchronize_session": False})


# Asked for like this, a database goes from those who want it to their loans, and not along the whole past.
_WHO_WANT_IT = select(User.id).where(~User.keep_loan_history)


def _loans_over(at: datetime) -> list[int]:
    entry = aliased(FineEntry)
    debt = (
        select(func.coalesce(func.sum(entry.amount_cents), 0))
        .where(entry.user_id == Loan.user_id)
        .correlate(Loan)
        .scalar_subquery()
    )
    owes_for_it = and_(exists().where(FineEntry.loan_id == Loan.id), debt > 0)
    over = select(Loan.id).where(
        Loan.user_id.in_(_WHO_WANT_IT),
        Loan.closed_at.is_not(None),
        or_(Loan.state != LOST_PAID, Loan.closed_at < at - PAID_KEPT),
        ~owes_for_it,
    )
    return list(db.session.scalars(over.limit(AT_ONCE)))


def _holds_over() -> list[int]:
    over = select(Hold.id).where(Hold.user_id.in_(_WHO_WANT_IT), Hold.closed_at.is_not(None))
    return list(db.session.scalars(over.limit(AT_ONCE)))
