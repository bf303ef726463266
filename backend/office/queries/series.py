"""Series as the staff lists them, and one with the order of its volumes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from backend.catalog.models import BookSeries, Series
from backend.catalog.queries import BookCard, SeriesNotFound, cards_of
from backend.core.database import db
from backend.core.paging import Page
from backend.office.models.series import SeriesChange

CHANGES_SHOWN = 20
# Each has an index, and ends in the id.
_SORTED_BY: dict[str, Any] = {"name": Series.name, "id": Series.id}
_VOLUMES = select(func.count()).where(BookSeries.series_id == Series.id).correlate(Series).scalar_subquery()


@dataclass(frozen=True)
class SeriesLine:
    id: int
    name: str
    original_name: str | None
    volumes: int
    revision: int


@dataclass(frozen=True)
class Volume:
    """A book of a series; without a number where the order does not matter."""

    book: BookCard
    volume: float | None


@dataclass(frozen=True)
class WholeSeries(SeriesLine):
    items: list[Volume]


@dataclass(frozen=True)
class ChangeLine:
    """What was done to a series: how many books it moved, and which other series they came from."""

    id: int
    kind: str
    series_id: int
    name: str
    others: list[str]
    books: int
    done_at: datetime
    undone_at: datetime | None


def latest_changes(series_id: int | None) -> list[ChangeLine]:
    """Of one series, or of all; the latest first."""
    rows = select(SeriesChange).order_by(SeriesChange.id.desc()).limit(CHANGES_SHOWN)
    if series_id is not None:
        rows = rows.where(SeriesChange.series_id == series_id)
    return [_change_line(change) for change in db.session.scalars(rows)]


def _change_line(change: SeriesChange) -> ChangeLine:
    key = str(change.series_id)
    return ChangeLine(
        id=change.id,
        kind=change.kind,
        series_id=change.series_id,
        name=change.after["names"].get(key, change.before["names"][key])[0],
        others=[names[0] for series_id, names in change.before["names"].items() if series_id != key],
        books=len(change.before["places"]),
        done_at=change.done_at,
        undone_at=change.undone_at,
    )


def series_page(words: str, sort: str, page: int, size: int) -> Page[SeriesLine]:
    """Two statements."""
    conditions = _conditions(words)
    rows = _lines().where(*conditions).order_by(*_order(sort)).limit(size).offset((page - 1) * size)
    total = db.session.scalar(select(func.count()).select_from(Series).where(*conditions)) or 0
    return Page([SeriesLine(*row) for row in db.session.execute(rows)], page, size, total)


def sorted_series(words: str, sort: str) -> Select[int]:
    """The ids of all of them, in an order of the table."""
    return select(Series.id).where(*_conditions(words)).order_by(*_order(sort))


def series_lines(ids: Sequence[int]) -> list[SeriesLine]:
    """In the order of the ids. One statement."""
    found = {row[0]: SeriesLine(*row) for row in db.session.execute(_lines().where(Series.id.in_(ids)))}
    return [found[series_id] for series_id in ids if series_id in found]


def whole_series(series_id: int) -> WholeSeries:
    """Raises SeriesNotFound."""
    row = db.session.execute(_lines().where(Series.id == series_id)).first()
    if row is None:
        raise SeriesNotFound
    places = volumes_of(series_id)
    cards = cards_of([book_id for book_id, _ in places])
    numbers = dict(places)
    items = [Volume(card, numbers[card.id]) for card in cards]
    return WholeSeries(**vars(SeriesLine(*row)), items=items)


def volumes_of(series_id: int) -> list[tuple[int, float | None]]:
    """(book, number) in their order; those without a number come last."""
    rows = (
        select(BookSeries.book_id, BookSeries.volume)
        .where(BookSeries.series_id == series_id)
        .order_by(BookSeries.volume.is_(None), BookSeries.volume, BookSeries.book_id)
    )
    return [(book_id, volume) for book_id, volume in db.session.execute(rows)]


def _order(sort: str) -> tuple[Any, Any]:
    column = _SORTED_BY[sort.removeprefix("-")]
    return (column.desc(), Series.id.desc()) if sort.startswith("-") else (column, Series.id)


def _lines() -> Any:
    return select(Series.id, Series.name, Series.original_name, _VOLUMES, Series.revision)


def _conditions(words: str) -> list[ColumnElement[bool]]:
    small = words.strip().casefold()
    if not small:
        return []
    return [
        func.lower(Series.name).contains(small, autoescape=True)
        | func.lower(Series.original_name).contains(small, autoescape=True)
    ]
