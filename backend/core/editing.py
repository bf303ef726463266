"""Two people correct the same thing: the second is told, and nothing is overwritten silently."""

from typing import Protocol

from backend.core.errors import Conflict


class EditedMeanwhile(Conflict):
    message = "Somebody has changed this since you opened it. Look at what it is now, then save again."


class Edited(Protocol):
    revision: int


def take_revision(thing: Edited, seen: int) -> None:
    """Count one more edit. Raises EditedMeanwhile unless the thing, which the caller has locked, is still as the editor
    saw it.
    """
    check_revision(thing, seen)
    thing.revision += 1


def check_revision(thing: Edited, seen: int) -> None:
    """The same where whoever makes the change counts it. Raises EditedMeanwhile."""
    if thing.revision != seen:
        raise EditedMeanwhile(reasons=[{"code": "edited_meanwhile", "seen": seen, "revision": thing.revision}])
