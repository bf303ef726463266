"""Taking a run from the readers and giving them an older one."""

from datetime import datetime

from sqlalchemy import select

from backend.core.database import db
from backend.core.errors import Conflict
from backend.recommendations.models import RecommendationRun
from backend.recommendations.queries import get_run


class RunNotKept(Conflict):
    message = "Only a run whose lists are kept can be shown again."


def roll_back(run_id: int, at: datetime) -> RecommendationRun:
    """Show readers a kept run again in place of the published one. Raises RunNotFound or RunNotKept."""
    get_run(run_id)
    # Every run that could be shown, in one order: of two roll-backs at once, the second sees what the first did.
    may_be_shown = RecommendationRun.state.in_(("published", "kept"))
    runs = db.session.scalars(
        select(RecommendationRun)
        .where(may_be_shown)
        .order_by(RecommendationRun.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    chosen = next((run for run in runs if run.id == run_id and run.state == "kept"), None)
    if chosen is None:
        raise RunNotKept
    for run in runs:
        if run.published:
            run.published, run.state, run.withdrawn_at = None, "kept", at
            run.reason = f"Rolled back to run {run_id}."
    db.session.flush()  # the old run gives up the unique flag before the new one takes it
    chosen.published, chosen.state, chosen.published_at = True, "published", at
    chosen.withdrawn_at = chosen.reason = None
    return chosen
