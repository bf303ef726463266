"""Copies as the staff lists them: where they stand, what they are, and what they are doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from backend.catalog.models import Book, Copy
from backend.circulation.queries.copies import is_lent, is_set_aside
from backend.core.database import db
from backend.core.paging import Page

LENT, SET_ASIDE, IDLE = DOINGS = ("lent", "set_aside", "idle")
# Each has an index, and ends in the id.
_SORTED_BY: dict[str, Any] = {"id": Copy.id, "barcode": Copy.barcode, "shelf_mark": Copy.shelf_mark}
_DOING = case((is_lent(), LENT), (is_set_aside(), SET_ASIDE), else_=IDLE)
_COLUMNS = (
    *(Copy.id, Copy.barcode, Copy.book_id, Book.title, Copy.location_id, Copy.item_type_id, Copy.shelf_mark),
    *(Copy.condition, Copy.reference_only, Copy.acquired_on, _DOING),
)


@dataclass(frozen=True)
class CopyWish:
    """Which copies; an unset field does not narrow."""

    q: str = ""
    book: int | None = None
    location: int | None = None
    item_type: int | None = None
    condition: str | None = None
    doing: str | None = None
    unmarked: bool = False


@dataclass(frozen=True)
class CopyLine:
    """A copy in the table of the staff."""

    id: int
    barcode: str
    book_id: int
    title: str
    location_id: int
    item_type_id: int
    shelf_mark: str | None
    condition: str
    reference_only: bool
    acquired_on: date | None
    doing: str


def wish_of(asked: Mapping[str, Any]) -> CopyWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(CopyWish)}
    return CopyWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def copies_page(wish: CopyWish, sort: str, page: int, size: int) -> Page[CopyLine]:
    """Two statements."""
    conditions = _conditions(wish)
    rows = _rows(conditions).order_by(*_order(sort)).limit(size).offset((page - 1) * size)
    counted = select(func.count()).select_from(Copy)
    if wish.q:
        counted = counted.join(Book, Book.id == Copy.book_id)
    total = db.session.scalar(counted.where(*conditions)) or 0
    return Page([CopyLine(*row) for row in db.session.execute(rows)], page, size, total)


def chosen_copies(wish: CopyWish) -> Select[int]:
    """The ids of all of them, by id."""
    return select(Copy.id).join(Book, Book.id == Copy.book_id).where(*_conditions(wish)).order_by(Copy.id)


def sorted_copies(wish: CopyWish, sort: str) -> Select[int]:
    """The same in an order of the table."""
    return select(Copy.id).join(Book, Book.id == Copy.book_id).where(*_conditions(wish)).order_by(*_order(sort))


def copy_lines(ids: Sequence[int]) -> list[CopyLine]:
    """In the order of the ids; those that are not there are left out. One statement."""
    if not ids:
        return []
    found = {row[0]: CopyLine(*row) for row in db.session.execute(_rows([Copy.id.in_(ids)]))}
    return [found[copy_id] for copy_id in ids if copy_id in found]


def last_barcode() -> str | None:
    """Of the copy that was added last."""
    return db.session.scalar(select(Copy.barcode).order_by(Copy.id.desc()).limit(1))


def taken_barcodes(barcodes: Sequence[str]) -> list[str]:
    """Those of these that a copy has."""
    return list(db.session.scalars(select(Copy.barcode).where(Copy.barcode.in_(barcodes)).order_by(Copy.barcode)))


def _order(sort: str) -> tuple[Any, Any]:
    column = _SORTED_BY[sort.removeprefix("-")]
    return (column.desc(), Copy.id.desc()) if sort.startswith("-") else (column, Copy.id)


def _rows(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return select(*_COLUMNS).join(Book, Book.id == Copy.book_id).where(*conditions)


def _conditions(wish: CopyWish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if words := wish.q.strip():
        small = words.casefold()
        meant = (
            Copy.barcode.startswith(words, autoescape=True),
            Copy.shelf_mark.startswith(words, autoescape=True),
            func.lower(Book.title).contains(small, autoescape=True),
        )
        found.append(or_(*meant))
    for column, value in (
        (Copy.book_id, wish.book),
        (Copy.location_id, wish.location),
        (Copy.item_type_id, wish.item_type),
        (Copy.condition, wish.condition),
    ):
        if value is not None:
            found.append(column == value)
    if wish.unmarked:
        found.append(Copy.shelf_mark.is_(None))
    if wish.doing == LENT:
        found.append(is_lent())
    elif wish.doing == SET_ASIDE:
        found.append(is_set_aside())
    elif wish.doing == IDLE:
        found.append(~is_lent() & ~is_set_aside())
    return found
