"""Attempts to pay in the table of the desk: which are wanted, in which order, as a page and as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from backend.core.database import db
from backend.core.paging import Page
from backend.shop.models import Order, Payment

# After everything that a number can begin with.
LAST = "\uffff"
_SORTED_BY: dict[str, Any] = {"made": Payment.made_at, "amount": Payment.amount_cents}


@dataclass(frozen=True)
class PaymentWish:
    """Which attempts; an unset field does not narrow. Both days are included."""

    # The beginning of an order's number.
    q: str = ""
    state: str | None = None
    provider: str | None = None
    method: str | None = None
    made_from: date | None = None
    made_to: date | None = None
    refunded: bool = False


@dataclass(frozen=True)
class PaymentLine:
    id: int
    order_id: int
    order_number: str
    provider: str
    method: str | None
    state: str
    amount_cents: int
    captured_cents: int
    refunded_cents: int
    currency: str
    problem: str | None
    made_at: datetime
    changed_at: datetime


def wish_of(asked: Mapping[str, Any]) -> PaymentWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(PaymentWish)}
    return PaymentWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def payments_page(wish: PaymentWish, sort: str, page: int, size: int, zone: tzinfo) -> Page[PaymentLine]:
    """Three statements."""
    ids = db.session.scalars(chosen_payments(wish, sort, zone).limit(size).offset((page - 1) * size)).all()
    counted = select(func.count()).select_from(Payment).where(*_conditions(wish, zone))
    if wish.q:
        counted = counted.join(Order, Order.id == Payment.order_id)
    return Page(lines_of(ids), page, size, db.session.scalar(counted) or 0)


def chosen_payments(wish: PaymentWish, sort: str, zone: tzinfo) -> Select[int]:
    """The ids of all of them, in this order."""
    found = select(Payment.id).where(*_conditions(wish, zone))
    if wish.q:
        found = found.join(Order, Order.id == Payment.order_id)
    columns = (_SORTED_BY[sort.removeprefix("-")], Payment.id)
    return found.order_by(*[column.desc() if sort.startswith("-") else column for column in columns])


def lines_of(ids: Sequence[int]) -> list[PaymentLine]:
    """In the order of the ids. One statement."""
    if not ids:
        return []
    names = [name for name in PaymentLine.__dataclass_fields__ if name != "order_number"]
    columns = [getattr(Payment, name) for name in names]
    found = select(*columns, Order.number).join(Order, Order.id == Payment.order_id).where(Payment.id.in_(ids))
    rows = {}
    for *known, number in db.session.execute(found):
        rows[known[0]] = PaymentLine(**dict(zip(names, known, strict=True)), order_number=number)
    return [rows[payment_id] for payment_id in ids if payment_id in rows]


def _conditions(wish: PaymentWish, zone: tzinfo) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if number := wish.q.strip().upper().lstrip("#"):
        found.append((Order.number >= number) & (Order.number < number + LAST))
    for column, value in (
        (Payment.state, wish.state),
        (Payment.provider, wish.provider),
        (Payment.method, wish.method),
    ):
        if value is not None:
            found.append(column == value)
    if wish.made_from is not None:
        found.append(Payment.made_at >= datetime.combine(wish.made_from, time(), zone))
    if wish.made_to is not None:
        found.append(Payment.made_at < datetime.combine(wish.made_to + timedelta(days=1), time(), zone))
    if wish.refunded:
        found.append(Payment.refunded_cents > 0)
    return found
