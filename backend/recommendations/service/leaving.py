"""A reader leaves: what was computed for him, and what he said of it, goes. The daily counts have no names."""

from sqlalchemy import delete

from backend.core.database import db
from backend.recommendations.models import (
    Dismissal,
    Recommendation,
    RecommendationList,
    RecommendationShown,
    TasteExclusion,
)


def forget_reader(user_id: int) -> None:
    """Remove every row of the reader, in every run."""
    for table in (Recommendation, RecommendationList, RecommendationShown, Dismissal, TasteExclusion):
        db.session.execute(delete(table).where(table.user_id == user_id))
