"""A reader leaves: what he still has or owes keeps him here; his loans stay, without him."""

from typing import Any

from sqlalchemy import delete, func, select, update

from backend.accounts.models import User
from backend.circulation.models import FineEntry, Hold, Loan, ReaderCard
from backend.circulation.queries.fines import debt_of
from backend.circulation.rules.lives import OPEN_HOLDS
from backend.circulation.service.holds import cancel_hold
from backend.core.actors import actor_of
from backend.core.database import db
from backend.core.here import Here


def books_waited_for(user_id: int) -> list[int]:
    """The books whose queue changes when this reader leaves."""
    mine = select(Hold.book_id).where(Hold.user_id == user_id, Hold.state.in_(OPEN_HOLDS))
    return sorted(db.session.scalars(mine))


def reasons_to_stay(user_id: int) -> list[dict[str, Any]]:
    """What he has and what he owes. The reader is locked by the caller."""
    reasons: list[dict[str, Any]] = []
    mine = select(func.count()).select_from(Loan).where(Loan.user_id == user_id, Loan.closed_at.is_(None))
    if loans := db.session.scalar(mine):
        reasons.append({"code": "loans_open", "count": loans})
    if (cents := debt_of(user_id)) > 0:
        reasons.append({"code": "money_owed", "cents": cents})
    return reasons


def forget_reader(user_id: int, here: Here) -> None:
    """Give up his holds, and take his name from what was. The books that `books_waited_for` names are locked."""
    actor = actor_of(db.session.get_one(User, user_id))
    for hold_id in db.session.scalars(select(Hold.id).where(Hold.user_id == user_id, Hold.state.in_(OPEN_HOLDS))).all():
        cancel_hold(hold_id, actor, here)
    db.session.flush()  # what was given up is stored before it is made nameless
    for model in (Loan, Hold, FineEntry):
        nameless = update(model).where(model.user_id == user_id).values(user_id=None)
        db.session.execute(nameless, execution_options={"synchronize_session": False})
    db.session.execute(delete(ReaderCard).where(ReaderCard.user_id == user_id))
