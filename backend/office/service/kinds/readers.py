"""Acts on many readers: another group, a block, and lifting it."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select

from backend.circulation.models import ReaderCard
from backend.circulation.queries.cards import find_card, get_group
from backend.circulation.rules.cards import is_blocked
from backend.circulation.schemas.cards import BlockIn
from backend.circulation.schemas.policies import Key
from backend.circulation.service.cards import CardChanges, block_card, change_card, lift_block
from backend.circulation.service.locks import lock_reader
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here, here_now
from backend.office.service.bulk import BulkKind, Looked, Values
from backend.people.queries.users import UserFilter, find_rows, ids_of
from backend.people.schemas.users import UserFilters


class GroupParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    group_id: Key


class NoParams(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _found(filters: Values) -> Select[Any]:
    days = {name: date.fromisoformat(value) for name, value in filters.items() if name.endswith(("_from", "_to"))}
    return ids_of(UserFilter(**{**filters, **days}), here_now())


def _look_at_groups(ids: list[int], params: Values) -> list[Looked]:
    group_id = get_group(params["group_id"]).id
    return [
        Looked(row.id, row.display_name, {"group_id": row.group_id}, {"group_id": group_id})
        for row in find_rows(ids, here_now()).values()
    ]


def _put_into_group(user_id: int, params: Values, _by: Actor, here: Here) -> tuple[Values, Values] | None:
    lock_reader(user_id)
    before = _group_of(user_id)
    if before == params["group_id"]:
        return None
    change_card(user_id, CardChanges.of({"group_id": params["group_id"]}), here.at)
    return {"group_id": before}, {"group_id": params["group_id"]}


def _back_into_group(user_id: int, before: Values, after: Values, _by: Actor, here: Here) -> bool:
    lock_reader(user_id)
    if _group_of(user_id) != after["group_id"]:
        return False
    change_card(user_id, CardChanges.of({"group_id": before["group_id"]}), here.at)
    return True


def _group_of(user_id: int) -> int:
    row = find_rows([user_id], here_now())[user_id]
    return row.group_id


def _look_at_blocks(ids: list[int], params: Values) -> list[Looked]:
    rows = find_rows(ids, here_now()).values()
    return [
        Looked(
            *(row.id, row.display_name, _told(row.block_reason, row.blocked_until), _wanted(params)),
            problem=None if row.role == "reader" else "of_the_staff",
        )
        for row in rows
    ]


def _block(user_id: int, params: Values, _by: Actor, here: Here) -> tuple[Values, Values] | None:
    lock_reader(user_id)
    before, after = _blocked(user_id, here), _wanted(params)
    if before == after:
        return None
    block_card(user_id, params["reason"], here, until=_day(params.get("until")))
    return before, after


def _look_at_lifting(ids: list[int], _params: Values) -> list[Looked]:
    rows = find_rows(ids, here_now()).values()
    return [
        Looked(row.id, row.display_name, _told(row.block_reason, row.blocked_until), _told(None, None)) for row in rows
    ]


def _lift(user_id: int, _params: Values, _by: Actor, here: Here) -> tuple[Values, Values] | None:
    lock_reader(user_id)
    before, after = _blocked(user_id, here), _told(None, None)
    if before == after:
        return None
    lift_block(user_id, here.at)
    return before, after


def _as_before(user_id: int, before: Values, after: Values, _by: Actor, here: Here) -> bool:
    lock_reader(user_id)
    if _blocked(user_id, here) != after:
        return False
    until = _day(before["blocked_until"])
    if before["block_reason"] is None or (until is not None and until < here.today):
        lift_block(user_id, here.at)
    else:
        block_card(user_id, before["block_reason"], here, until=until)
    return True


def _blocked(user_id: int, here: Here) -> Values:
    card: ReaderCard | None = find_card(user_id)
    if card is None or not is_blocked(card.blocked_at, card.blocked_until, here.today):
        return _told(None, None)
    db.session.refresh(card)
    return _told(card.block_reason, card.blocked_until)


def _wanted(params: Values) -> Values:
    return _told(params["reason"], _day(params.get("until")))


def _told(reason: str | None, until: date | None) -> Values:
    return {"block_reason": reason, "blocked_until": until.isoformat() if until is not None else None}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


READERS_GROUP = BulkKind(
    name="readers.group",
    thing="card",
    look=_look_at_groups,
    do=_put_into_group,
    undo=_back_into_group,
    ids_of=_found,
    params=GroupParams,
    filters=UserFilters,
    of_readers=True,
)
READERS_BLOCK = BulkKind(
    name="readers.block",
    thing="card",
    look=_look_at_blocks,
    do=_block,
    undo=_as_before,
    ids_of=_found,
    params=BlockIn,
    filters=UserFilters,
    of_readers=True,
)
READERS_UNBLOCK = BulkKind(
    name="readers.unblock",
    thing="card",
    look=_look_at_lifting,
    do=_lift,
    undo=_as_before,
    ids_of=_found,
    params=NoParams,
    filters=UserFilters,
    of_readers=True,
)
