"""When the copies of titles may come back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from sqlalchemy import func, select

from backend.circulation.models import Hold, Loan
from backend.circulation.rules.estimates import Range, estimate
from backend.circulation.rules.lives import ACTIVE, RETURNED, SET_ASIDE
from backend.core.database import db

# How long a title is kept is told by its loans of the last year, as far as they fit into one look.
LOOK_BACK, LOANS_READ = timedelta(days=365), 200
USUAL_DAYS, PICKUP_DAYS = 21, 5


@dataclass
class Outlook:
    """What a title's readers do with its copies."""

    due_days: list[date] = field(default_factory=list)
    set_aside: int = 0
    loan_days: int = USUAL_DAYS

    def range_for(self, position: int, today: date) -> Range | None:
        return estimate(position, self.due_days, self.set_aside, self.loan_days, PICKUP_DAYS, today)


def outlooks(book_ids: Sequence[int], today: date) -> dict[int, Outlook]:
    """Book id -> its outlook. Three statements."""
    if not book_ids:
        return {}
    found = {book_id: Outlook() for book_id in book_ids}
    out = select(Loan.book_id, Loan.due_on).where(
        Loan.book_id.in_(book_ids), Loan.closed_at.is_(None), Loan.state == ACTIVE
    )
    for book_id, due_on in db.session.execute(out):
        found[book_id].due_days.append(due_on)
    aside = select(Hold.book_id, func.count()).where(Hold.book_id.in_(book_ids), Hold.state.in_(SET_ASIDE))
    for book_id, number in db.session.execute(aside.group_by(Hold.book_id)):
        found[book_id].set_aside = number
    kept: defaultdict[int, list[int]] = defaultdict(list)
    past = (
        select(Loan.book_id, Loan.borrowed_on, Loan.returned_at)
        .where(Loan.book_id.in_(book_ids), Loan.borrowed_on >= today - LOOK_BACK, Loan.state == RETURNED)
        .limit(LOANS_READ)
    )
    for book_id, borrowed_on, returned_at in db.session.execute(past):
        if returned_at is not None:
            kept[book_id].append(max((returned_at.date() - borrowed_on).days, 1))
    for book_id, days in kept.items():
        found[book_id].loan_days = round(median(days))
    return found
