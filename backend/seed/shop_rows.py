"""The year in the shop, stored; and what lists show of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, update

from backend.catalog.models import Book, Sku
from backend.core.database import db
from backend.seed.shop_counter import Counter
from backend.seed.shop_offers import Offers
from backend.shop.models import (
    Cart,
    InvoiceCounter,
    Order,
    OrderLine,
    OrderReturn,
    Payment,
    Refund,
    SandboxPayment,
    ShopEvent,
    StockEntry,
    Voucher,
    VoucherUse,
)
from backend.shop.models.carts import CONVERTED


def store_rows(counter: Counter, offers: Offers) -> None:
    till = counter.till
    uses = {voucher.id: voucher.uses for voucher in offers.vouchers}
    till.events.sort(key=lambda event: event["happened_at"])
    counter.entries.sort(key=lambda entry: entry["made_at"])
    for model, rows in (
        (Voucher, [{**row, "uses": uses[row["id"]]} for row in offers.voucher_rows]),
        (Cart, [_cart(order.values) for order in counter.orders]),
        (Order, [order.values for order in counter.orders]),
        (OrderLine, counter.lines),
        (OrderReturn, counter.returns),
        (Payment, till.payments),
        (Refund, till.refunds),
        (SandboxPayment, list(till.bank.values())),
        (StockEntry, counter.entries),
        (VoucherUse, counter.prices.uses),
        (InvoiceCounter, [{"year": year, "last": last} for year, last in sorted(counter.invoices.items())]),
        (ShopEvent, till.events),
    ):
        _insert(model, rows)


def store_facts(counter: Counter, today: date) -> None:
    """What is on hand and reserved, and what lists show of each title."""
    stock = [{"id": sku.id, "on_hand": sku.on_hand, "reserved": sku.reserved} for sku in counter.skus.values()]
    if not stock:
        return
    db.session.execute(update(Sku), stock)
    free: defaultdict[int, int] = defaultdict(int)
    offers: dict[int, int] = {}
    for sku in counter.skus.values():
        free[sku.book_id] += sku.left
        if sku.left:
            cents = counter.prices.unit_cents(sku, today)
            offers[sku.book_id] = min(cents, offers.get(sku.book_id, cents))
    shown = [{"id": book_id, "stock_free": left, "offer_cents": offers.get(book_id)} for book_id, left in free.items()]
    db.session.execute(update(Book), shown)


def _cart(order: dict[str, Any]) -> dict[str, Any]:
    """What it was made of; its lines are the order's now."""
    at = order["placed_at"]
    return {"id": order["id"], "user_id": order["user_id"], "state": CONVERTED, "made_at": at, "touched_at": at}


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
