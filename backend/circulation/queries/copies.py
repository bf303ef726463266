"""Copies as lending sees them: lent, set aside, or free."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, func, or_, select

from backend.catalog.models import OK, Copy
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.guards import COMES_BACK
from backend.core.database import db


class CopyPlace(NamedTuple):
    copy_id: int
    book_id: int


def find_place(barcode: str) -> CopyPlace | None:
    """Which copy has this barcode, and of which title: neither ever changes."""
    row = db.session.execute(select(Copy.id, Copy.book_id).where(Copy.barcode == barcode.strip())).first()
    return None if row is None else CopyPlace(*row)


def is_lent() -> ColumnElement[bool]:
    return select(Loan.id).where(Loan.open_copy_id == Copy.id).correlate(Copy).exists()


def is_set_aside() -> ColumnElement[bool]:
    return select(Hold.id).where(Hold.alloc_copy_id == Copy.id).correlate(Copy).exists()


def is_lendable() -> ColumnElement[bool]:
    return (Copy.condition == OK) & ~Copy.reference_only


class Counted(NamedTuple):
    """How many copies of a title may be lent, how many of those are free, and how many are for reading here."""

    total: int
    free: int
    reference: int


# Built once: every scan asks these.
_TITLE: BindParameter[int] = bindparam("book_id")
_FREE = is_lendable() & ~is_lent() & ~is_set_aside()
_COUNTED = select(
    *(func.coalesce(func.sum(case((which, 1), else_=0)), 0) for which in (is_lendable(), _FREE, Copy.reference_only))
).where(Copy.book_id == _TITLE, Copy.condition == OK)
_FREE_COPIES = (
    select(Copy).where(Copy.book_id == _TITLE, _FREE).order_by(Copy.id).execution_options(populate_existing=True)
)


def taken_copies(book_ids: Sequence[int]) -> dict[int, int]:
    """Book id -> how many of its copies that may be lent are lent or set aside. For catalog.service.count_holdings."""
    counted = (
        select(Copy.book_id, func.count())
        .where(Copy.book_id.in_(book_ids), is_lendable(), or_(is_lent(), is_set_aside()))
        .group_by(Copy.book_id)
    )
    return dict(db.session.execute(counted).all())


def count_of(book_id: int) -> Counted:
    """One statement. What is pending in the session is not written for it."""
    with db.session.no_autoflush:
        return Counted(*(int(number) for number in db.session.execute(_COUNTED, {"book_id": book_id}).one()))


def free_copies(book_id: int) -> list[Copy]:
    """The copies of a title that may be lent and are neither lent nor set aside."""
    return list(db.session.scalars(_FREE_COPIES, {"book_id": book_id}))


def copies_coming_back(book_id: int) -> list[Copy]:
    """The copies of a title that can be lent, now or some day."""
    some_day = select(Copy).where(Copy.book_id == book_id, Copy.condition.in_(COMES_BACK), ~Copy.reference_only)
    return list(db.session.scalars(some_day.order_by(Copy.id)))
