"""Series by the hand of the staff: named, put in order, and two that are one made one. What is done is written down, so
that it can be undone: see series_undo.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from backend.catalog.models import Book, BookSeries, Series
from backend.catalog.queries import BookNotFound, SeriesNotFound, titles_of
from backend.catalog.rules.facts import line
from backend.catalog.service import index_books, lock_books
from backend.core import audit
from backend.core.database import db
from backend.core.editing import EditedMeanwhile, take_revision
from backend.core.errors import Conflict, Invalid
from backend.office.models.series import EDITED, MERGED, SeriesChange
from backend.office.queries.series import volumes_of

SERIES = "series"
Volumes = Mapping[int, float | None]


class SeriesNameMissing(Invalid):
    message = "A series has a name."


class SeriesTheSame(Conflict):
    message = "A series cannot be made one with itself."


def change_series(
    series_id: int,
    name: str,
    original_name: str | None,
    volumes: Volumes,
    seen: int,
    by: int | None,
    at: datetime,
) -> SeriesChange:
    """Its name, and its books with their numbers, all of them; a book that was in another series leaves that one.

    Returns what undoes it. Raises SeriesNotFound, BookNotFound, EditedMeanwhile, SeriesNameMissing.
    """
    name = line(name) or ""
    if not name:
        raise SeriesNameMissing(fields={"name": [{"code": "missing", "message": SeriesNameMissing.message}]})
    known = {book_id for book_id, _ in volumes_of(series_id)}
    there = lock_books(known | volumes.keys())
    if not volumes.keys() <= there:
        raise BookNotFound
    one = lock_series([series_id])[series_id]
    take_revision(one, seen)
    before = told(one)
    if {book_id for book_id, _ in volumes_of(series_id)} != known:
        # A book came in or left while we waited for the others.
        raise EditedMeanwhile
    moved = [book_id for book_id, volume in volumes_of(series_id) if volumes.get(book_id, "left") != volume]
    moved += [book_id for book_id in volumes if book_id not in known]
    was = _snapshot([series_id], moved)
    renamed = (one.name, one.original_name) != (name, line(original_name))
    one.name, one.original_name = name, line(original_name)
    others = _place(series_id, volumes, moved)
    drop_empty(others)
    books_changed([*known, *volumes] if renamed else moved)
    audit.note(audit.CHANGED, SERIES, series_id, one.name, before, told(one))
    return _written(EDITED, series_id, was, moved, by, at)


def merge_series(
    series_id: int, other_id: int, seen: int, other_seen: int, by: int | None, at: datetime
) -> SeriesChange:
    """The books of the other one are this one's; the other one is gone. A number that both have stays with both.

    Returns what undoes it. Raises SeriesNotFound, EditedMeanwhile, SeriesTheSame.
    """
    if series_id == other_id:
        raise SeriesTheSame
    moving = dict(volumes_of(other_id))
    lock_books(moving)
    both = lock_series([series_id, other_id])
    one, other = both[series_id], both[other_id]
    take_revision(one, seen)
    take_revision(other, other_seen)
    before, gone, was = told(one), told(other), _snapshot([series_id], [*moving])
    if dict(volumes_of(other_id)) != moving:
        raise EditedMeanwhile
    db.session.execute(
        update(BookSeries).where(BookSeries.series_id == other_id).values(series_id=series_id),
        execution_options={"synchronize_session": False},
    )
    drop_empty([other_id])
    books_changed([*moving])
    audit.note(audit.CHANGED, SERIES, series_id, one.name, before, told(one))
    audit.note(audit.REMOVED, SERIES, other_id, gone["name"], gone, {"merged_into": series_id})
    return _written(MERGED, series_id, was, [*moving], by, at)


def lock_series(ids: Sequence[int]) -> dict[int, Series]:
    """Locked until the commit, in one order, after their books. Raises SeriesNotFound when one is missing."""
    rows = select(Series).where(Series.id.in_(ids)).order_by(Series.id)
    found = db.session.scalars(rows.with_for_update().execution_options(populate_existing=True))
    by_id = {one.id: one for one in found}
    if len(by_id) != len(set(ids)):
        raise SeriesNotFound
    return by_id


def told(one: Series) -> dict[str, Any]:
    places = volumes_of(one.id)
    titles = titles_of(book_id for book_id, _ in places)
    volumes = [{"book_id": book_id, "title": titles.get(book_id), "volume": volume} for book_id, volume in places]
    return {"name": one.name, "original_name": one.original_name, "volumes": volumes}


def _snapshot(series_ids: Iterable[int], book_ids: Sequence[int]) -> dict[str, Any]:
    """Where these books are, and how these series and theirs are called, as far as they are there."""
    db.session.flush()  # what is read is what is stored
    rows = select(BookSeries.book_id, BookSeries.series_id, BookSeries.volume).where(BookSeries.book_id.in_(book_ids))
    places = {row[0]: (row[1], row[2]) for row in db.session.execute(rows)}
    there = {*series_ids, *(place for place, _ in places.values())}
    names = select(Series.id, Series.name, Series.original_name).where(Series.id.in_(there)).order_by(Series.id)
    return {
        "names": {str(one_id): [name, original] for one_id, name, original in db.session.execute(names)},
        "places": [[book_id, *places.get(book_id, (None, None))] for book_id in dict.fromkeys(book_ids)],
    }


def _written(
    kind: str, series_id: int, was: dict[str, Any], book_ids: Sequence[int], by: int | None, at: datetime
) -> SeriesChange:
    change = SeriesChange(kind=kind, series_id=series_id, done_at=at, done_by=by, before=was)
    change.after = _snapshot([int(one_id) for one_id in was["names"]], book_ids)
    db.session.add(change)
    db.session.flush()  # whoever asked is told its id
    return change


def _place(series_id: int, volumes: Volumes, moved: Sequence[int]) -> list[int]:
    """Returns the other series that lost a book."""
    if not moved:
        return []
    left = select(BookSeries.series_id).where(BookSeries.book_id.in_(moved), BookSeries.series_id != series_id)
    others = list(db.session.scalars(left.distinct().order_by(BookSeries.series_id)))
    db.session.execute(
        delete(BookSeries).where(BookSeries.book_id.in_(moved)), execution_options={"synchronize_session": False}
    )
    rows = [
        {"book_id": book_id, "series_id": series_id, "volume": volumes[book_id]}
        for book_id in moved
        if book_id in volumes
    ]
    if rows:
        db.session.execute(insert(BookSeries), rows)
    return others


def drop_empty(series_ids: Sequence[int]) -> None:
    used = select(BookSeries.series_id)
    db.session.execute(
        delete(Series).where(Series.id.in_(series_ids), Series.id.not_in(used)),
        execution_options={"synchronize_session": False},
    )


def books_changed(book_ids: Sequence[int]) -> None:
    """Whoever is editing one of these is told; readers find them by the new name."""
    ids = sorted(set(book_ids))
    if not ids:
        return
    db.session.flush()  # the index reads what is stored
    counted = update(Book).where(Book.id.in_(ids)).values(revision=Book.revision + 1)
    db.session.execute(counted, execution_options={"synchronize_session": False})
    index_books(ids)
