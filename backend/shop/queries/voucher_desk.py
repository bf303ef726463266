"""Vouchers as the staff see them, and the orders that took one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.shop.models import Order, Voucher, VoucherUse
from backend.shop.queries.discounts import CategoryName, categories_named

_COLUMNS = (
    *("id", "code", "name_zh", "name_en", "kind", "value", "minimum_cents", "starts_on", "ends_on"),
    *("once_per_reader", "most_uses", "uses", "active", "changed_at"),
)
_SORTED_BY: dict[str, Any] = {
    "ends": Voucher.ends_on,
    "starts": Voucher.starts_on,
    "code": Voucher.code,
    "uses": Voucher.uses,
}
# Good today; begins later; over, used up or switched off.
GOOD, COMING, OVER = STANDINGS = ("good", "coming", "over")


class VoucherNotFound(NotFound):
    message = "There is no such voucher."


@dataclass(frozen=True)
class VoucherLine:
    """A voucher with how often it was taken, and what it has cost so far."""

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: str
    value: int
    category: CategoryName | None
    minimum_cents: int
    starts_on: date
    ends_on: date
    once_per_reader: bool
    most_uses: int | None
    uses: int
    active: bool
    standing: str
    given_cents: int
    changed_at: datetime


@dataclass(frozen=True)
class UseLine:
    order_id: int
    number: str
    state: str
    voucher_cents: int
    total_cents: int
    used_at: datetime
    # The order was given up: it does not count.
    freed_at: datetime | None


def find_vouchers(standing: str | None, q: str, sort: str, page: int, size: int, today: date) -> Page[VoucherLine]:
    """By how they stand and what their code begins with, in this order."""
    total = db.session.scalar(select(func.count(Voucher.id)).where(*_fits(standing, q, today))) or 0
    ids = db.session.scalars(chosen_vouchers(standing, q, sort, today).limit(size).offset((page - 1) * size)).all()
    return Page(lines_of(ids, today), page, size, total)


def get_voucher(voucher_id: int) -> Voucher:
    """Raises VoucherNotFound."""
    voucher = db.session.get(Voucher, voucher_id)
    if voucher is None:
        raise VoucherNotFound
    return voucher


def voucher_lines(vouchers: Sequence[Voucher], today: date) -> list[VoucherLine]:
    """Two statements, however many."""
    categories = categories_named(one.category_id for one in vouchers if one.category_id is not None)
    given = _given([one.id for one in vouchers])
    return [
        VoucherLine(
            **{name: getattr(one, name) for name in _COLUMNS},
            category=categories.get(one.category_id or 0),
            standing=_standing(one, today),
            given_cents=given.get(one.id, 0),
        )
        for one in vouchers
    ]


def uses_of(voucher_id: int, page: int, size: int) -> Page[UseLine]:
    """The orders that took it, the last first. Raises VoucherNotFound."""
    get_voucher(voucher_id)
    total = db.session.scalar(select(func.count(VoucherUse.id)).where(VoucherUse.voucher_id == voucher_id)) or 0
    found = (
        select(
            *(Order.id, Order.number, Order.state, Order.voucher_cents, Order.total_cents),
            *(VoucherUse.used_at, VoucherUse.freed_at),
        )
        .join(Order, Order.id == VoucherUse.order_id)
        .where(VoucherUse.voucher_id == voucher_id)
        .order_by(VoucherUse.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return Page([UseLine(*row) for row in db.session.execute(found)], page, size, total)


def chosen_vouchers(standing: str | None, q: str, sort: str, today: date) -> Select[int]:
    """The ids of all of them, in this order."""
    columns = (_SORTED_BY[sort.removeprefix("-")], Voucher.id)
    ordered = [column.desc() if sort.startswith("-") else column for column in columns]
    return select(Voucher.id).where(*_fits(standing, q, today)).order_by(*ordered)


def lines_of(ids: Sequence[int], today: date) -> list[VoucherLine]:
    """In the order of the ids."""
    rows = {one.id: one for one in db.session.scalars(select(Voucher).where(Voucher.id.in_(ids)))} if ids else {}
    return voucher_lines([rows[voucher_id] for voucher_id in ids if voucher_id in rows], today)


def _fits(standing: str | None, q: str, today: date) -> list[ColumnElement[bool]]:
    begins = [Voucher.code.startswith(q.upper(), autoescape=True)] if q else []
    return [*_stands(standing, today), *begins]


def _given(voucher_ids: Sequence[int]) -> dict[int, int]:
    if not voucher_ids:
        return {}
    sums = (
        select(VoucherUse.voucher_id, func.sum(Order.voucher_cents))
        .join(Order, Order.id == VoucherUse.order_id)
        .where(VoucherUse.voucher_id.in_(voucher_ids), VoucherUse.freed_at.is_(None))
        .group_by(VoucherUse.voucher_id)
    )
    return {voucher_id: int(cents) for voucher_id, cents in db.session.execute(sums)}


def _standing(voucher: Voucher, today: date) -> str:
    used_up = voucher.most_uses is not None and voucher.uses >= voucher.most_uses
    if not voucher.active or used_up or voucher.ends_on < today:
        return OVER
    return COMING if voucher.starts_on > today else GOOD


def _stands(standing: str | None, today: date) -> list[ColumnElement[bool]]:
    """The same in the database."""
    left = (Voucher.most_uses.is_(None)) | (Voucher.uses < Voucher.most_uses)
    usable = Voucher.active.is_(True) & left & (Voucher.ends_on >= today)
    if standing == OVER:
        return [~usable]
    if standing is None:
        return []
    return [usable, Voucher.starts_on > today if standing == COMING else Voucher.starts_on <= today]
