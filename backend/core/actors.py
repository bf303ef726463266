"""Who does something to what has a life of its own: a copy, a loan, an order."""

from dataclasses import dataclass
from typing import Protocol

from backend.core.permissions import may

# As what somebody acts: whose loan or order it is, the staff, or the library's own clockwork.
OWNER, STAFF, CLOCKWORK = ("owner", "staff", "clockwork")


class Person(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Actor:
    """A person by his account and role, or the library's own clockwork; and the request he does it in."""

    user_id: int | None
    role: str
    request_id: str | None = None

    @property
    def is_staff(self) -> bool:
        return self.role != CLOCKWORK and may(self.role, "staff", "POST")

    def capacities(self, owner_id: int | None) -> frozenset[str]:
        """As what he acts on something that belongs to this reader."""
        if self.role == CLOCKWORK:
            return frozenset({CLOCKWORK})
        found = {STAFF} if self.is_staff else set()
        if owner_id is not None and owner_id == self.user_id and may(self.role, "reader", "POST"):
            found.add(OWNER)
        return frozenset(found)


CLOCKWORK_ACTOR = Actor(None, CLOCKWORK)


def actor_of(user: Person, request_id: str | None = None) -> Actor:
    return Actor(user.id, user.role, request_id)
