"""The lists that readers see: how old they are, and how good they were found to be."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from backend.core.database import db
from backend.recommendations.models import RecommendationList, RecommendationRun
from backend.recommendations.rules import measured


@dataclass(frozen=True)
class Published:
    """Figures that an old run did not have are None."""

    run_id: int
    model: str
    published_at: datetime | None
    lists: int
    oldest_list_at: datetime | None
    ndcg_at_10: float | None
    popularity_ndcg_at_10: float | None
    coverage: float | None
    overlap_at_10: float | None


def published_now() -> Published | None:
    """None: no run was ever published."""
    run = db.session.scalar(select(RecommendationRun).where(RecommendationRun.published.is_(True)))
    if run is None:
        return None
    lists = select(func.count(), func.min(RecommendationList.made_at)).where(RecommendationList.run_id == run.id)
    number, oldest = db.session.execute(lists).one()
    return Published(
        run_id=run.id,
        model=run.model,
        published_at=run.published_at,
        lists=number,
        oldest_list_at=oldest,
        ndcg_at_10=measured(run.metrics, "model", "ndcg_at_10"),
        popularity_ndcg_at_10=measured(run.metrics, "popularity", "ndcg_at_10"),
        coverage=measured(run.metrics, "lists", "coverage"),
        overlap_at_10=measured(run.metrics, "lists", "overlap_at_10"),
    )
