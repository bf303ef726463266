"""How the recommendations do: what the runs measured, and what readers did with their lists."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from backend.core.database import db
from backend.dashboard.queries.view import View
from backend.recommendations.models import (
    RecommendationDaily,
    RecommendationList,
    RecommendationRun,
    RecommendationShown,
)

LAST_RUNS = 12


@dataclass(frozen=True)
class RunFigure:
    run_id: int
    model: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    published_at: datetime | None
    ndcg_at_10: float | None
    ndcg_low: float | None
    ndcg_high: float | None
    popularity_ndcg_at_10: float | None
    coverage_at_10: float | None
    overlap_at_10: float | None
    impressions: int
    opens: int
    loans: int

    @property
    def click_through(self) -> float | None:
        return round(self.opens / self.impressions, 4) if self.impressions else None

    @property
    def borrow_rate(self) -> float | None:
        return round(self.loans / self.impressions, 4) if self.impressions else None


@dataclass(frozen=True)
class ModelFigures:
    runs: list[RunFigure]
    published_run_id: int | None
    lists: int
    oldest_list_at: datetime | None
    newest_list_at: datetime | None
    trained_at: datetime | None


def model_figures(view: View) -> ModelFigures:
    """Of the last runs, oldest first."""
    run = RecommendationRun
    columns = (run.id, run.model, run.state, run.started_at, run.finished_at, run.published_at, run.metrics)
    rows = db.session.execute(select(*columns).order_by(run.id.desc()).limit(LAST_RUNS)).all()
    seen = _seen([row.id for row in rows], view)
    published = db.session.scalar(select(run.id).where(run.published.is_(True)))
    lists = select(func.count(), func.min(RecommendationList.made_at), func.max(RecommendationList.made_at))
    number, oldest, newest = db.session.execute(lists.where(RecommendationList.run_id == (published or 0))).one()
    return ModelFigures(
        runs=[_figure(row, seen[row.id]) for row in reversed(rows)],
        published_run_id=published,
        lists=number,
        oldest_list_at=oldest,
        newest_list_at=newest,
        trained_at=db.session.scalar(select(func.max(run.finished_at))),
    )


def _seen(run_ids: list[int], view: View) -> dict[int, list[int]]:
    """Run -> impressions, opens, loans: days that are tallied, and today as it stands."""
    daily, shown, today = RecommendationDaily, RecommendationShown, view.here.today
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    sums = (func.sum(daily.impressions), func.sum(daily.opens), func.sum(daily.loans))
    past = select(daily.run_id, *sums).where(daily.run_id.in_(run_ids), daily.day < today).group_by(daily.run_id)
    counts = (func.count(), func.count(shown.opened_at), func.count(shown.borrowed_at))
    now = select(shown.run_id, *counts).where(shown.day >= today, shown.run_id.in_(run_ids)).group_by(shown.run_id)
    both: tuple[Any, ...] = (past, now)
    for statement in both:
        for run_id, *numbers in db.session.execute(statement):
            found[run_id] = [known + int(number) for known, number in zip(found[run_id], numbers, strict=True)]
    return found


def _figure(row: Any, seen: list[int]) -> RunFigure:
    interval = _part(row.metrics, "model").get("ndcg_at_10_interval")
    low, high = interval if isinstance(interval, list) and len(interval) == 2 else (None, None)
    model = _part(row.metrics, "model")
    lists = _part(row.metrics, "lists")
    # Of the lists that readers see; a run that was refused made none, and has those of its test.
    coverage, overlap = _number(lists.get("coverage")), _number(lists.get("overlap_at_10"))
    return RunFigure(
        run_id=row.id,
        model=row.model,
        state=row.state,
        started_at=row.started_at,
        finished_at=row.finished_at,
        published_at=row.published_at,
        ndcg_at_10=_number(model.get("ndcg_at_10")),
        ndcg_low=_number(low),
        ndcg_high=_number(high),
        popularity_ndcg_at_10=_number(_part(row.metrics, "popularity").get("ndcg_at_10")),
        coverage_at_10=_number(model.get("coverage_at_10")) if coverage is None else coverage,
        overlap_at_10=_number(model.get("list_overlap_at_10")) if overlap is None else overlap,
        impressions=seen[0],
        opens=seen[1],
        loans=seen[2],
    )


def _part(metrics: Any, name: str) -> dict[str, Any]:
    """As the job wrote it; an old run may lack any of it."""
    found = metrics.get(name) if isinstance(metrics, dict) else None
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
