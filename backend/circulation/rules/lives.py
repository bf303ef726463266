"""The lives of copies, holds and loans: which action leads from which states to which, and who may take it.

What is not in these tables does not happen: service.transitions.transition asks them first.
"""

from backend.core.actors import CLOCKWORK, OWNER, STAFF
from backend.core.lives import Move, find_move

ENTITIES = COPY, HOLD, LOAN = ("copy", "hold", "loan")

HOLD_STATES = ("queued", "allocated", "ready", "fulfilled", "cancelled", "expired", "no_show")
QUEUED, ALLOCATED, READY, FULFILLED, CANCELLED, EXPIRED, NO_SHOW = HOLD_STATES
OPEN_HOLDS = (QUEUED, ALLOCATED, READY)
# A copy is kept for these, outside the queue.
SET_ASIDE = (ALLOCATED, READY)

LOAN_STATES = ("active", "claimed_returned", "lost", "returned", "lost_paid", "voided")
ACTIVE, CLAIMED_RETURNED, LOST, RETURNED, LOST_PAID, VOIDED = LOAN_STATES
OPEN_LOANS = (ACTIVE, CLAIMED_RETURNED, LOST)

CHANNELS = DESK, SELF = ("desk", "self")
FINE_KINDS = ("charge", "payment", "waiver", "refund", "payout")
FINE_CAUSES = ("overdue", "lost", "processing", "damage", "other")

_ANY_CONDITION = ("ok", "damaged", "in_repair", "missing", "lost", "withdrawn", "on_order", "in_process")
# Where a move leads whose row stays as it is.
STAYS = ""

# States are those of catalog.models.copies.CONDITIONS. On loan, set aside and free are worked out, never stored.
COPY_LIFE = {
    "receive": Move(("on_order",), "in_process", (STAFF,)),
    "release": Move(("in_process",), "ok", (STAFF,)),
    "damage": Move(("ok",), "damaged", (STAFF,)),
    "repair": Move(("ok", "damaged"), "in_repair", (STAFF,)),
    "miss": Move(("ok",), "missing", (STAFF,)),
    "withdraw": Move(("ok", "damaged", "in_repair", "missing"), "withdrawn", (STAFF,)),
    "restore": Move(("damaged", "in_repair", "missing"), "ok", (STAFF, CLOCKWORK)),
    # Withdrawn by mistake; the office does this, which knows what was sold since.
    "reinstate": Move(("withdrawn",), "ok", (STAFF,)),
    # Another type of item: other rules hold for it from the next loan on.
    "reclassify": Move(_ANY_CONDITION, STAYS, (STAFF,)),
    # These two by a loan only.
    "lose": Move(("ok", "damaged", "in_repair"), "lost", (STAFF, CLOCKWORK)),
    "find": Move(("lost",), "ok", (STAFF,)),
}

HOLD_LIFE = {
    "place": Move((None,), QUEUED, (OWNER, STAFF)),
    "allocate": Move((QUEUED,), ALLOCATED, (CLOCKWORK,)),
    "put_on_shelf": Move((ALLOCATED,), READY, (STAFF,)),
    "undo_shelf": Move((READY,), ALLOCATED, (STAFF,)),
    "not_found": Move((ALLOCATED,), QUEUED, (STAFF,)),
    # Its copy was taken out of lending, or given to somebody else: back to its old place in the queue.
    "requeue": Move(SET_ASIDE, QUEUED, (STAFF, CLOCKWORK)),
    "checkout": Move(OPEN_HOLDS, FULFILLED, (OWNER, STAFF)),
    "cancel": Move(OPEN_HOLDS, CANCELLED, (OWNER, STAFF, CLOCKWORK)),
    "expire_pickup": Move((READY,), NO_SHOW, (CLOCKWORK,)),
    "extend_pickup": Move((READY,), READY, (OWNER, STAFF)),
    # The library is closed on days that it had to be picked up on.
    "move_pickup": Move((READY,), READY, (STAFF, CLOCKWORK)),
    "expire_request": Move((QUEUED,), EXPIRED, (CLOCKWORK,)),
    "suspend": Move((QUEUED,), QUEUED, (OWNER, STAFF)),
    "resume": Move((QUEUED,), QUEUED, (OWNER, STAFF)),
    "reorder": Move((QUEUED,), QUEUED, (STAFF,)),
}

LOAN_LIFE = {
    "checkout": Move((None,), ACTIVE, (OWNER, STAFF)),
    "renew": Move((ACTIVE,), ACTIVE, (OWNER, STAFF)),
    "checkin": Move((ACTIVE,), RETURNED, (STAFF,)),
    "claim": Move((ACTIVE,), CLAIMED_RETURNED, (OWNER, STAFF)),
    "reject_claim": Move((CLAIMED_RETURNED,), ACTIVE, (STAFF,)),
    "declare_lost": Move((ACTIVE, CLAIMED_RETURNED), LOST, (STAFF, CLOCKWORK)),
    "pay_lost": Move((LOST,), LOST_PAID, (STAFF, CLOCKWORK)),
    "find": Move((CLAIMED_RETURNED, LOST, LOST_PAID), RETURNED, (STAFF,)),
    "change_due": Move((ACTIVE,), ACTIVE, (STAFF, CLOCKWORK)),
    # The reader is asked for his overdue book once more, now.
    "contact": Move((ACTIVE,), ACTIVE, (STAFF,)),
    "void": Move((ACTIVE,), VOIDED, (STAFF,)),
    # The same by the reader, of what he lent himself: nobody else had a hand in it.
    "undo": Move((ACTIVE,), VOIDED, (OWNER,)),
}

LIVES = {COPY: COPY_LIFE, HOLD: HOLD_LIFE, LOAN: LOAN_LIFE}


def move_of(entity: str, action: str, state: str | None) -> Move:
    """The move of this action from this state. Raises MoveNotAllowed when the table does not list it."""
    return find_move(LIVES[entity], action, state)


def open_key(user_id: int, book_id: int) -> str:
    """Who waits for what; unique among the open holds."""
    return f"{user_id}:{book_id}"
