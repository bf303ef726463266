"""Waiting: not now, again, and before somebody else."""

from datetime import date

from backend.circulation.models import Hold
from backend.circulation.queries.holds import open_holds
from backend.circulation.rules.lives import QUEUED
from backend.circulation.rules.refusals import HoldNotFound
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import lock_hold
from backend.circulation.service.overruling import say_why
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.errors import Invalid
from backend.core.here import Here
from backend.core.lives import MoveNotAllowed

# Nobody keeps his place for longer without wanting the book.
LONGEST_SUSPENSION_DAYS = 365


class SuspensionRefused(Invalid):
    message = f"A hold can be suspended until a day of the next {LONGEST_SUSPENSION_DAYS} days."


def suspend_hold(hold_id: int, until: date, actor: Actor, here: Here) -> Hold:
    """Keep the place and let others go first until that day, on which it counts again. Raises SuspensionRefused."""
    if not 0 < (until - here.today).days <= LONGEST_SUSPENSION_DAYS:
        raise SuspensionRefused(fields={"until": [{"code": "date_refused", "message": SuspensionRefused.message}]})
    _, hold = lock_hold(hold_id)
    if hold.state != QUEUED:
        # Nothing is written on it before the table of its life was asked.
        raise MoveNotAllowed(reasons=[{"code": "move_not_allowed", "action": "suspend", "state": hold.state}])
    hold.suspended_until = until
    transition(hold, "suspend", actor, here.at, facts={"until": until.isoformat()})
    return hold


def resume_hold(hold_id: int, actor: Actor, here: Here) -> Hold:
    """Count again from now on, at the same place."""
    book, hold = lock_hold(hold_id)
    hold.suspended_until = None
    transition(hold, "resume", actor, here.at)
    allocate_locked(book.id, here)
    count_copies(book)
    return hold


def move_in_queue(hold_id: int, before_id: int | None, reason: str, actor: Actor, here: Here) -> Hold:
    """Put a hold before another of the same queue, or at its end. Raises HoldNotFound, CommentMissing."""
    why = say_why(reason)
    book, hold = lock_hold(hold_id)
    queue = [each for each in open_holds(book.id) if each.state == QUEUED]
    others = [each for each in queue if each.id != hold.id]
    place = len(others)
    if before_id is not None:
        place = next((at for at, each in enumerate(others) if each.id == before_id), -1)
        if place < 0:
            raise HoldNotFound
    transition(hold, "reorder", actor, here.at, reason=why, facts={"before": before_id, "position": place + 1})
    _rank(others, hold, place, here)
    allocate_locked(book.id, here)
    count_copies(book)
    return hold


def _rank(others: list[Hold], hold: Hold, place: int, here: Here) -> None:
    """Give the hold a rank between its new neighbours; all of the queue when there is no room between them."""
    before = others[place - 1] if place else None
    after = others[place] if place < len(others) else None
    if after is not None:
        hold.priority = after.priority
    elif before is not None:
        hold.priority = before.priority
    low = before.rank if before is not None and before.priority == hold.priority else None
    high = after.rank if after is not None else None
    if high is None:
        hold.rank = max(here.at.timestamp(), low or 0.0)
        if low is None or hold.rank > low or before is None or before.id < hold.id:
            return
    elif low is None:
        hold.rank = high - 1
        return
    else:
        hold.rank = (low + high) / 2
        if low < hold.rank < high:
            return
    queue = [*others[:place], hold, *others[place:]]
    first = min(each.rank for each in queue)
    step = min(1.0, max(here.at.timestamp() - first, 1e-3) / (len(queue) + 1))
    for at, each in enumerate(queue):
        each.priority, each.rank = queue[0].priority, first + at * step
