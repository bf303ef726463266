"""Orders in the table of the desk: which are wanted, in which order, as a page, as a file and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from backend.accounts.models import User
from backend.accounts.rules import normalised_name
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.paging import Page
from backend.shop.models import Order, OrderLine
from backend.shop.queries.order_lines import OrderSummary, in_state, page_of_orders, summaries
from backend.shop.rules.lives import READY_FOR_PICKUP

# Whoever means more readers than these by a name writes more of it.
MOST_READERS = 200
# After everything that a number can begin with.
LAST = "\uffff"
ALL = "all"
_SORTED_BY: dict[str, Any] = {"placed": Order.placed_on, "amount": Order.total_cents, "until": Order.pickup_until}
_NAMES = (
    *("id", "number", "placed_on", "state", "payment_status", "delivery", "provider", "currency", "goods_cents"),
    *("voucher_code", "voucher_cents", "shipping_cents", "total_cents", "tax_cents", "captured_cents"),
    *("refunded_cents", "confirmed_on", "shipped_at", "carrier", "tracking_number", "slot", "pickup_until"),
    *("completed_on", "invoice_number"),
)


@dataclass(frozen=True)
class OrderWish:
    """Which orders; an unset field does not narrow. Days and cents are both included."""

    q: str = ""
    # `open`: something is still to happen. `all`: whatever it is.
    state: str = ALL
    payment_status: str | None = None
    delivery: str | None = None
    reader: int | None = None
    placed_from: date | None = None
    placed_to: date | None = None
    cents_from: int | None = None
    cents_to: int | None = None
    # Lies ready, and nobody came in time.
    late: bool = False


@dataclass(frozen=True)
class OrderFileLine:
    """An order in a file: what it is, whose, and how many pieces of what."""

    id: int
    number: str
    placed_on: date
    state: str
    payment_status: str
    delivery: str
    provider: str
    currency: str
    goods_cents: int
    voucher_code: str | None
    voucher_cents: int
    shipping_cents: int
    total_cents: int
    tax_cents: int
    captured_cents: int
    refunded_cents: int
    confirmed_on: date | None
    shipped_at: datetime | None
    carrier: str | None
    tracking_number: str | None
    slot: str | None
    pickup_until: date | None
    completed_on: date | None
    invoice_number: str | None
    reader: str | None
    pieces: int
    titles: str


def wish_of(asked: Mapping[str, Any]) -> OrderWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(OrderWish)}
    return OrderWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def find_orders(wish: OrderWish, sort: str, page: int, size: int, actor: Actor, today: date) -> Page[OrderSummary]:
    """Everybody's orders. Seven statements, one more for words."""
    return page_of_orders(_conditions(wish, today), _order(wish, sort), page, size, actor, today)


def chosen_orders(wish: OrderWish, sort: str, today: date) -> Select[int]:
    """The ids of all of them, in this order."""
    return select(Order.id).where(*_conditions(wish, today)).order_by(*_order(wish, sort))


def first_orders(wish: OrderWish, most: int, today: date) -> tuple[list[int], int]:
    """The ids of the first of them by their days, at most so many; and how many there are in all."""
    ids = list(db.session.scalars(chosen_orders(wish, "placed", today).limit(most)))
    total = db.session.scalar(select(func.count()).select_from(Order).where(*_conditions(wish, today))) or 0
    return ids, total


def order_states(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Id -> number and state, by id."""
    found = select(Order.id, Order.number, Order.state).where(Order.id.in_(ids)).order_by(Order.id)
    return {order_id: (number, state) for order_id, number, state in db.session.execute(found)}


def orders_named(ids: Sequence[int], actor: Actor, today: date) -> list[OrderSummary]:
    """In the order of the ids; those that are not there are left out. Five statements."""
    if not ids:
        return []
    rows = {order.id: order for order in db.session.scalars(select(Order).where(Order.id.in_(ids)))}
    return summaries([rows[order_id] for order_id in dict.fromkeys(ids) if order_id in rows], actor, today)


def file_lines(ids: Sequence[int]) -> list[OrderFileLine]:
    """In the order of the ids. Two statements."""
    columns = [getattr(Order, name) for name in _NAMES]
    found = select(*columns, User.display_name).outerjoin(User, User.id == Order.user_id).where(Order.id.in_(ids))
    orders = {row[0]: row for row in db.session.execute(found)}
    sold: dict[int, list[tuple[str, int]]] = {order_id: [] for order_id in orders}
    lines = select(OrderLine.order_id, OrderLine.title, OrderLine.quantity).order_by(OrderLine.id)
    for order_id, title, quantity in db.session.execute(lines.where(OrderLine.order_id.in_(ids))):
        sold[order_id].append((title, quantity))
    return [_file_line(orders[order_id], sold[order_id]) for order_id in ids if order_id in orders]


def _file_line(row: Sequence[Any], lines: list[tuple[str, int]]) -> OrderFileLine:
    *known, reader = row
    return OrderFileLine(
        **dict(zip(_NAMES, known, strict=True)),
        reader=reader,
        pieces=sum(quantity for _, quantity in lines),
        titles="; ".join(title for title, _ in lines),
    )


def _order(wish: OrderWish, sort: str) -> tuple[Any, ...]:
    word, down = sort.removeprefix("-"), sort.startswith("-")
    # Their days are in the order of their ids; those that one index finds are in the order of their ids there.
    by_id = word == "placed" and (wish.q or wish.state != ALL or wish.payment_status or wish.delivery or wish.reader)
    columns = (Order.id,) if by_id else (_SORTED_BY[word], Order.id)
    return tuple(column.desc() for column in columns) if down else columns


def _conditions(wish: OrderWish, today: date) -> list[ColumnElement[bool]]:
    found = in_state(None if wish.state == ALL else wish.state)
    for column, value in (
        (Order.payment_status, wish.payment_status),
        (Order.delivery, wish.delivery),
        (Order.user_id, wish.reader),
    ):
        if value is not None:
            found.append(column == value)
    ranged: Any
    for ranged, first, last in (
        (Order.placed_on, wish.placed_from, wish.placed_to),
        (Order.total_cents, wish.cents_from, wish.cents_to),
    ):
        if first is not None:
            found.append(ranged >= first)
        if last is not None:
            found.append(ranged <= last)
    if wish.late:
        found += [Order.state == READY_FOR_PICKUP, Order.pickup_until < today]
    if words := wish.q.strip():
        found.append(_meant(words))
    return found


def _meant(words: str) -> ColumnElement[bool]:
    """A number or its beginning, a tracking or invoice number, or the name of a reader."""
    number = words.upper().lstrip("#")
    name = normalised_name(words)
    called = or_(User.name.contains(name, autoescape=True), User.display_name.contains(words, autoescape=True))
    # Asked first: a condition on two tables would look at every order.
    readers = db.session.scalars(select(User.id).where(called).order_by(User.id).limit(MOST_READERS)).all()
    return or_(
        (Order.number >= number) & (Order.number < number + LAST),
        Order.tracking_number == words,
        Order.invoice_number == words,
        Order.user_id.in_(readers),
    )
