"""Books onto a reader's own lists, many at once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from backend.core.database import db
from backend.lists.models import ReadingList, ReadingListEntry
from backend.lists.rules import MOST_BOOKS, MOST_LISTS, name_key
from backend.portability.queries.facets import facet_values
from backend.portability.rules.items import LISTS

Values = Mapping[int, Mapping[str, Any] | None]


def put_on_lists(user_id: int, values: Values, now: datetime) -> None:
    """Make the lists on which these books stand those that are named, and no others. Lists that are not there are made,
    private; where a list is full, or there are as many as a reader may have, the book stays off it."""
    here = facet_values(LISTS, user_id, list(values))
    added: defaultdict[str, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    gone: defaultdict[str, list[int]] = defaultdict(list)
    names: dict[str, str] = {}
    for book_id, value in values.items():
        wanted = {name_key(name): (name, entry) for name, entry in (value or {}).items()}
        names.update({key: name for key, (name, _) in wanted.items()})
        there = {name_key(name) for name in here.get(book_id, {})}
        for key in wanted.keys() - there:
            added[key][book_id] = wanted[key][1]
        for key in there - wanted.keys():
            gone[key].append(book_id)
    lists = _lists(user_id, {*added, *gone})
    for key in sorted(gone):
        _take_off(lists[key], gone[key], now)
    for key in sorted(added):
        found = lists.get(key) or _make(user_id, names[key], now)
        if found is not None:
            _append(found, added[key], now)


def arrange(user_id: int, wanted: Mapping[str, list[int]]) -> None:
    """Put the books of these lists in this order; books that are not named stay behind them, in theirs."""
    lists = _lists(user_id, {name_key(name) for name in wanted})
    for name, books in wanted.items():
        found = lists.get(name_key(name))
        if found is not None:
            there = _entries(found.id)
            place = {book_id: position for position, book_id in enumerate(books)}
            _number(found.id, sorted(there, key=lambda book_id: place.get(book_id, len(place))))


def _lists(user_id: int, keys: set[str]) -> dict[str, ReadingList]:
    wanted = select(ReadingList).where(ReadingList.user_id == user_id, ReadingList.name_key.in_(sorted(keys)))
    found = db.session.scalars(wanted.order_by(ReadingList.id).with_for_update()).all()
    return {one.name_key: one for one in found if one.name_key}


def _make(user_id: int, name: str, now: datetime) -> ReadingList | None:
    mine = select(ReadingList.id).where(ReadingList.user_id == user_id, ReadingList.deleted_at.is_(None))
    if len(db.session.scalars(mine).all()) >= MOST_LISTS:
        return None
    made = ReadingList(
        user_id=user_id, name=name, name_key=name_key(name), book_count=0, created_at=now, updated_at=now
    )
    db.session.add(made)
    db.session.flush()  # its entries need the id
    return made


def _append(found: ReadingList, books: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    first = found.book_count
    rows = [
        {
            "list_id": found.id,
            "book_id": book_id,
            "position": position,
            "note": entry.get("note", ""),
            "added_at": datetime.fromisoformat(at.replace("Z", "+00:00")) if (at := entry.get("at")) else now,
        }
        for position, (book_id, entry) in enumerate(books.items(), start=first)
        if position < MOST_BOOKS
    ]
    if rows:
        db.session.execute(insert(ReadingListEntry), rows)
        found.book_count, found.updated_at = first + len(rows), now


def _take_off(found: ReadingList, books: list[int], now: datetime) -> None:
    entry = ReadingListEntry
    mine = (entry.list_id == found.id, entry.book_id.in_(books))
    places = sorted(db.session.scalars(select(entry.position).where(*mine)))
    db.session.execute(delete(entry).where(*mine).execution_options(synchronize_session=False))
    _close_gaps(found.id, places)
    found.book_count, found.updated_at = found.book_count - len(places), now


def _close_gaps(list_id: int, places: list[int]) -> None:
    """Move the books behind these places up: those between two gaps as far as there are gaps before them."""
    entry = ReadingListEntry
    for number, place in enumerate(places, start=1):
        end = places[number] if number < len(places) else None
        if end == place + 1:
            continue
        between = (entry.position > place, *([entry.position < end] if end is not None else []))
        # From the front: what moves up moves into what is free. Each key is checked row by row: all leave first.
        for which, position in (
            (between, -1 - (entry.position - number)),
            ((entry.position < 0,), -1 - entry.position),
        ):
            db.session.execute(
                update(entry)
                .where(entry.list_id == list_id, *which)
                .values(position=position)
                .execution_options(synchronize_session=False)
            )


def _entries(list_id: int) -> list[int]:
    mine = select(ReadingListEntry.book_id).where(ReadingListEntry.list_id == list_id)
    return list(db.session.scalars(mine.order_by(ReadingListEntry.position)))


def _number(list_id: int, books: list[int]) -> None:
    """Give the books the positions 0, 1, 2, ... Each key is checked row by row: all leave before the first arrives."""
    mine = ReadingListEntry.list_id == list_id
    db.session.execute(
        update(ReadingListEntry)
        .where(mine)
        .values(position=-1 - ReadingListEntry.position)
        .execution_options(synchronize_session=False)
    )
    rows = [{"list_id": list_id, "book_id": book_id, "position": place} for place, book_id in enumerate(books)]
    if rows:
        db.session.execute(update(ReadingListEntry), rows)
