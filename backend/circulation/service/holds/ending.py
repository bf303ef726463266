"""A wish is given up, or its time is over. The copy that was set aside goes to the next."""

from backend.calendar.queries import open_days
from backend.catalog.models import Book, Copy
from backend.circulation.models import Hold
from backend.circulation.queries.holds import outlived, uncollected
from backend.circulation.queries.policies import terms_for
from backend.circulation.rules.lives import QUEUED, READY
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.cards import card_of, suspend_card
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import lock_hold, lock_reader
from backend.circulation.service.overruling import say_why
from backend.circulation.service.transitions import transition
from backend.core.actors import CLOCKWORK_ACTOR, Actor
from backend.core.database import db
from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one


def cancel_hold(hold_id: int, actor: Actor, here: Here, *, reason: str | None = None) -> Hold:
    """Give a wish up, whatever has been done for it; staff say why. Raises CommentMissing."""
    book, hold = lock_hold(hold_id)
    if hold.user_id != actor.user_id:
        reason = say_why(reason)
    copy_id = hold.alloc_copy_id
    transition(hold, "cancel", actor, here.at, reason=reason, facts={"copy_id": copy_id} if copy_id else None)
    _pass_on(book, copy_id, here)
    return hold


def expire_pickups(here: Here, keep: Keep) -> int:
    """Close the holds whose books nobody came for; returns how many. Each is committed by itself."""
    return one_by_one(
        uncollected(here.today), lambda hold_id: _expire_pickup(hold_id, here), keep, "hold nobody came for"
    )


def expire_requests(here: Here, keep: Keep) -> int:
    """Close the holds that nobody needs any more; returns how many. Each is committed by itself."""
    return one_by_one(outlived(here.today), lambda hold_id: _expire_request(hold_id, here), keep, "hold nobody needs")


def _expire_pickup(hold_id: int, here: Here) -> bool:
    book, hold = lock_hold(hold_id)
    # Another runner may have been faster, and a closure that was added later makes the last day a later one.
    until, copy_id, user_id = hold.pickup_until, hold.alloc_copy_id, hold.user_id
    if hold.state != READY or until is None or copy_id is None or user_id is None:
        return False
    if open_days().next_open(until) >= here.today:
        return False
    copy = db.session.get_one(Copy, copy_id)
    lock_reader(user_id)
    transition(hold, "expire_pickup", CLOCKWORK_ACTOR, here.at, facts={"copy_id": copy_id})
    card = card_of(user_id, here.at)
    card.no_shows += 1
    days = terms_for(card.group_id, copy.item_type_id, copy.location_id).noshow_block_days
    if days:
        suspend_card(user_id, days, here.today, here.at)
    _pass_on(book, copy_id, here)
    return True


def _expire_request(hold_id: int, here: Here) -> bool:
    _, hold = lock_hold(hold_id)
    if hold.state != QUEUED or hold.not_needed_after >= here.today:
        return False
    transition(hold, "expire_request", CLOCKWORK_ACTOR, here.at)
    return True


def _pass_on(book: Book, copy_id: int | None, here: Here) -> None:
    if copy_id is not None:
        allocate_locked(book.id, here)
        count_copies(book)
