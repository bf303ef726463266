"""Who does something in lending: a person in a role, or the library's own clockwork."""

from dataclasses import dataclass

from backend.accounts.models import User
from backend.circulation.rules.lives import CLOCKWORK


@dataclass(frozen=True)
class Actor:
    """Null: nobody but the clockwork."""

    user_id: int | None
    role: str


CLOCKWORK_ACTOR = Actor(None, CLOCKWORK)


def actor_of(user: User) -> Actor:
    return Actor(user.id, user.role)
