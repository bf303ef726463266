"""What becomes of names and places on books when two people turn out to be one."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """Where a person is named on a book, and as what."""

    position: int
    role: str


def better_place(one: Place, other: Place) -> Place:
    """A book names a person once: where he is named first, in the role that he has there."""
    return min(one, other, key=lambda place: place.position)


def names_gained(known: Collection[str | None], others: Iterable[Sequence[str | None]]) -> list[list[str]]:
    """For each of the others, those of his names that the one who stays has not yet: his aliases from now on."""
    taken = set(known)
    gained = []
    for names in others:
        new = [name for name in dict.fromkeys(names) if name and name not in taken]
        taken.update(new)
        gained.append(new)
    return gained
