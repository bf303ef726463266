"""Copies that came free go to those who wait, the first who may have one."""

import logging
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from backend.catalog.models import Copy
from backend.catalog.queries import lock_book
from backend.circulation.models import Hold
from backend.circulation.queries.copies import copies_coming_back, free_copies
from backend.circulation.queries.holds import open_holds
from backend.circulation.queries.matching import Matching
from backend.circulation.rules.lives import QUEUED
from backend.circulation.service.facts import count_copies
from backend.circulation.service.transitions import transition
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.database import db
from backend.core.here import Here

log = logging.getLogger("shelfwise")


@dataclass(frozen=True)
class Skipped:
    """Somebody who was passed over, and why; he keeps his place."""

    hold_id: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Allocation:
    """What the allocator did with a title: who has a copy set aside now, and who was passed over."""

    assigned: tuple[Hold, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def allocate(book_id: int, here: Here) -> Allocation:
    """Set free copies of a title aside for those who wait; the title is locked. Raises BookNotFound."""
    book = lock_book(book_id)
    done = allocate_locked(book_id, here)
    if done.assigned:
        count_copies(book)
    return done


def allocate_locked(book_id: int, here: Here) -> Allocation:
    """The same for a title that is locked; the caller counts its copies afterwards."""
    queue = [hold for hold in open_holds(book_id) if hold.state == QUEUED]
    if not queue:
        return Allocation()
    copies = free_copies(book_id)
    if not copies:
        return Allocation()
    matching = Matching(queue, here)
    assigned: list[Hold] = []
    skipped: dict[int, tuple[str, ...]] = {}
    for copy in copies:
        for hold in queue:
            if hold.state != QUEUED:
                continue
            reasons = matching.reasons(hold, copy)
            if not reasons and _assign(hold, copy, here):
                assigned.append(hold)
                break
            skipped[hold.id] = tuple(reasons or ["refused_by_database"])
    left = tuple(Skipped(hold.id, skipped[hold.id]) for hold in queue if hold.state == QUEUED and hold.id in skipped)
    for one in left:
        log.info("hold %s passed over: %s", one.hold_id, ", ".join(one.reasons))
    return Allocation(tuple(assigned), left)


def _assign(hold: Hold, copy: Copy, here: Here) -> bool:
    """In a savepoint: one row that the database refuses does not keep the others from their copies."""
    try:
        with db.session.begin_nested():
            hold.alloc_copy_id, hold.allocated_at = copy.id, here.at
            transition(hold, "allocate", CLOCKWORK_ACTOR, here.at, facts={"copy_id": copy.id})
    except IntegrityError:
        log.warning("hold %s: copy %s was refused by the database", hold.id, copy.id)
        return False
    return True


def waiting_beyond_free(book_id: int, here: Here, own_user_id: int) -> int:
    """How many wait for a title and may have a copy, beyond what free copies can serve. The title is locked."""
    queue = [hold for hold in open_holds(book_id) if hold.state == QUEUED and hold.user_id != own_user_id]
    if not queue:
        return 0
    copies = copies_coming_back(book_id)
    matching = Matching(queue, here)
    eligible = sum(any(not matching.reasons(hold, copy) for copy in copies) for hold in queue)
    return max(eligible - len(free_copies(book_id)), 0)
