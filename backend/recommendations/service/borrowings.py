"""Recommendations that were borrowed. Lending knows nothing of them: it says what happens, and this listens."""

from typing import Any

from sqlalchemy import update

from backend.circulation.models import CirculationEvent, Hold, Loan
from backend.circulation.rules.lives import LOAN
from backend.circulation.service.forgetting import when_forgotten
from backend.circulation.service.transitions import listens
from backend.core.database import db
from backend.recommendations.models import RecommendationShown
from backend.recommendations.queries import find_sighting_before


@listens(LOAN, "checkout")
def note_borrowed(loan: Loan, _event: CirculationEvent) -> None:
    """A loan counts for the sighting of the book that was the last before it, or before the reader asked for it."""
    if loan.user_id is None:
        return
    hold = db.session.get(Hold, loan.hold_id) if loan.hold_id is not None else None
    wanted_at = hold.placed_at if hold is not None else loan.borrowed_at
    sighting = find_sighting_before(loan.user_id, loan.book_id, wanted_at)
    if sighting is not None and sighting.borrowed_at is None:
        sighting.borrowed_at = loan.borrowed_at


@listens(LOAN, "void", "undo")
def take_back_borrowed(loan: Loan, _event: CirculationEvent) -> None:
    _change(loan, borrowed_at=None)


@when_forgotten
def forget_borrower(loan: Loan) -> None:
    """That it was borrowed counts on; who borrowed it is not remembered here either."""
    _change(loan, user_id=None)


def _change(loan: Loan, **values: Any) -> None:
    if loan.user_id is None:
        return
    shown = RecommendationShown
    his = shown.user_id == loan.user_id, shown.book_id == loan.book_id, shown.borrowed_at == loan.borrowed_at
    db.session.execute(update(shown).where(*his).values(**values), execution_options={"synchronize_session": False})
