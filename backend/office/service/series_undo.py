"""Taking back what was done to a series: each book that nobody has moved since goes where it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from backend.catalog.models import BookSeries, Series
from backend.catalog.service import lock_books
from backend.core import audit
from backend.core.database import db
from backend.core.errors import Conflict, NotFound
from backend.office.models.series import SeriesChange
from backend.office.queries.series import volumes_of
from backend.office.service.series import SERIES, books_changed, drop_empty, told

# Book -> its series and its number there; no entry: it is in none.
Places = dict[int, tuple[int, float | None]]


class SeriesChangeNotFound(NotFound):
    message = "There is no such change of a series."


class SeriesChangeUndone(Conflict):
    message = "This change has been taken back already."


class SeriesMovedOn(Conflict):
    message = "All of it was changed since: there is nothing to take back."


class Undone(NamedTuple):
    """Books that went back, and those that stayed because somebody moved them since."""

    change: SeriesChange
    back: int
    stayed: int


def undo_series_change(change_id: int, at: datetime) -> Undone:
    """Raises SeriesChangeNotFound, SeriesChangeUndone, SeriesMovedOn."""
    change = db.session.get(SeriesChange, change_id)
    if change is None:
        raise SeriesChangeNotFound
    was, became = _places(change.before), _places(change.after)
    touched = [book_id for book_id, *_ in change.before["places"]]
    there = lock_books(touched)
    known = {int(series_id): names for series_id, names in change.before["names"].items()}
    series = _locked([*known, change.series_id])
    change = db.session.get_one(SeriesChange, change_id, populate_existing=True, with_for_update=True)
    if change.undone_at is not None:
        raise SeriesChangeUndone
    change.undone_at = at
    now = _places_of(touched)
    back = [book_id for book_id in touched if book_id in there and now.get(book_id) == became.get(book_id)]
    one = series.get(change.series_id)
    if not back and (one is None or not _is_renamed(change, one)):
        raise SeriesMovedOn
    tales = {one.id: told(one) for one in series.values()}
    gone = set(known) - {int(series_id) for series_id in change.after["names"]}
    homes = _homes([was[book_id][0] for book_id in back if book_id in was], known, gone, series)
    if one is not None:
        _name_again(change, one)
    _put(back, {book_id: (homes[was[book_id][0]], was[book_id][1]) for book_id in back if book_id in was})
    _tell(tales, homes)
    drop_empty([change.series_id])
    books_changed([*back, *(book_id for book_id, _ in volumes_of(change.series_id))])
    return Undone(change, len(back), len(touched) - len(back))


def _homes(
    wanted: Sequence[int], known: dict[int, list[Any]], gone: set[int], series: dict[int, Series]
) -> dict[int, int]:
    """Series id as it was -> as it is: one that is gone is made again, under its old id where nobody has that now."""
    homes = {}
    for series_id in dict.fromkeys(wanted):
        if series_id in series and series_id not in gone:
            homes[series_id] = series_id
            continue
        name, original_name = known[series_id]
        one = Series(name=name, original_name=original_name)
        if series_id not in series:
            one.id = series_id
        db.session.add(one)
        db.session.flush()  # its books need the id
        homes[series_id] = one.id
    return homes


def _is_renamed(change: SeriesChange, one: Series) -> bool:
    """It has the name that the change gave it, which was another one before."""
    was, became = (names.get(str(one.id)) for names in (change.before["names"], change.after["names"]))
    return bool(was != became and [one.name, one.original_name] == became)


def _name_again(change: SeriesChange, one: Series) -> None:
    """The name that it had, unless somebody has given it another one since."""
    if _is_renamed(change, one):
        one.name, one.original_name = change.before["names"][str(one.id)]
    one.revision += 1


def _put(book_ids: Sequence[int], places: Places) -> None:
    if not book_ids:
        return
    db.session.execute(
        delete(BookSeries).where(BookSeries.book_id.in_(book_ids)), execution_options={"synchronize_session": False}
    )
    rows = [
        {"book_id": book_id, "series_id": series_id, "volume": volume}
        for book_id, (series_id, volume) in places.items()
    ]
    if rows:
        db.session.execute(insert(BookSeries), rows)


def _tell(tales: dict[int, dict[str, Any]], homes: dict[int, int]) -> None:
    db.session.flush()  # the tale reads what is stored
    for series_id in sorted({*tales, *homes.values()}):
        one = db.session.get_one(Series, series_id)
        before, after = tales.get(series_id), told(one)
        if before != after:
            audit.note(audit.CHANGED if before else audit.ADDED, SERIES, series_id, one.name, before or {}, after)


def _locked(series_ids: Sequence[int]) -> dict[int, Series]:
    """Those that are there, locked until the commit."""
    rows = select(Series).where(Series.id.in_(series_ids)).order_by(Series.id)
    found = db.session.scalars(rows.with_for_update().execution_options(populate_existing=True))
    return {one.id: one for one in found}


def _places(told_of: dict[str, Any]) -> Places:
    return {book_id: (series_id, volume) for book_id, series_id, volume in told_of["places"] if series_id is not None}


def _places_of(book_ids: Sequence[int]) -> Places:
    rows = select(BookSeries.book_id, BookSeries.series_id, BookSeries.volume).where(BookSeries.book_id.in_(book_ids))
    return {book_id: (series_id, volume) for book_id, series_id, volume in db.session.execute(rows)}
