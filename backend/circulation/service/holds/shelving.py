"""A copy that was set aside is fetched and lies ready."""

from datetime import date, timedelta

from backend.calendar.queries import open_days
from backend.catalog.models import Copy
from backend.circulation.models import Hold
from backend.circulation.queries.cards import card_as_seen
from backend.circulation.queries.copies import find_place, free_copies
from backend.circulation.queries.holds import open_holds
from backend.circulation.queries.policies import terms_for
from backend.circulation.rules.lives import QUEUED, READY, move_of
from backend.circulation.rules.refusals import ActionRefused, CopyNotFound
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import lock_hold, read_copy
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.here import Here
from backend.core.lives import MoveNotAllowed

# So long staff can take back that a copy lies ready.
UNDO_WINDOW = timedelta(minutes=15)


def put_on_shelf(hold_id: int, barcode: str, actor: Actor, here: Here) -> Hold:
    """The copy that was scanned lies ready for its reader: the one set aside for him, or another free one of the title,
    which then takes its place. Raises CopyNotFound, ActionRefused.
    """
    place = find_place(barcode)
    book, hold = lock_hold(hold_id)
    if place is None:
        raise CopyNotFound
    if hold.state == READY and hold.alloc_copy_id == place.copy_id:
        return hold  # scanned twice
    move_of("hold", "put_on_shelf", hold.state)
    copy = read_copy(place.copy_id)
    before = hold.alloc_copy_id
    if copy.id != before:
        if copy.id not in {free.id for free in free_copies(book.id)}:
            raise ActionRefused(reasons=[{"code": "copy_not_for_this_hold"}])
        hold.alloc_copy_id = copy.id
    make_ready(hold, copy, actor, here, swapped_from=before if copy.id != before else None)
    if copy.id != before:
        allocate_locked(book.id, here)
    count_copies(book)
    return hold


def make_ready(hold: Hold, copy: Copy, actor: Actor, here: Here, *, swapped_from: int | None = None) -> None:
    """The hold's own copy is at the desk. The title is locked."""
    hold.pickup_until, hold.ready_at = pickup_until(hold, copy, here), here.at
    facts = {"copy_id": copy.id, "until": hold.pickup_until.isoformat()}
    if swapped_from is not None:
        facts["instead_of"] = swapped_from
    transition(hold, "put_on_shelf", actor, here.at, facts=facts)


def pickup_until(hold: Hold, copy: Copy, here: Here) -> date:
    """The last day on which it lies ready: so many days on which the library is open."""
    group_id = card_as_seen(hold.user_id or 0, here.at).group_id
    terms = terms_for(group_id, copy.item_type_id, copy.location_id)
    return open_days().plus_open_days(here.today, terms.pickup_open_days)


def undo_shelf(hold_id: int, actor: Actor, here: Here) -> Hold:
    """It does not lie ready after all; for a quarter of an hour. Raises ActionRefused."""
    _, hold = lock_hold(hold_id)
    if hold.state == READY and hold.ready_at is not None and here.at - hold.ready_at > UNDO_WINDOW:
        raise ActionRefused(reasons=[{"code": "too_late_to_undo"}])
    transition(hold, "undo_shelf", actor, here.at)
    return hold


def not_found(hold_id: int, actor: Actor, here: Here) -> Hold:
    """The copy is not where it should be: it is missing, and the reader keeps his place for the next one."""
    book, hold = lock_hold(hold_id)
    copy_id = hold.alloc_copy_id
    transition(hold, "not_found", actor, here.at, facts={"copy_id": copy_id})
    if copy_id is not None:
        copy = read_copy(copy_id)
        if copy.condition == "ok":
            transition(copy, "miss", actor, here.at, reason="not_found", facts={"hold_id": hold.id})
    allocate_locked(book.id, here)
    count_copies(book)
    return hold


def extend_pickup(hold_id: int, actor: Actor, here: Here) -> Hold:
    """Let it lie ready for as long again. A reader may do so once, while nobody waits. Raises ActionRefused."""
    book, hold = lock_hold(hold_id)
    copy_id, before = hold.alloc_copy_id, hold.pickup_until
    if copy_id is None or before is None:
        raise MoveNotAllowed(reasons=[{"code": "move_not_allowed", "action": "extend_pickup", "state": hold.state}])
    if not actor.is_staff:
        reasons = [{"code": "extended_already"}] if hold.extensions else []
        if any(other.state == QUEUED for other in open_holds(book.id)):
            reasons.append({"code": "others_wait"})
        if reasons:
            raise ActionRefused(reasons=reasons)
    until = pickup_until(hold, read_copy(copy_id), here)
    if until <= before:
        raise ActionRefused(reasons=[{"code": "date_would_not_change"}])
    hold.pickup_until, hold.extensions = until, hold.extensions + 1
    transition(hold, "extend_pickup", actor, here.at, facts={"until": until.isoformat()})
    return hold
