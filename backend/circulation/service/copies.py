"""The condition of copies: what staff find out about them."""

from backend.catalog.models import Copy
from backend.circulation.queries.holds import open_holds
from backend.circulation.queries.item_types import get_item_type
from backend.circulation.queries.loans import find_open_loan
from backend.circulation.rules.lives import COPY_LIFE, SET_ASIDE, move_of
from backend.circulation.rules.refusals import ActionRefused
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import lock_copy
from backend.circulation.service.overruling import say_why
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.here import Here
from backend.core.lives import MoveNotAllowed

# These follow from a loan: loans.declare_lost and loans.find_copy.
BY_LOAN_ONLY = ("lose", "find")
# This needs the type: reclassify_copy.
RECLASSIFY = "reclassify"
# This needs to know what the shop has sold: the office does it.
REINSTATE = "reinstate"
DESK_ACTIONS = tuple(action for action in COPY_LIFE if action not in (*BY_LOAN_ONLY, RECLASSIFY, REINSTATE))
NEED_REASON = ("damage", "repair", "miss", "withdraw")


def act_on_copy(barcode: str, action: str, reason: str | None, actor: Actor, here: Here) -> Copy:
    """Take one of DESK_ACTIONS. A copy that was set aside goes back: its reader keeps his place for the next one.

    Raises CopyNotFound, MoveNotAllowed, ActionRefused for a copy on loan, CommentMissing.
    """
    if action not in DESK_ACTIONS:
        raise MoveNotAllowed(reasons=[{"code": "move_not_allowed", "action": action}])
    if action in NEED_REASON:
        reason = say_why(reason)
    book, copy = lock_copy(barcode)
    move_of("copy", action, copy.condition)
    if find_open_loan(copy.id) is not None:
        raise ActionRefused(reasons=[{"code": "copy_on_loan"}])
    for hold in open_holds(book.id):
        if hold.alloc_copy_id == copy.id and hold.state in SET_ASIDE:
            transition(hold, "requeue", actor, here.at, reason=reason, facts={"copy_id": copy.id})
    transition(copy, action, actor, here.at, reason=reason)
    allocate_locked(book.id, here)
    count_copies(book)
    return copy


def reclassify_copy(barcode: str, item_type_id: int, actor: Actor, here: Here) -> Copy:
    """Make a copy another type of item: from the next loan on, other rules hold for it; a loan that goes on keeps its
    own. Raises CopyNotFound, ItemTypeNotFound.
    """
    book, copy = lock_copy(barcode)
    kind = get_item_type(item_type_id)
    if copy.item_type_id == kind.id:
        return copy
    facts = {"from": get_item_type(copy.item_type_id).code, "to": kind.code}
    copy.item_type_id = kind.id
    transition(copy, RECLASSIFY, actor, here.at, facts=facts)
    # Somebody who waits may have it now who could not before.
    allocate_locked(book.id, here)
    count_copies(book)
    return copy
