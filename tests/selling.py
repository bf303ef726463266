"""Rows of the shop that are valid by default, past the services: for tests of what is done with them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.catalog.models.copies import Sku
from backend.core import clock
from backend.core.database import db
from backend.shop.models import Address, Cart, CartLine, Order, OrderLine, Payment, Refund, StockEntry, Voucher
from backend.shop.rules.lives import (
    CLOSED_ORDERS,
    OPEN_PAYMENTS,
    PENDING_PAYMENT,
    READY_FOR_PICKUP,
    SOLD,
)

_numbers = count(1)
Row = TypeVar("Row", bound=Any)
ADDRESS = {
    "recipient": "林晚",
    "phone": "13800000000",
    "country": "CN",
    "region": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "文一路 1 号",
    "postal_code": "310012",
}


def make_sku(book: Book, on_hand: int = 10, **values: Any) -> Sku:
    """So many pieces for sale, which came in with one delivery."""
    sku = _add(Sku(**{"book_id": book.id, "price_cents": 5000, "on_hand": on_hand, **values}))
    if on_hand:
        at = clock.now()
        _add(StockEntry(sku_id=sku.id, kind="received", quantity=on_hand, made_at=at, made_on=at.date()))
    return sku


def make_order(user: User | None, bought: dict[Sku, int], day: date, **values: Any) -> Order:
    """An order of these pieces, placed that morning, picked up and paid for at the desk unless something else is said;
    its money and stock are as in that state.
    """
    number, state = next(_numbers), values.pop("state", "completed")
    at = datetime.combine(day, time(2), UTC)
    goods = sum(sku.price_cents * quantity for sku, quantity in bought.items())
    shipping, voucher = values.pop("shipping_cents", 0), values.pop("voucher_cents", 0)
    sold = state in SOLD
    defaults: dict[str, Any] = {
        "number": f"T{number:08d}",
        "user_id": user.id if user else None,
        "checkout_key": f"test:{number}",
        "state": state,
        "delivery": "pickup",
        "provider": "pay_at_desk",
        "goods_cents": goods,
        "voucher_cents": voucher,
        "shipping_cents": shipping,
        "total_cents": goods - voucher + shipping,
        "tax_basis_points": 900,
        "tax_cents": 0,
        "placed_at": at,
        "placed_on": day,
        "expires_at": at + timedelta(minutes=30) if state == PENDING_PAYMENT else None,
        "confirmed_at": at if sold else None,
        "confirmed_on": day if sold else None,
        "pickup_until": day + timedelta(days=10) if state == READY_FOR_PICKUP else None,
        "completed_at": at if state in ("completed", "returned") else None,
        "completed_on": day if state in ("completed", "returned") else None,
        "closed_at": at if state in CLOSED_ORDERS else None,
    }
    order = _add(Order(**{**defaults, **values}))
    for sku, quantity in bought.items():
        book = db.session.get_one(Book, sku.book_id)
        reserved = quantity if state == PENDING_PAYMENT else 0
        _add(
            OrderLine(
                order_id=order.id, sku_id=sku.id, book_id=book.id, kind=sku.kind, title=book.title, quantity=quantity,
                list_cents=sku.price_cents, unit_cents=sku.price_cents, total_cents=sku.price_cents * quantity,
                reserved=reserved, returned=quantity if state == "returned" else 0,
            )
        )  # fmt: skip
        sku.reserved += reserved
        if sold:
            sku.on_hand -= quantity
            _add(StockEntry(sku_id=sku.id, kind="sold", quantity=-quantity, order_id=order.id, made_at=at, made_on=day))
    db.session.flush()
    return order


def make_address(user_id: int, **values: Any) -> Address:
    """In Hangzhou, unless something else is said."""
    return _add(Address(**{"user_id": user_id, "changed_at": clock.now(), **ADDRESS, **values}))


def make_cart(user: User | None = None, *books: Book, **values: Any) -> Cart:
    """A cart with one piece of each of these."""
    at, is_open = clock.now(), values.get("state", "open") == "open"
    defaults = {"user_id": user.id if user else None, "open_user_id": user.id if user and is_open else None}
    cart = _add(Cart(**{**defaults, "made_at": at, "touched_at": at, **values}))
    for book in books:
        sku = make_sku(book)
        _add(CartLine(cart_id=cart.id, sku_id=sku.id, quantity=1, seen_cents=sku.price_cents, added_at=at))
    return cart


def make_voucher(**values: Any) -> Voucher:
    """Ten per cent, this year."""
    number = next(_numbers)
    defaults = {
        "code": f"V{number}", "name_zh": "券", "name_en": "Voucher", "kind": "percent", "value": 10,
        "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "changed_at": clock.now(),
    }  # fmt: skip
    return _add(Voucher(**{**defaults, **values}))


def make_payment(order: Order, cents: int | None = None, **values: Any) -> Payment:
    """Money of an order that was taken at the desk."""
    amount = order.total_cents if cents is None else cents
    state = values.get("state", "captured")
    captured = amount if state == "captured" else 0
    order.captured_cents += captured
    if captured:
        order.payment_status = "paid"
    defaults = {
        "order_id": order.id,
        "open_order_id": order.id if state in OPEN_PAYMENTS else None,
        "provider": "pay_at_desk",
        "key": f"test:{next(_numbers)}",
        "state": "captured",
        "amount_cents": amount,
        "currency": "CNY",
        "captured_cents": captured,
        "method": "cash",
        "made_at": order.placed_at,
        "changed_at": order.placed_at,
    }
    return _add(Payment(**{**defaults, **values}))


def make_refund(payment: Payment, cents: int, **values: Any) -> Refund:
    """Money of it that went back."""
    order = db.session.get_one(Order, payment.order_id)
    payment.refunded_cents += cents
    order.refunded_cents += cents
    order.payment_status = "refunded" if order.refunded_cents == order.captured_cents else "part_refunded"
    defaults = {
        "payment_id": payment.id,
        "order_id": order.id,
        "amount_cents": cents,
        "key": f"test:{next(_numbers)}",
        "state": "refunded",
        "reason": "test",
        "made_at": payment.made_at,
        "changed_at": payment.made_at,
    }
    return _add(Refund(**{**defaults, **values}))


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
