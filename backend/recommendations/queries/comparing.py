"""Runs side by side, and the runs that somebody asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, defer

from backend.accounts.models import User
from backend.core.database import db
from backend.recommendations.models import Recommendation, RecommendationList, RecommendationRun, RunRequest
from backend.recommendations.queries.runs import RunNotFound

# Of so many readers two runs' lists are compared, and so many requests are shown.
MOST_READERS, MOST_REQUESTS = 2_000, 8
TOP = 10


@dataclass(frozen=True)
class Overlap:
    """How alike the lists of two runs are: the mean share of one's ten books that are in the other's."""

    a_id: int
    b_id: int
    readers: int
    shared: float


@dataclass(frozen=True)
class Comparison:
    """Runs in the order in which they were asked for. Pairs whose lists are not kept have no overlap."""

    runs: list[RecommendationRun]
    overlaps: list[Overlap]


@dataclass(frozen=True)
class RequestLine:
    """A run that was asked for, and how far it is."""

    id: int
    model: str
    seed: int | None
    state: str
    asked_at: datetime
    asked_by: str | None
    started_at: datetime | None
    touched_at: datetime | None
    ended_at: datetime | None
    step: str | None
    label: str | None
    done: int
    total: int
    log: str | None
    problem: str | None
    run_id: int | None
    seconds: int


def comparison_of(run_ids: Sequence[int]) -> Comparison:
    """Raises RunNotFound when one is missing."""
    wanted = select(RecommendationRun).where(RecommendationRun.id.in_(run_ids)).options(defer(RecommendationRun.log))
    found = {run.id: run for run in db.session.scalars(wanted)}
    chosen = list(dict.fromkeys(run_ids))
    if found.keys() != {*chosen}:
        raise RunNotFound
    pairs = combinations(chosen, 2)
    return Comparison(
        [found[run_id] for run_id in chosen],
        [overlap for a, b in pairs if (overlap := _overlap(a, b)) is not None],
    )


def _overlap(a_id: int, b_id: int) -> Overlap | None:
    mine, theirs = aliased(RecommendationList), aliased(RecommendationList)
    both = select(mine.user_id).join(theirs, and_(theirs.user_id == mine.user_id, theirs.run_id == b_id))
    readers = both.where(mine.run_id == a_id).order_by(mine.user_id).limit(MOST_READERS).subquery()
    number = db.session.scalar(select(func.count()).select_from(readers)) or 0
    if not number:
        return None
    of_a, of_b = aliased(Recommendation), aliased(Recommendation)
    same = and_(of_b.run_id == b_id, of_b.user_id == of_a.user_id, of_b.book_id == of_a.book_id, of_b.rank <= TOP)
    shared = select(func.count()).select_from(readers).join(of_a, of_a.user_id == readers.c.user_id).join(of_b, same)
    books = select(func.count()).select_from(readers).join(of_a, of_a.user_id == readers.c.user_id)
    top = of_a.run_id == a_id, of_a.rank <= TOP
    total = db.session.scalar(books.where(*top)) or 0
    return Overlap(a_id, b_id, number, (db.session.scalar(shared.where(*top)) or 0) / total) if total else None


def request_lines(now: datetime) -> list[RequestLine]:
    """The latest first."""
    return [_line(*row, now) for row in db.session.execute(_asked().limit(MOST_REQUESTS))]


def request_line(request_id: int, now: datetime) -> RequestLine:
    db.session.flush()  # what was just asked for is read from the table
    return _line(*db.session.execute(_asked().where(RunRequest.id == request_id)).one(), now)


def _asked() -> Select[RunRequest, str]:
    named = select(RunRequest, User.display_name).outerjoin(User, User.id == RunRequest.asked_by)
    return named.order_by(RunRequest.id.desc())


_COLUMNS = (
    *("id", "model", "seed", "state", "asked_at", "started_at", "touched_at", "ended_at"),
    *("step", "label", "done", "total", "log", "problem", "run_id"),
)


def _line(asked: RunRequest, name: str | None, now: datetime) -> RequestLine:
    began = asked.started_at
    seconds = 0 if began is None else max(0, int(((asked.ended_at or now) - began).total_seconds()))
    return RequestLine(**{name: getattr(asked, name) for name in _COLUMNS}, asked_by=name, seconds=seconds)
