"""Books by the hand of the staff: taken in, corrected, withdrawn and put back; told of with before and after."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from backend.catalog.models import Book, Copy, Sku
from backend.catalog.queries import lock_book
from backend.catalog.queries.facts import book_facts
from backend.catalog.rules.facts import BookFacts, Credit
from backend.catalog.service import add_book, correct_book, hide_book, show_book
from backend.circulation.models import CirculationEvent
from backend.circulation.rules.lives import COPY, COPY_LIFE
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.facts import count_copies
from backend.circulation.service.overruling import say_why
from backend.circulation.service.transitions import transition
from backend.core import audit
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.editing import check_revision
from backend.core.errors import Conflict
from backend.core.here import Here
from backend.office.queries.book_page import BOOK, standing_of
from backend.shop.models import StockEntry
from backend.shop.service.facts import count_stock
from backend.shop.service.locks import lock_skus_of

# How a copy gets back into the condition in which it was withdrawn.
_BACK_INTO = {"damaged": "damage", "in_repair": "repair", "missing": "miss"}
WITH_ITS_BOOK = "with_its_book"


class WithdrawalRefused(Conflict):
    message = "The book cannot be withdrawn while something of it is going on."


class NotWithdrawn(Conflict):
    message = "This book is in the catalogue."


def facts_from(values: Mapping[str, Any]) -> BookFacts:
    """The record as a form sends it."""
    return BookFacts(
        **{
            **values,
            "authors": tuple(Credit(**one) for one in values["authors"]),
            "categories": tuple(values["categories"]),
        }
    )


def take_in(facts: BookFacts, here: Here) -> int:
    """A new book; returns its id. Raises FactsRefused, IsbnTaken."""
    book_id = add_book(facts, here.today)
    audit.note(audit.ADDED, BOOK, book_id, facts.title, {}, told(book_facts([book_id])[book_id]))
    return book_id


def correct(book_id: int, facts: BookFacts, seen: int) -> None:
    """Raises BookNotFound, EditedMeanwhile, FactsRefused, IsbnTaken."""
    check_revision(lock_book(book_id), seen)
    change_facts(book_id, facts)


def change_facts(book_id: int, facts: BookFacts) -> tuple[BookFacts, BookFacts]:
    """The same for a book that is locked; returns its facts before and after."""
    before = book_facts([book_id])[book_id]
    correct_book(book_id, facts)
    after = book_facts([book_id])[book_id]
    audit.note(audit.CHANGED, BOOK, book_id, after.title, told(before), told(after))
    return before, after


def told(facts: BookFacts) -> dict[str, Any]:
    """As the log has it: without what is empty."""
    named = {name: value for name, value in asdict(facts).items() if value not in (None, (), [])}
    if facts.authors:
        named["authors"] = [_credit(one) for one in facts.authors]
    if facts.categories:
        named["categories"] = list(facts.categories)
    return dict.fromkeys(asdict(facts)) | named


def _credit(one: Credit) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if value is not None}


def withdraw(book_id: int, seen: int | None, reason: str | None, actor: Actor, here: Here) -> dict[str, Any]:
    """Nobody finds the book any more; its copies are withdrawn and its offers end. Its past stays.

    seen: the revision that was looked at, where somebody looked. Raises BookNotFound, EditedMeanwhile, CommentMissing,
    and WithdrawalRefused with everything that stands in the way.
    """
    reason = say_why(reason)
    # The shop locks what is for sale before its title.
    skus = lock_skus_of([book_id])
    book = lock_book(book_id)
    if seen is not None:
        check_revision(book, seen)
    if reasons := refusals(book):
        raise WithdrawalRefused(reasons=reasons)
    leaving = COPY_LIFE["withdraw"].before
    copies = list(db.session.scalars(_copies(book_id).where(Copy.condition.in_([one for one in leaving if one]))))
    for copy in copies:
        transition(copy, "withdraw", actor, here.at, reason=reason, facts={WITH_ITS_BOOK: True})
    offers = [sku for sku in skus.values() if sku.on_sale]
    for sku in offers:
        sku.on_sale = False
    hide_book(book, here.today)
    count_copies(book)
    if offers:
        count_stock([book_id], here.today)
    done = {"copies": len(copies), "sku_ids": sorted(sku.id for sku in offers)}
    told_before = {"withdrawn_on": None}
    audit.note(audit.CHANGED, BOOK, book_id, book.title, told_before, {"withdrawn_on": here.today, "reason": reason})
    return done


def restore(book_id: int, sku_ids: list[int], actor: Actor, here: Here) -> None:
    """Put a withdrawn book back, with the copies that left with it, but those sold since; and these of its offers.

    Raises BookNotFound, NotWithdrawn.
    """
    skus = lock_skus_of([book_id])
    book = lock_book(book_id)
    if book.withdrawn_on is None:
        raise NotWithdrawn
    was_on = book.withdrawn_on
    for copy, before in _left_with(book):
        transition(copy, "reinstate", actor, here.at, facts={WITH_ITS_BOOK: True})
        if before in _BACK_INTO:
            transition(copy, _BACK_INTO[before], actor, here.at)
    offers = [skus[sku_id] for sku_id in sku_ids if sku_id in skus]
    for sku in offers:
        sku.on_sale = True
    show_book(book)
    allocate_locked(book_id, here)
    count_copies(book)
    if offers:
        count_stock([book_id], here.today)
    audit.note(audit.CHANGED, BOOK, book_id, book.title, {"withdrawn_on": was_on}, {"withdrawn_on": None})


def refusals(book: Book) -> list[dict[str, Any]]:
    """Everything that keeps it in the catalogue."""
    standing = standing_of(book.id)._asdict()
    found = [{"code": name, "count": number} for name, number in standing.items() if number]
    return [*([{"code": "withdrawn_already"}] if book.withdrawn_on is not None else []), *found]


def _copies(book_id: int) -> Any:
    rows = select(Copy).where(Copy.book_id == book_id).order_by(Copy.id)
    return rows.with_for_update().execution_options(populate_existing=True)


def _left_with(book: Book) -> list[tuple[Copy, str | None]]:
    """The copies that were withdrawn with the book and not sold since, and their conditions before."""
    sold = select(StockEntry.copy_id).where(StockEntry.copy_id.is_not(None))
    copies = db.session.scalars(_copies(book.id).where(Copy.condition == "withdrawn", Copy.id.not_in(sold))).all()
    last = (
        select(CirculationEvent)
        .where(CirculationEvent.entity == COPY, CirculationEvent.entity_id.in_([copy.id for copy in copies]))
        .where(CirculationEvent.action == "withdraw")
        .order_by(CirculationEvent.id)
    )
    events = {event.entity_id: event for event in db.session.scalars(last)} if copies else {}
    return [
        (copy, events[copy.id].before)
        for copy in copies
        if copy.id in events and events[copy.id].facts.get(WITH_ITS_BOOK)
    ]


def offers_of(book_id: int) -> list[int]:
    """Ids of what is on sale of it."""
    return list(db.session.scalars(select(Sku.id).where(Sku.book_id == book_id, Sku.on_sale).order_by(Sku.id)))
