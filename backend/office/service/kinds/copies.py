"""Many copies at once: where they stand, what they are, and the condition they are in."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Select

from backend.catalog.models import Location
from backend.circulation.queries.item_types import get_item_type
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here
from backend.office.queries.copies import LENT, chosen_copies, copy_lines, wish_of
from backend.office.service.bulk import BulkKind, Looked, Values
from backend.office.service.copies import (
    LocationNotFound,
    can_turn,
    change_copy,
    lock_copy_by_id,
    turn_copy,
)

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
# Acts that a person has to give a reason for.
NEED_REASON = ("damaged", "in_repair", "missing", "withdrawn")


class CopiesChosen(BaseModel):
    """The filter of the table, from its address."""

    model_config = ConfigDict(extra="ignore")

    q: str = ""
    book: int | None = None
    location: int | None = None
    item_type: int | None = None
    condition: str | None = None
    doing: str | None = None
    unmarked: bool = False


class CopiesParams(BaseModel):
    """What is left out stays; an empty shelf mark is taken off."""

    model_config = ConfigDict(extra="forbid")

    location_id: Id | None = None
    item_type_id: Id | None = None
    shelf_mark: Annotated[str | None, StringConstraints(strip_whitespace=True, max_length=64)] = None
    reference_only: bool | None = None
    condition: Literal["ok", "damaged", "in_repair", "missing", "withdrawn"] | None = None
    reason: Annotated[str | None, StringConstraints(strip_whitespace=True, max_length=500)] = None

    @model_validator(mode="after")
    def _something(self) -> "CopiesParams":
        if not (self.model_fields_set - {"reason"}):
            raise ValueError("nothing is changed")
        if self.condition in NEED_REASON and not self.reason:
            raise ValueError("a reason is missing")
        return self


def _chosen(sought: Values) -> Select[Any]:
    return chosen_copies(wish_of(sought))


def _wanted(params: Values) -> Values:
    """Field -> the value that it shall have."""
    sent = {name: value for name, value in params.items() if name != "reason"}
    if "shelf_mark" in sent:
        sent["shelf_mark"] = sent["shelf_mark"] or None
    return {name: value for name, value in sent.items() if value is not None or name == "shelf_mark"}


def _differing(copy: Any, wanted: Values) -> tuple[Values, Values]:
    now = {name: value for name, value in wanted.items() if getattr(copy, name) != value}
    return {name: getattr(copy, name) for name in now}, now


def _look(ids: list[int], params: Values) -> list[Looked]:
    wanted = _wanted(params)
    if "location_id" in wanted and db.session.get(Location, wanted["location_id"]) is None:
        raise LocationNotFound
    if "item_type_id" in wanted:
        get_item_type(wanted["item_type_id"])
    found = []
    for line in copy_lines(ids):
        before, after = _differing(line, wanted)
        problem = None
        if "condition" in after:
            if line.doing == LENT:
                problem = "copy_on_loan"
            elif not can_turn(line.condition, after["condition"]):
                problem = "move_not_allowed"
        found.append(Looked(line.id, f"{line.barcode} · {line.title}", before, after, problem))
    return found


def _edit(copy_id: int, params: Values, actor: Actor, here: Here) -> tuple[Values, Values] | None:
    _, copy = lock_copy_by_id(copy_id)
    before, after = _differing(copy, _wanted(params))
    if not after:
        return None
    _apply(copy_id, after, params.get("reason"), actor, here)
    return before, after


def _unedit(copy_id: int, before: Values, after: Values, actor: Actor, here: Here) -> bool:
    _, copy = lock_copy_by_id(copy_id)
    if any(getattr(copy, name) != value for name, value in after.items()):
        return False
    if "condition" in before and not can_turn(copy.condition, before["condition"]):
        return False
    _apply(copy_id, before, "undo", actor, here)
    return True


def _apply(copy_id: int, values: Values, reason: str | None, actor: Actor, here: Here) -> None:
    facts = {name: value for name, value in values.items() if name != "condition"}
    if facts:
        change_copy(copy_id, facts, actor, here)
    if "condition" in values:
        turn_copy(copy_id, values["condition"], reason, actor, here)


EDIT = BulkKind("copies.edit", "copy", _look, _edit, _unedit, ids_of=_chosen, params=CopiesParams, filters=CopiesChosen)
