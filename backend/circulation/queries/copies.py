"""Copies as lending sees them: lent, set aside, or free."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from backend.catalog.models import OK, Copy
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.guards import COMES_BACK
from backend.core.database import db

_ANEW = {"populate_existing": True}


class CopyPlace(NamedTuple):
    copy_id: int
    book_id: int


def find_place(barcode: str) -> CopyPlace | None:
    """Which copy has this barcode, and of which title: neither ever changes."""
    row = db.session.execute(select(Copy.id, Copy.book_id).where(Copy.barcode == barcode.strip())).first()
    return None if row is None else CopyPlace(*row)


def is_lent() -> ColumnElement[bool]:
    return select(Loan.id).where(Loan.open_copy_id == Copy.id).exists()


def is_set_aside() -> ColumnElement[bool]:
    return select(Hold.id).where(Hold.alloc_copy_id == Copy.id).exists()


def is_lendable() -> ColumnElement[bool]:
    return (Copy.condition == OK) & ~Copy.reference_only


def taken_copies(book_ids: Sequence[int]) -> dict[int, int]:
    """Book id -> how many of its copies that may be lent are lent or set aside. For catalog.service.count_holdings."""
    counted = (
        select(Copy.book_id, func.count())
        .where(Copy.book_id.in_(book_ids), is_lendable(), or_(is_lent(), is_set_aside()))
        .group_by(Copy.book_id)
    )
    return dict(db.session.execute(counted).all())


def free_copies(book_id: int) -> list[Copy]:
    """The copies of a title that may be lent and are neither lent nor set aside."""
    free = select(Copy).where(Copy.book_id == book_id, is_lendable(), ~is_lent(), ~is_set_aside())
    return list(db.session.scalars(free.order_by(Copy.id).execution_options(**_ANEW)))


def copies_coming_back(book_id: int) -> list[Copy]:
    """The copies of a title that can be lent, now or some day."""
    some_day = select(Copy).where(Copy.book_id == book_id, Copy.condition.in_(COMES_BACK), ~Copy.reference_only)
    return list(db.session.scalars(some_day.order_by(Copy.id)))
