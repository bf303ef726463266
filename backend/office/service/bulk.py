"""What one kind of act on many things must know. Each kind is a file of `service/kinds`, listed there.

The machinery (bulk_acts.py) asks in this order: `ids_of` (for a filter) and `look` for the preview; `do` for each row
when it is started; `undo` for each row that was changed when it is taken back. `do` and `undo` run in a savepoint of
their own, under the lock of the act: what they raise leaves that one thing as it was, and its row tells the code.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Select

from backend.core.actors import Actor
from backend.core.errors import Forbidden, NotFound
from backend.core.here import Here
from backend.core.permissions import may

Values = dict[str, Any]


@dataclass(frozen=True)
class Looked:
    """A thing before it is touched: how it is, and how it would be. `problem`: the code of what stands in the way, as
    an error would have it (`copy_on_loan`); the page has a sentence for it. Equal sides: there is nothing to do."""

    thing_id: int
    name: str
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True)
class BulkKind:
    """`before` and `after` are plain values (numbers, words, ISO dates, lists of them) of the fields that differ."""

    # `books.edit`
    name: str
    # The word of the things in the audit log: `book`.
    thing: str
    # Raises what it likes: the whole act is refused with it. At most 500 ids at a time; one that is gone is left out.
    look: Callable[[list[int], Values], list[Looked]]
    # What it changed, as (before, after); None when there was nothing to change. Locks the thing first.
    do: Callable[[int, Values, Actor, Here], tuple[Values, Values] | None]
    # True: it is again as it was. False: somebody changed it since, so it stays as it is. None: it is done for good.
    undo: Callable[[int, Values, Values, Actor, Here], bool] | None = None
    # The ids of the things that a filter finds, in the table's order; None: only chosen things.
    ids_of: Callable[[Values], Select[Any]] | None = None
    # Check what is asked; what they read is what the functions are given, as JSON, without what was not sent.
    params: type[BaseModel] | None = None
    filters: type[BaseModel] | None = None
    # Who may do it: see core/permissions.py.
    permission: str = "staff"
    # The things are readers, by their accounts: when one leaves, what names him is erased from the act.
    of_readers: bool = False


class BulkKindNotFound(NotFound):
    message = "There is no such kind of bulk act."


class BulkKindForbidden(Forbidden):
    message = "Your account may not do this."


_kinds: dict[str, BulkKind] = {}


def register(kind: BulkKind) -> BulkKind:
    """From now on there are acts of this kind."""
    _kinds[kind.name] = kind
    return kind


def kind_named(name: str) -> BulkKind:
    """Raises BulkKindNotFound."""
    if name not in _kinds:
        raise BulkKindNotFound
    return _kinds[name]


def can_be_undone(name: str) -> bool:
    """Of a kind that there is no more, nobody knows how."""
    return name in _kinds and _kinds[name].undo is not None


def kinds_of_readers() -> list[str]:
    return [kind.name for kind in _kinds.values() if kind.of_readers]


def allowed(kind: BulkKind, by: Actor) -> None:
    """Raises BulkKindForbidden."""
    if not may(by.role, kind.permission, "POST"):
        raise BulkKindForbidden
