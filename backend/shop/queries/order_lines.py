"""Orders as lists and pages show them. The number of statements does not depend on the length of the list."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.paging import Page
from backend.shop.models import Order, OrderLine, OrderReturn, Payment, Refund, ShopEvent
from backend.shop.queries.orders import OrderNotFound, facts_of, terms
from backend.shop.rules.guards import may_do
from backend.shop.rules.lives import CLOSED_ORDERS, ORDER_STATES

# Instead of a state: something is still to happen.
OPEN = "open"
OPEN_ORDERS = tuple(state for state in ORDER_STATES if state not in CLOSED_ORDERS)
Row = TypeVar("Row", OrderLine, OrderReturn, Payment, Refund, ShopEvent)


@dataclass(frozen=True)
class SoldLine:
    """A line as it was sold, with the cover that the book has now."""

    id: int
    sku_id: int
    book_id: int
    kind: str
    title: str
    author: str
    isbn13: str | None
    cover: str | None
    quantity: int
    list_cents: int
    unit_cents: int
    total_cents: int
    voucher_cents: int
    returned: int


@dataclass(frozen=True)
class Buyer:
    """Whose order it is, or who did something with it, for the desk."""

    id: int
    name: str


@dataclass(frozen=True)
class OrderSummary:
    """An order in a list, and what the one who asks may do with it."""

    order: Order
    lines: list[SoldLine]
    may: list[str]
    owed_cents: int
    return_until: date | None
    returnable: bool
    reader: Buyer | None


@dataclass(frozen=True)
class OrderPage:
    """An order with its money and everything that happened to it, the first thing first."""

    summary: OrderSummary
    payments: list[Payment]
    refunds: list[Refund]
    returns: list[OrderReturn]
    events: list[ShopEvent]
    # Who did any of it, as far as they are still known.
    people: list[Buyer]


def orders_of(user_id: int, state: str | None, page: int, size: int, actor: Actor, today: date) -> Page[OrderSummary]:
    """A reader's orders, all or those in a state, the last first. Seven statements."""
    mine = [Order.user_id == user_id, *in_state(state)]
    return page_of_orders(mine, [Order.id.desc()], page, size, actor, today)


def page_of_orders(
    conditions: Sequence[ColumnElement[bool]],
    sorted_by: Sequence[Any],
    page: int,
    size: int,
    actor: Actor,
    today: date,
) -> Page[OrderSummary]:
    """Orders that fit, in this order. Seven statements; the ids by an index alone, however far behind."""
    wanted = select(Order.id).where(*conditions).order_by(*sorted_by).offset((page - 1) * size).limit(size)
    ids = db.session.scalars(wanted).all()
    rows = {order.id: order for order in db.session.scalars(select(Order).where(Order.id.in_(ids)))} if ids else {}
    total = db.session.scalar(select(func.count()).select_from(Order).where(*conditions)) or 0
    return Page(summaries([rows[order_id] for order_id in ids], actor, today), page, size, total)


def order_page(order_id: int, actor: Actor, today: date) -> OrderPage:
    """Raises OrderNotFound."""
    order = db.session.get(Order, order_id)
    if order is None:
        raise OrderNotFound
    events = _rows_of(ShopEvent, [order_id])[order_id]
    people = _buyers({event.actor_id for event in events if event.actor_id is not None})
    return OrderPage(
        summary=summaries([order], actor, today)[0],
        payments=_rows_of(Payment, [order_id])[order_id],
        refunds=_rows_of(Refund, [order_id])[order_id],
        returns=_rows_of(OrderReturn, [order_id])[order_id],
        events=events,
        people=list(people.values()),
    )


def summaries(orders: Sequence[Order], actor: Actor, today: date) -> list[OrderSummary]:
    """Four statements."""
    if not orders:
        return []
    conditions, lines = terms(), sold_lines([order.id for order in orders])
    readers = _buyers({order.user_id for order in orders if order.user_id is not None})
    found = []
    for order in orders:
        facts = facts_of(order, today, conditions)
        summary = OrderSummary(
            order=order,
            lines=lines[order.id],
            may=may_do(facts, actor.capacities(order.user_id)),
            owed_cents=facts.owed_cents,
            return_until=facts.return_until,
            returnable=facts.returnable,
            reader=readers.get(order.user_id or 0),
        )
        found.append(summary)
    return found


def sold_lines(order_ids: Sequence[int]) -> defaultdict[int, list[SoldLine]]:
    """Order id -> its lines in the order in which they were made. Two statements."""
    rows = _rows_of(OrderLine, order_ids)
    books = {line.book_id for lines in rows.values() for line in lines}
    shown = select(Book.id, Book.cover).where(Book.id.in_(books))
    covers = dict(db.session.execute(shown).all()) if books else {}
    found: defaultdict[int, list[SoldLine]] = defaultdict(list)
    for order_id, lines in rows.items():
        found[order_id] = [_sold(line, covers.get(line.book_id)) for line in lines]
    return found


def in_state(state: str | None) -> list[ColumnElement[bool]]:
    if state is None:
        return []
    return [Order.state.in_(OPEN_ORDERS) if state == OPEN else Order.state == state]


def _rows_of(table: type[Row], order_ids: Sequence[int]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    rows: Sequence[Row] = db.session.scalars(
        select(table).where(table.order_id.in_(order_ids)).order_by(table.id)
    ).all()
    for row in rows:
        found[row.order_id].append(row)
    return found


def _buyers(user_ids: Collection[int]) -> dict[int, Buyer]:
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(user_ids)))
    return {user_id: Buyer(user_id, name) for user_id, name in rows}


def _sold(line: OrderLine, cover: str | None) -> SoldLine:
    names = SoldLine.__dataclass_fields__
    return SoldLine(**{name: getattr(line, name) for name in names if name != "cover"}, cover=cover)
