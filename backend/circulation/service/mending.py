"""Repairing what is safe to repair: nothing that was said to a reader or that money hangs on."""

from backend.circulation.queries.invariants import Problem
from backend.circulation.rules.lives import HOLD, SET_ASIDE
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import lock_hold
from backend.circulation.service.transitions import transition
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.here import Here

# A copy that cannot be kept for its reader, and a reader who was forgotten beside a free copy.
REQUEUED, ALLOCATED_NOW = (1, 3), (4,)


def mend(problem: Problem, here: Here) -> bool:
    """Make it right if that is safe; False when a person has to look. The caller commits."""
    if problem.entity != HOLD or problem.invariant not in (*REQUEUED, *ALLOCATED_NOW):
        return False
    book, hold = lock_hold(problem.entity_id)
    if problem.invariant in REQUEUED and hold.state in SET_ASIDE:
        facts = {"copy_id": hold.alloc_copy_id}
        transition(hold, "requeue", CLOCKWORK_ACTOR, here.at, reason="doctor", facts=facts)
    allocate_locked(book.id, here)
    count_copies(book)
    return True
