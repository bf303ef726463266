"""What the desk knows of readers, as the guards ask for it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, bindparam, case, func, select

from backend.accounts.models import User
from backend.circulation.models import FineEntry, Hold, Loan, ReaderCard
from backend.circulation.queries.cards import GENERAL_GROUP
from backend.circulation.rules.cards import is_blocked
from backend.circulation.rules.guards import Standing
from backend.circulation.rules.lives import ACTIVE, OPEN_HOLDS
from backend.core.database import db

_MINE = Loan.user_id == User.id, Loan.closed_at.is_(None)
_LATE = case(((Loan.state == ACTIVE) & (Loan.due_on < bindparam("today", type_=Date)), 1), else_=0)
# Built once: every scan asks it.
_STANDINGS = (
    select(
        User.id,
        *(ReaderCard.group_id, ReaderCard.valid_until),
        *(ReaderCard.blocked_at, ReaderCard.blocked_until, ReaderCard.suspended_until),
        select(func.count()).select_from(Loan).where(*_MINE).scalar_subquery(),
        select(func.coalesce(func.sum(_LATE), 0)).where(*_MINE).scalar_subquery(),
        select(func.count())
        .select_from(Hold)
        .where(Hold.user_id == User.id, Hold.state.in_(OPEN_HOLDS))
        .scalar_subquery(),
        select(func.coalesce(func.sum(FineEntry.amount_cents), 0))
        .where(FineEntry.user_id == User.id)
        .scalar_subquery(),
    )
    .outerjoin(ReaderCard, ReaderCard.user_id == User.id)
    .where(User.id.in_(bindparam("ids", expanding=True)))
)


def standings(user_ids: Sequence[int], today: date) -> dict[int, Standing]:
    """User id -> his standing. One statement, however many."""
    if not user_ids:
        return {}
    given = {"ids": list(user_ids), "today": today}
    return {
        user_id: Standing(
            user_id=user_id,
            group_id=group_id or GENERAL_GROUP,
            card_valid_until=valid_until,
            blocked=is_blocked(blocked_at, blocked_until, today),
            suspended_until=suspended_until,
            open_loans=int(loans),
            overdue_items=int(overdue),
            open_holds=int(holds),
            debt_cents=int(debt),
        )
        for user_id, group_id, valid_until, blocked_at, blocked_until, suspended_until, loans, overdue, holds, debt in (
            db.session.execute(_STANDINGS, given)
        )
    }
