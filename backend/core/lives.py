"""A life as data: which action leads from which states to which, and who may take it.

Rooms keep tables of moves by action; what is not in such a table does not happen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.core.errors import Conflict, Forbidden


@dataclass(frozen=True)
class Move:
    """An action: from one of these states (None: from nothing) to that one, by one of these (core.actors)."""

    before: tuple[str | None, ...]
    after: str
    by: tuple[str, ...]


class MoveNotAllowed(Conflict):
    message = "This cannot be done with it as it stands now."


class MoveForbidden(Forbidden):
    message = "You may not do this with it."


def find_move(life: Mapping[str, Move], action: str, state: str | None) -> Move:
    """The move of this action from this state. Raises MoveNotAllowed when the table does not list it."""
    move = life.get(action)
    if move is None or state not in move.before:
        raise MoveNotAllowed(reasons=[{"code": "move_not_allowed", "action": action, "state": state}])
    return move
