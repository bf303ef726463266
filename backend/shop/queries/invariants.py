"""What must always be true of the shop, each asked of all of it. The numbers are those of the specification."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backend.catalog.models import Sku
from backend.core.database import db
from backend.shop.models import (
    InvoiceCounter,
    Order,
    OrderLine,
    OrderReturn,
    Payment,
    Refund,
    ShopEvent,
    StockEntry,
)
from backend.shop.models.stock import RESTOCKED
from backend.shop.models.stock import SOLD as SOLD_ENTRY
from backend.shop.rules.lives import (
    AUTHORISED,
    CANCELLED,
    ORDER,
    PAY_AT_DESK,
    PAYMENT,
    PENDING_PAYMENT,
    REFUND,
    SOLD,
)
from backend.shop.rules.money import payment_status

SKU, INVOICES = "sku", "invoices of a year"
STOCK, MONEY, LOG = 7, 8, 10
# What follows from what is written down elsewhere, and can be added up anew.
RESERVED = "orders have reserved another number"
SUMS, STATUS = "its payments and refunds have other sums", "the word for its money is another"


class Problem(NamedTuple):
    """Something that is not as it must be: the invariant, what it was found at, and what is wrong."""

    invariant: int
    entity: str
    entity_id: int
    what: str


def problems() -> Iterator[Problem]:
    """Everything that is wrong in the shop. Read in one transaction on SQLite; on MariaDB what is being changed
    meanwhile may look wrong.
    """
    for ask in (_reserved, _on_hand, _sold, _sums, _status, _sold_for_nothing, _shares, _invoices, _log_broken, _ended):
        yield from ask()


def _sum_of(column: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(column), 0)).where(condition).scalar_subquery()


def _reserved() -> Iterator[Problem]:
    lines = _sum_of(OrderLine.reserved, OrderLine.sku_id == Sku.id)
    yield from _found(STOCK, SKU, select(Sku.id).where(Sku.reserved != lines), RESERVED)
    waits = select(OrderLine.order_id).join(Order, Order.id == OrderLine.order_id)
    kept = and_(Order.state == PENDING_PAYMENT, OrderLine.reserved != OrderLine.quantity)
    left = and_(Order.state != PENDING_PAYMENT, OrderLine.reserved != 0)
    wrong = waits.where(or_(kept, left)).distinct()
    yield from _found(STOCK, ORDER, wrong, "what is set aside for it is not what it waits for")


def _on_hand() -> Iterator[Problem]:
    ledger = _sum_of(StockEntry.quantity, StockEntry.sku_id == Sku.id)
    yield from _found(STOCK, SKU, select(Sku.id).where(Sku.on_hand != ledger), "its ledger has another sum")


def _sold() -> Iterator[Problem]:
    """What left the stock for an order is what it has: all, less what came back to be sold again."""
    same = and_(StockEntry.order_id == OrderLine.order_id, StockEntry.sku_id == OrderLine.sku_id)
    out = _sum_of(StockEntry.quantity, and_(same, StockEntry.kind == SOLD_ENTRY))
    back = _sum_of(StockEntry.quantity, and_(same, StockEntry.kind == RESTOCKED))
    kept = _sum_of(OrderReturn.quantity, and_(OrderReturn.line_id == OrderLine.id, OrderReturn.restocked))
    lines = select(OrderLine.order_id).join(Order, Order.id == OrderLine.order_id)
    wrong = or_(
        and_(Order.state.in_(SOLD), or_(out != -OrderLine.quantity, back != kept)),
        and_(Order.state.not_in((*SOLD, CANCELLED)), or_(out != 0, back != 0)),
        and_(Order.state == CANCELLED, out + back != 0),
    )
    yield from _found(STOCK, ORDER, lines.where(wrong).distinct(), "the ledger has sold other pieces for it")


def _sums() -> Iterator[Problem]:
    came = _sum_of(Payment.captured_cents, Payment.order_id == Order.id)
    back = _sum_of(Refund.amount_cents, Refund.order_id == Order.id)
    wrong = or_(Order.captured_cents != came, Order.refunded_cents != back)
    yield from _found(MONEY, ORDER, select(Order.id).where(wrong), SUMS)
    part = _sum_of(Refund.amount_cents, Refund.payment_id == Payment.id)
    given = or_(Payment.refunded_cents != part, part > Payment.captured_cents)
    yield from _found(MONEY, PAYMENT, select(Payment.id).where(given), "more or less was given back than it says")


def _status() -> Iterator[Problem]:
    authorised = set(db.session.scalars(select(Payment.order_id).where(Payment.state == AUTHORISED)))
    cents = select(Order.id, Order.payment_status, Order.total_cents, Order.captured_cents, Order.refunded_cents)
    for order_id, status, *sums in db.session.execute(cents.order_by(Order.id)).all():
        if status != payment_status(*sums, authorised=order_id in authorised):
            yield Problem(MONEY, ORDER, order_id, STATUS)


def _sold_for_nothing() -> Iterator[Problem]:
    """Only what is paid for at the desk is carried out before its money is there."""
    unpaid = Order.captured_cents < Order.total_cents
    online = and_(Order.state.in_(SOLD), Order.provider != PAY_AT_DESK)
    done = Order.state.in_(("shipped", "completed", "returned"))
    away = select(Order.id).where(unpaid, or_(online, done))
    yield from _found(MONEY, ORDER, away, "it was carried out and never paid for")


def _shares() -> Iterator[Problem]:
    lines = OrderLine.order_id == Order.id
    goods, voucher = _sum_of(OrderLine.total_cents, lines), _sum_of(OrderLine.voucher_cents, lines)
    wrong = or_(Order.goods_cents != goods, Order.voucher_cents != voucher)
    yield from _found(MONEY, ORDER, select(Order.id).where(wrong), "its lines cost something else")
    back = _sum_of(OrderReturn.quantity, OrderReturn.line_id == OrderLine.id)
    returned = select(OrderLine.order_id).where(OrderLine.returned != back).distinct()
    yield from _found(MONEY, ORDER, returned, "other pieces came back than its lines say")


def _invoices() -> Iterator[Problem]:
    without = select(Order.id).where(Order.state.in_(SOLD), Order.invoice_number.is_(None))
    yield from _found(MONEY, ORDER, without, "it was sold without an invoice")
    year = func.extract("year", Order.invoiced_on)
    given = select(year.label("year"), func.count().label("number")).where(Order.invoice_number.is_not(None))
    counted = dict(db.session.execute(given.group_by(year)).all())
    for counter in db.session.scalars(select(InvoiceCounter)):
        if counter.last != counted.get(counter.year, 0):
            yield Problem(MONEY, INVOICES, counter.year, "a number was left out, or given twice")


def _log_broken() -> Iterator[Problem]:
    """Every event begins where the one before it ended; the first one begins with nothing."""
    before = func.lag(ShopEvent.after).over(partition_by=(ShopEvent.entity, ShopEvent.entity_id), order_by=ShopEvent.id)
    steps = select(ShopEvent.entity, ShopEvent.entity_id, ShopEvent.before, before.label("was")).subquery()
    gap = and_(steps.c.was.is_not(None), or_(steps.c.before.is_(None), steps.c.before != steps.c.was))
    no_start = and_(steps.c.was.is_(None), steps.c.before.is_not(None))
    broken = select(steps.c.entity, steps.c.entity_id).where(or_(gap, no_start)).distinct()
    for entity, entity_id in db.session.execute(broken).all():
        yield Problem(LOG, entity, entity_id, "a step is missing in its log")


def _ended() -> Iterator[Problem]:
    """The log ends where the row stands; what was there before there was a log has none."""
    for entity, table in ((ORDER, Order), (PAYMENT, Payment), (REFUND, Refund)):
        last = select(func.max(ShopEvent.id)).where(ShopEvent.entity == entity).group_by(ShopEvent.entity_id)
        ended = select(ShopEvent.entity_id, ShopEvent.after).where(ShopEvent.id.in_(last)).subquery()
        differs = select(table.id).join(ended, ended.c.entity_id == table.id).where(ended.c.after != table.state)
        yield from _found(LOG, entity, differs, "its log ends in another state")


def _found(invariant: int, entity: str, ids: Select[Any], what: str) -> Iterator[Problem]:
    for entity_id in db.session.scalars(ids).all():
        yield Problem(invariant, entity, entity_id, what)
