"""The training job's runs, as staff see them."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import defer, load_only

from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.recommendations.models import Recommendation, RecommendationRun

# What a reader's page says of a run; the rest is long and belongs to the staff.
RUN_FACTS = (
    RecommendationRun.id,
    RecommendationRun.model,
    RecommendationRun.started_at,
    RecommendationRun.published_at,
)


class RunNotFound(NotFound):
    message = "There is no such run."


def published_run() -> RecommendationRun | None:
    """The run whose lists readers see, with the facts that readers are told."""
    return db.session.scalar(
        select(RecommendationRun).where(RecommendationRun.published.is_(True)).options(load_only(*RUN_FACTS))
    )


def runs_page(page: int, size: int) -> Page[RecommendationRun]:
    """Runs, newest first, without their logs."""
    total = db.session.scalar(select(func.count()).select_from(RecommendationRun)) or 0
    rows = db.session.scalars(
        select(RecommendationRun)
        .options(defer(RecommendationRun.log), defer(RecommendationRun.hyper_parameters))
        .order_by(RecommendationRun.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return Page(list(rows), page, size, total)


def get_run(run_id: int) -> RecommendationRun:
    """Raises RunNotFound."""
    run = db.session.get(RecommendationRun, run_id)
    if run is None:
        raise RunNotFound
    return run


def has_rows(run_id: int) -> bool:
    """The lists of this run are still there."""
    return bool(db.session.scalar(select(exists().where(Recommendation.run_id == run_id))))
