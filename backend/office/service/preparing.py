"""What one act would do to many things, looked at before anything is touched."""

from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import insert

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Invalid
from backend.core.here import Here
from backend.core.problems import fields_of
from backend.office.models.bulk import FAILED, NAME_LENGTH, PREVIEW, UNCHANGED, WAITING, BulkAct, BulkRow
from backend.office.service.bulk import BulkKind, Looked, Values, allowed, kind_named

MOST_ROWS = 5_000
LOOKED_AT_ONCE = 500


class TooManyThings(Invalid):
    message = f"One act may be for {MOST_ROWS} things. Narrow the filter."


class NothingChosen(Invalid):
    message = "There is nothing to do it with."


def prepare(
    kind_name: str, ids: list[int] | None, sought: Values | None, params: Values, by: Actor, here: Here
) -> BulkAct:
    """Look at everything that would be done; nothing is changed. Raises BulkKindNotFound, BulkKindForbidden,
    TooManyThings, NothingChosen, and Invalid where what is asked for is wrong."""
    kind = kind_named(kind_name)
    allowed(kind, by)
    params = _checked(kind.params, params, "params")
    chosen = _chosen(kind, ids, sought)
    act = BulkAct(kind=kind.name, params=params, state=PREVIEW, asked_by=by.user_id, asked_at=here.at)
    db.session.add(act)
    db.session.flush()  # its rows need the id
    rows: list[dict[str, Any]] = []
    for first in range(0, len(chosen), LOOKED_AT_ONCE):
        part = chosen[first : first + LOOKED_AT_ONCE]
        found = {one.thing_id: one for one in kind.look(part, params)}
        rows.extend(
            _row(act.id, first + at, thing_id, found.get(thing_id)) for at, thing_id in enumerate(part, start=1)
        )
    db.session.execute(insert(BulkRow), rows)
    act.row_count = len(rows)
    return act


def _row(act_id: int, place: int, thing_id: int, looked: Looked | None) -> dict[str, Any]:
    if looked is None:
        looked = Looked(thing_id, f"#{thing_id}", problem="not_found")
    state = FAILED if looked.problem else UNCHANGED if looked.before == looked.after else WAITING
    return {
        "bulk_act_id": act_id,
        "place": place,
        "thing_id": thing_id,
        "name": looked.name[:NAME_LENGTH],
        "state": state,
        "before": looked.before,
        "after": looked.after,
        "problem": looked.problem,
    }


def _chosen(kind: BulkKind, ids: list[int] | None, sought: Values | None) -> list[int]:
    if ids is not None:
        chosen = list(dict.fromkeys(ids))
    elif kind.ids_of is None:
        raise NothingChosen
    else:
        wanted = kind.ids_of(_checked(kind.filters, sought or {}, "filter"))
        chosen = list(dict.fromkeys(db.session.scalars(wanted.limit(MOST_ROWS + 1))))
    if not chosen:
        raise NothingChosen
    if len(chosen) > MOST_ROWS:
        raise TooManyThings(reasons=[{"code": "too_many_things", "limit": MOST_ROWS}])
    return chosen


def _checked(shape: type[BaseModel] | None, values: Values, name: str) -> Values:
    if shape is None:
        return values
    try:
        read: Values = shape.model_validate(values).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        raise Invalid(fields=fields_of(error, name)) from error
    return read
