"""Making, naming, sharing and deleting lists, and putting books on them.

Locks are taken in the order book, reader, list, and the lock is the first read: two changes of one list wait for each
other, and its positions stay 0, 1, 2, ... whatever happens at once.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, select, update
from sqlalchemy.exc import IntegrityError

from backend.accounts.queries import lock_user
from backend.catalog.queries import hold_book
from backend.core.database import db
from backend.core.errors import Conflict, NotFound
from backend.lists.models import ReadingList, ReadingListEntry
from backend.lists.queries import ListFacts, count_lists, facts_of, find_entry, lock_list
from backend.lists.rules import MOST_BOOKS, MOST_LISTS, PRIVATE, SLUG_BYTES, UNDO_WINDOW, name_key, place_within


class ListNameTaken(Conflict):
    message = "You have a list of this name already."


class ListLimitReached(Conflict):
    message = f"A reader has at most {MOST_LISTS} lists."


class ListFull(Conflict):
    message = f"A list has at most {MOST_BOOKS} books."


class BookNotOnList(NotFound):
    message = "This book is not on the list."


@dataclass(frozen=True)
class Placed:
    """Where a book is on a list now, None when it is not, and how many books the list has."""

    list_id: int
    book_id: int
    position: int | None
    note: str
    book_count: int


def create_list(user_id: int, name: str, description: str, book_id: int | None, at: datetime) -> ListFacts:
    """Make a private list, with a first book if one is given. Raises ListNameTaken, ListLimitReached, BookNotFound."""
    if book_id is not None:
        hold_book(book_id)
    lock_user(user_id)
    forget_deleted(at)
    if count_lists(user_id) >= MOST_LISTS:
        raise ListLimitReached
    made = ReadingList(user_id=user_id, name=name, description=description, created_at=at, updated_at=at)
    _name(made, name)
    db.session.add(made)
    _flush_name()  # its entry needs the id, and the name may be taken
    if book_id is not None:
        _insert(made, book_id, 0, "", at)
    return facts_of(made)


def change_list(user_id: int, list_id: int, changes: Mapping[str, str], at: datetime) -> ListFacts:
    """Give a list another name, description or visibility. Raises ListNotFound, ListNameTaken."""
    found = lock_list(user_id, list_id)
    if "name" in changes:
        _name(found, changes["name"])
    found.description = changes.get("description", found.description)
    _show(found, changes.get("visibility", found.visibility))
    found.updated_at = at
    _flush_name()  # the name may be taken
    return facts_of(found)


def delete_list(user_id: int, list_id: int, at: datetime) -> None:
    """Take a list away; restore_list brings it back within an hour. Its link is dead at once. Raises ListNotFound."""
    found = lock_list(user_id, list_id)
    forget_deleted(at)
    found.deleted_at, found.name_key = at, None


def restore_list(user_id: int, list_id: int, at: datetime) -> ListFacts:
    """Bring a deleted list back as it was. Raises ListNotFound, ListNameTaken, ListLimitReached."""
    lock_user(user_id)
    forget_deleted(at)
    found = lock_list(user_id, list_id, deleted=True)
    if count_lists(user_id) >= MOST_LISTS:
        raise ListLimitReached
    found.deleted_at = None
    _name(found, found.name)
    _flush_name()  # the name may be taken since
    return facts_of(found)


def add_book(user_id: int, list_id: int, book_id: int, position: int | None, note: str | None, at: datetime) -> Placed:
    """Put a book on a list, at its end or before the one at `position`; a second time changes nothing.

    Raises BookNotFound, ListNotFound, ListFull.
    """
    hold_book(book_id)
    found = lock_list(user_id, list_id)
    entry = find_entry(list_id, book_id)
    if entry is None:
        if found.book_count >= MOST_BOOKS:
            raise ListFull
        entry = _insert(found, book_id, place_within(position, found.book_count), note or "", at)
    return _placed(found, entry)


def change_entry(
    user_id: int, list_id: int, book_id: int, position: int | None, note: str | None, at: datetime
) -> Placed:
    """Move a book to another place of its list, or change its note. Raises ListNotFound, BookNotOnList."""
    found = lock_list(user_id, list_id)
    entry = find_entry(list_id, book_id)
    if entry is None:
        raise BookNotOnList
    if note is not None:
        entry.note = note
    if position is not None:
        _move(found, entry, place_within(position, found.book_count - 1))
    found.updated_at = at
    return _placed(found, entry)


def remove_book(user_id: int, list_id: int, book_id: int, at: datetime) -> Placed:
    """Take a book from a list, if it is there; those behind it move up. Raises ListNotFound."""
    found = lock_list(user_id, list_id)
    entry = find_entry(list_id, book_id)
    if entry is not None:
        place = entry.position
        db.session.delete(entry)
        db.session.flush()  # its position is about to be another book's
        _renumber(list_id, ReadingListEntry.position > place, ReadingListEntry.position - 1)
        found.book_count, found.updated_at = found.book_count - 1, at
    return Placed(list_id, book_id, None, "", found.book_count)


def _insert(found: ReadingList, book_id: int, place: int, note: str, at: datetime) -> ReadingListEntry:
    _renumber(found.id, ReadingListEntry.position >= place, ReadingListEntry.position + 1)
    entry = ReadingListEntry(list_id=found.id, book_id=book_id, position=place, note=note, added_at=at)
    db.session.add(entry)
    found.book_count, found.updated_at = found.book_count + 1, at
    return entry


def _move(found: ReadingList, entry: ReadingListEntry, to: int) -> None:
    place = entry.position
    low, high, step = (place, to, -1) if place < to else (to, place, +1)
    there = case((ReadingListEntry.book_id == entry.book_id, to), else_=ReadingListEntry.position + step)
    _renumber(found.id, ReadingListEntry.position.between(low, high), there)
    db.session.refresh(entry)


def _renumber(list_id: int, which: ColumnElement[bool], new: Any) -> None:
    """Give entries other positions. Each key is checked row by row: all of them leave before the first arrives."""
    mine = ReadingListEntry.list_id == list_id
    for condition, position in ((which, -1 - new), (ReadingListEntry.position < 0, -1 - ReadingListEntry.position)):
        db.session.execute(
            update(ReadingListEntry)
            .where(mine, condition)
            .values(position=position)
            .execution_options(synchronize_session=False)
        )


def _placed(found: ReadingList, entry: ReadingListEntry) -> Placed:
    return Placed(found.id, entry.book_id, entry.position, entry.note, found.book_count)


def _name(found: ReadingList, name: str) -> None:
    found.name, found.name_key = name, name_key(name)


def _show(found: ReadingList, visibility: str) -> None:
    if visibility == PRIVATE:
        found.share_slug = None
    elif found.share_slug is None:
        found.share_slug = secrets.token_urlsafe(SLUG_BYTES)
    found.visibility = visibility


def _flush_name() -> None:
    try:
        db.session.flush()  # the unique key is asked now
    except IntegrityError as error:
        # Two windows gave the same name at once: the unique key decides.
        raise ListNameTaken from error


def forget_deleted(at: datetime) -> None:
    """Let lists whose time to be had back is over go for good, whoever had them."""
    old = select(ReadingList.id).where(ReadingList.deleted_at < at - UNDO_WINDOW)
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(delete(ReadingListEntry).where(ReadingListEntry.list_id.in_(ids)))
        db.session.execute(delete(ReadingList).where(ReadingList.id.in_(ids)))
