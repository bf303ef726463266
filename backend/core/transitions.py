"""How a row passes from one state to the next, whatever the room: the table of its life is asked, then the right to do
it; what follows from the state is set, the log is written, and who listens is told, all in the caller's transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from backend.core.actors import Actor
from backend.core.database import Model, db
from backend.core.lives import Move, MoveForbidden

Event = TypeVar("Event", bound=Model)
Listener = Callable[[Any, Event], None]


@dataclass(frozen=True)
class Transitions(Generic[Event]):
    """Of the rows of one room. A row without a state is new."""

    event: type[Event]
    names: Mapping[type[Model], str]
    move_of: Callable[[str, str, str | None], Move]
    state_of: Callable[[Any], str | None]
    owner_of: Callable[[Any], int | None]
    # The new state, and whatever follows from a state alone: keys of what is open, moments that mean nothing any more.
    enter: Callable[[Any, str, datetime], None]
    # Columns of the log that only this room has.
    more: Callable[[Any], Mapping[str, Any]] = lambda _row: {}
    _listeners: defaultdict[tuple[str, str], list[Listener[Event]]] = field(default_factory=lambda: defaultdict(list))

    def take(
        self, row: Any, action: str, actor: Actor, at: datetime, reason: str | None, facts: Mapping[str, Any]
    ) -> Event:
        """Raises MoveNotAllowed when the table does not list it, MoveForbidden when it is not for this actor."""
        entity, before = self.names[type(row)], self.state_of(row)
        move = self.move_of(entity, action, before)
        if not actor.capacities(self.owner_of(row)) & frozenset(move.by):
            raise MoveForbidden
        after = move.after or before or ""
        self.enter(row, after, at)
        if before is None:
            db.session.add(row)
        db.session.flush()  # the log needs its id, and the unique keys are asked now
        event = self.event(
            entity=entity,
            entity_id=row.id,
            action=action,
            before=before,
            after=after,
            actor_id=actor.user_id,
            actor_role=actor.role,
            reason=reason or None,
            facts=dict(facts),
            request_id=actor.request_id,
            happened_at=at,
            **self.more(row),
        )
        db.session.add(event)
        for listener in self._listeners[entity, action]:
            listener(row, event)
        return event

    def listens(self, entity: str, *actions: str) -> Callable[[Listener[Event]], Listener[Event]]:
        """Register a function that is called with the row and the event, in the transaction, after each such action."""

        def register(listener: Listener[Event]) -> Listener[Event]:
            for action in actions:
                self._listeners[entity, action].append(listener)
            return listener

        return register
