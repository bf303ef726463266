"""Acts on many things, how far they are, and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.office.models.bulk import (
    AT_WORK,
    CHANGED,
    KEPT,
    ROW_STATES,
    TAKEN_BACK,
    UNDOING,
    UNDONE,
    WAITING,
    BulkAct,
    BulkRow,
)
from backend.office.queries.people import Person, people_of


class BulkActNotFound(NotFound):
    message = "There is no such bulk act."


@dataclass(frozen=True)
class BulkProgress:
    """An act with what became of its rows."""

    id: int
    kind: str
    params: dict[str, Any]
    state: str
    asked_by: Person | None
    driven_by: Person | None
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None
    row_count: int
    counts: dict[str, int]
    at_work: bool
    work_done: int
    work_total: int


def get_act(act_id: int) -> BulkAct:
    """Raises BulkActNotFound."""
    act = db.session.get(BulkAct, act_id)
    if act is None:
        raise BulkActNotFound
    return act


def lock_act(act_id: int) -> BulkAct:
    """Whoever works at the act holds it until commit. Raises BulkActNotFound."""
    wanted = select(BulkAct).where(BulkAct.id == act_id).with_for_update().execution_options(populate_existing=True)
    act = db.session.scalar(wanted)
    if act is None:
        raise BulkActNotFound
    return act


def next_rows(act_id: int, state: str, size: int) -> Sequence[BulkRow]:
    """In the order of the preview, whoever had them in hand before."""
    wanted = select(BulkRow).where(BulkRow.bulk_act_id == act_id, BulkRow.state == state)
    fresh = {"populate_existing": True}
    return db.session.scalars(wanted.order_by(BulkRow.place).limit(size), execution_options=fresh).all()


def has_rows(act_id: int, state: str) -> bool:
    there = exists().where(BulkRow.bulk_act_id == act_id, BulkRow.state == state)
    return bool(db.session.scalar(select(there)))


def progress_of(act: BulkAct) -> BulkProgress:
    return _progresses([act])[0]


def acts_page(kind: str, state: str | None, page: int, size: int) -> Page[BulkProgress]:
    """The latest first."""
    wanted: list[ColumnElement[bool]] = []
    if kind:
        wanted.append(BulkAct.kind == kind)
    if state is not None:
        wanted.append(BulkAct.state == state)
    total = db.session.scalar(select(func.count()).select_from(BulkAct).where(*wanted)) or 0
    acts = select(BulkAct).where(*wanted).order_by(BulkAct.id.desc()).offset((page - 1) * size).limit(size)
    return Page(_progresses(db.session.scalars(acts).all()), page, size, total)


def rows_page(act_id: int, state: str | None, page: int, size: int) -> Page[BulkRow]:
    """In the order of the preview. Raises BulkActNotFound."""
    get_act(act_id)
    wanted = [BulkRow.bulk_act_id == act_id]
    if state is not None:
        wanted.append(BulkRow.state == state)
    total = db.session.scalar(select(func.count()).select_from(BulkRow).where(*wanted)) or 0
    rows = select(BulkRow).where(*wanted).order_by(BulkRow.place).offset((page - 1) * size).limit(size)
    return Page(list(db.session.scalars(rows)), page, size, total)


def _progresses(acts: Sequence[BulkAct]) -> list[BulkProgress]:
    """Two statements, however many acts."""
    counts: dict[int, dict[str, int]] = {act.id: dict.fromkeys(ROW_STATES, 0) for act in acts}
    grouped = (
        select(BulkRow.bulk_act_id, BulkRow.state, func.count())
        .where(BulkRow.bulk_act_id.in_(counts))
        .group_by(BulkRow.bulk_act_id, BulkRow.state)
    )
    for act_id, state, count in db.session.execute(grouped) if acts else ():
        counts[act_id][state] = count
    people = people_of(user_id for act in acts for user_id in (act.asked_by, act.driven_by))
    return [_progress(act, counts[act.id], people) for act in acts]


def _progress(act: BulkAct, counts: dict[str, int], people: dict[int | None, Person]) -> BulkProgress:
    taking_back = act.state in (UNDOING, UNDONE)
    back = counts[TAKEN_BACK] + counts[KEPT]
    return BulkProgress(
        id=act.id,
        kind=act.kind,
        params=act.params,
        state=act.state,
        asked_by=people.get(act.asked_by),
        driven_by=people.get(act.driven_by),
        asked_at=act.asked_at,
        started_at=act.started_at,
        finished_at=act.finished_at,
        undone_at=act.undone_at,
        row_count=act.row_count,
        counts=counts,
        at_work=act.state in AT_WORK,
        work_done=back if taking_back else act.row_count - counts[WAITING],
        work_total=back + counts[CHANGED] if taking_back else act.row_count,
    )
