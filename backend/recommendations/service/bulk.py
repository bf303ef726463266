"""Many choices of one reader at once: what he brings from elsewhere, and what he takes back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert

from backend.accounts.service import touch_taste
from backend.core.database import db
from backend.recommendations.models import Dismissal, TasteExclusion

Rows = Mapping[int, Mapping[str, Any] | None]


def replace_dismissals(user_id: int, dismissals: Rows) -> None:
    """Book id -> dismissed_at; None for no dismissal. The books and the reader are locked by the caller."""
    _replace(Dismissal, user_id, dismissals)


def replace_exclusions(user_id: int, exclusions: Rows) -> None:
    """Book id -> excluded_at; None for no exclusion. The books and the reader are locked by the caller."""
    _replace(TasteExclusion, user_id, exclusions)


def _replace(model: type[Dismissal] | type[TasteExclusion], user_id: int, values: Rows) -> None:
    db.session.execute(
        delete(model)
        .where(model.user_id == user_id, model.book_id.in_([*values]))
        .execution_options(synchronize_session=False)
    )
    rows = [{"user_id": user_id, "book_id": book_id, **value} for book_id, value in values.items() if value is not None]
    if rows:
        db.session.execute(insert(model), rows)
    touch_taste(user_id)
