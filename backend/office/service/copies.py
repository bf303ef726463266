"""Copies by the hand of the staff: added with running barcodes, put right, retired and put back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.catalog.models import Book, Copy, Location
from backend.catalog.queries import lock_book
from backend.circulation.models import Hold
from backend.circulation.queries.item_types import get_item_type
from backend.circulation.rules.refusals import CopyNotFound
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.copies import act_on_copy
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import read_copy
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Conflict, Invalid, NotFound
from backend.core.here import Here
from backend.office.queries.copies import last_barcode, taken_barcodes
from backend.office.rules.barcodes import running
from backend.shop.models import StockEntry

MOST_AT_ONCE = 200
# Condition wanted -> the actions that may lead to it, by the condition it has.
_ACTIONS = {
    "ok": {
        **dict.fromkeys(("damaged", "in_repair", "missing"), "restore"),
        "in_process": "release",
        "withdrawn": "reinstate",
    },
    "damaged": {"ok": "damage"},
    "in_repair": {"ok": "repair", "damaged": "repair"},
    "missing": {"ok": "miss"},
    "withdrawn": dict.fromkeys(("ok", "damaged", "in_repair", "missing"), "withdraw"),
    "in_process": {"on_order": "receive"},
}


class BarcodesTaken(Conflict):
    message = "Other copies have these barcodes."


class BarcodeInvalid(Invalid):
    message = "A barcode has at most 32 plain characters; several run on from a number at its end."


class LocationNotFound(NotFound):
    message = "There is no such location."


class BookWithdrawn(Conflict):
    message = "This book was withdrawn. Put it back first."


class CopySetAside(Conflict):
    message = "This copy is set aside for a reader."


class CopySold(Conflict):
    message = "This copy was given to the shop to be sold."


@dataclass(frozen=True)
class NewCopies:
    """Copies to be added, alike but for their barcodes."""

    number: int
    first_barcode: str
    location_id: int
    item_type_id: int
    shelf_mark: str | None
    reference_only: bool
    acquired_on: date | None
    condition: str


def next_barcode() -> str:
    """One that may follow the copy that was added last, and is free; a house without copies begins with SW0000001."""
    last = last_barcode()
    run = running(last, MOST_AT_ONCE) if last else None
    if run is None:
        return "SW0000001"
    taken = set(taken_barcodes(run))
    return next((one for one in run if one not in taken), "")


def add_copies(book_id: int, new: NewCopies, here: Here) -> list[int]:
    """Returns their ids. Who waits for the book gets them. Raises BookNotFound, BookWithdrawn, BarcodeInvalid,
    BarcodesTaken, LocationNotFound, ItemTypeNotFound.
    """
    book = lock_book(book_id)
    if book.withdrawn_on is not None:
        raise BookWithdrawn
    barcodes = running(new.first_barcode, new.number)
    if barcodes is None:
        raise BarcodeInvalid(fields={"first_barcode": [{"code": "barcode_invalid", "message": BarcodeInvalid.message}]})
    if taken := taken_barcodes(barcodes):
        raise BarcodesTaken(reasons=[{"code": "barcode_taken", "barcode": barcode} for barcode in taken])
    _place(new.location_id)
    get_item_type(new.item_type_id)
    names = ("location_id", "item_type_id", "shelf_mark", "reference_only", "acquired_on", "condition")
    alike = {name: getattr(new, name) for name in names}
    copies = [Copy(book_id=book.id, barcode=barcode, **alike) for barcode in barcodes]
    db.session.add_all(copies)
    db.session.flush()  # their ids are answered, and whoever waits gets one
    allocate_locked(book.id, here)
    count_copies(book)
    return [copy.id for copy in copies]


def change_copy(copy_id: int, changes: Mapping[str, Any], actor: Actor, here: Here) -> Copy:
    """What is left out stays. Raises CopyNotFound, LocationNotFound, ItemTypeNotFound, CopySetAside, BarcodesTaken,
    BarcodeInvalid, MoveNotAllowed, ActionRefused, CommentMissing.
    """
    book, copy = lock_copy_by_id(copy_id)
    changes = {name: value for name, value in changes.items() if name != "reason" and getattr(copy, name) != value}
    # One line in the log: nothing is written before all of it is set.
    with db.session.no_autoflush:
        barcode = changes.pop("barcode", None)
        if barcode is not None:
            _relabel(copy, barcode)
        if "location_id" in changes:
            _place(changes["location_id"])
            copy.location_id = changes["location_id"]
        for name in ("shelf_mark", "acquired_on"):
            if name in changes:
                setattr(copy, name, changes[name])
        if "reference_only" in changes:
            if changes["reference_only"] and _is_set_aside(copy):
                raise CopySetAside
            copy.reference_only = changes["reference_only"]
        if "item_type_id" in changes:
            kinds = get_item_type(copy.item_type_id).code, get_item_type(changes["item_type_id"]).code
            copy.item_type_id = changes["item_type_id"]
            transition(copy, "reclassify", actor, here.at, facts=dict(zip(("from", "to"), kinds, strict=True)))
    db.session.flush()  # who may have it is asked of what is stored
    # Somebody who waits may have it now who could not before.
    allocate_locked(book.id, here)
    count_copies(book)
    return copy


def turn_copy(copy_id: int, condition: str, reason: str | None, actor: Actor, here: Here) -> Copy:
    """Bring a copy into this condition by the action that leads there. Raises CopyNotFound, MoveNotAllowed,
    ActionRefused, CommentMissing, BookWithdrawn, CopySold.
    """
    book, copy = lock_copy_by_id(copy_id)
    if copy.condition == condition:
        return copy
    action = _ACTIONS.get(condition, {}).get(copy.condition, condition)
    if action != "reinstate":
        return act_on_copy(copy.barcode, action, reason, actor, here)
    if book.withdrawn_on is not None:
        raise BookWithdrawn
    if db.session.scalar(select(StockEntry.id).where(StockEntry.copy_id == copy.id)) is not None:
        raise CopySold
    transition(copy, action, actor, here.at, reason=reason)
    allocate_locked(book.id, here)
    count_copies(book)
    return copy


def can_turn(now: str, condition: str) -> bool:
    """Whether an action leads from one condition to the other."""
    return now == condition or now in _ACTIONS.get(condition, {})


def lock_copy_by_id(copy_id: int) -> tuple[Book, Copy]:
    """A copy and its title, both locked. Raises CopyNotFound."""
    book_id = db.session.scalar(select(Copy.book_id).where(Copy.id == copy_id))
    if book_id is None:
        raise CopyNotFound
    book = lock_book(book_id)
    return book, read_copy(copy_id)


def _relabel(copy: Copy, barcode: str) -> None:
    if running(barcode, 1) is None:
        raise BarcodeInvalid(fields={"barcode": [{"code": "barcode_invalid", "message": BarcodeInvalid.message}]})
    if taken_barcodes([barcode]):
        raise BarcodesTaken(reasons=[{"code": "barcode_taken", "barcode": barcode}])
    copy.barcode = barcode


def _place(location_id: int) -> None:
    if db.session.get(Location, location_id) is None:
        raise LocationNotFound


def _is_set_aside(copy: Copy) -> bool:
    return db.session.scalar(select(Hold.id).where(Hold.alloc_copy_id == copy.id)) is not None
