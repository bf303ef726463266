"""A cart becomes an order, and an order that is paid for is carried out."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from backend.catalog.models import Sku
from backend.core.actors import CLOCKWORK_ACTOR, Actor
from backend.core.database import db
from backend.core.errors import Conflict
from backend.core.here import Here
from backend.core.settings import Settings
from backend.shop.models import Address, Cart, CartLine, Order, OrderLine
from backend.shop.models.carts import CONVERTED
from backend.shop.queries.orders import find_agreed, lines_of, terms
from backend.shop.queries.quotes import Quote, quote_of
from backend.shop.rules.lives import EXPIRED, PICKUP
from backend.shop.rules.numbers import CHANCES, order_number
from backend.shop.rules.placing import begins_confirmed, placing_reasons, stock_reasons
from backend.shop.rules.refusals import CartEmpty, OrderRefused, OutOfStock, PriceChanged
from backend.shop.rules.vouchers import voucher_code
from backend.shop.service import stock, vouchers
from backend.shop.service.facts import count_stock
from backend.shop.service.invoices import give_invoice_number
from backend.shop.service.locks import lock_open_cart, lock_skus, lock_voucher
from backend.shop.service.money import count_money
from backend.shop.service.notices import tell
from backend.shop.service.providers import PaymentWayRefused, check_way
from backend.shop.service.transitions import transition

# So long the same agreement sent again means the same order, and not another one.
REPEATED = timedelta(hours=24)
SNAPSHOT = ("recipient", "phone", "country", "region", "city", "district", "street", "postal_code")


@dataclass(frozen=True)
class Asked:
    """How a reader wants what is in the cart, and what he was shown."""

    delivery: str
    address_id: int | None
    provider: str
    voucher_code: str | None
    note: str | None
    price_hash: str


def place_order(user_id: int, asked: Asked, actor: Actor, here: Here, settings: Settings) -> Order:
    """An order of what is in the reader's cart; pieces are set aside until it is paid for, and sold at once where
    there is nothing to wait for. The same sent again answers the same order.

    Raises CartEmpty, OrderRefused, OutOfStock, PriceChanged, each with all its reasons.
    """
    cart = lock_open_cart(user_id)
    in_cart = _lines_in(cart) if cart is not None else []
    if cart is None or not in_cart:
        return _repeated(user_id, asked, here, CartEmpty())
    address = _address(user_id, asked)
    code = voucher_code(asked.voucher_code) if asked.voucher_code else None
    if code is not None:
        lock_voucher(code)
    skus = lock_skus([line.sku_id for line in in_cart])
    country = address.country if address is not None else None
    quote = quote_of(cart.id, here.today, asked.delivery, country, code, user_id)
    conditions = terms()
    missing = _missing(in_cart, skus)
    if missing:
        raise OutOfStock(reasons=missing)
    reasons = placing_reasons(
        quote.problems,
        shop_open=conditions.open,
        delivery=asked.delivery,
        has_address=address is not None,
        way_offered=_is_offered(asked, settings),
    )
    if reasons:
        raise OrderRefused(reasons=reasons)
    if quote.price_hash != asked.price_hash:
        return _repeated(user_id, asked, here, PriceChanged(reasons=_changes(in_cart, quote)))
    order = _new_order(user_id, asked, cart, quote, address, here)
    at_once = begins_confirmed(order.total_cents, order.provider)
    if at_once:
        order.confirmed_at, order.confirmed_on = here.at, here.today
    else:
        order.expires_at = here.at + timedelta(minutes=conditions.payment_minutes)
    transition(order, "place_confirmed" if at_once else "place", actor, here.at)
    _convert(cart, here)
    if order.voucher_id is not None:
        vouchers.take(order.voucher_id, order, here.at)
    for line in _new_lines(order, quote):
        if at_once:
            stock.sell(skus[line.sku_id], line, actor, here)
        else:
            stock.reserve(skus[line.sku_id], line)
    count_money(order)
    if at_once:
        give_invoice_number(order, here)
        tell(order, "order_confirmed", here)
    count_stock({line.book_id for line in quote.lines}, here.today)
    return order


def confirm(order: Order, actor: Actor, here: Here) -> None:
    """The money for a locked order is there: its pieces are sold, it has its invoice, the reader is told."""
    lines = lines_of(order.id)
    skus = lock_skus([line.sku_id for line in lines])
    _sell_all(order, lines, skus, "payment_captured", actor, here)


def revive(order: Order, here: Here) -> bool:
    """Money came for a locked order that had run out: sell it after all if the pieces, and the voucher, are still to be
    had. False: they are not, and the money goes back.
    """
    if order.state != EXPIRED:
        return False
    if order.voucher_code is not None:
        lock_voucher(order.voucher_code)
    lines = lines_of(order.id)
    skus = lock_skus([line.sku_id for line in lines])
    if any(stock.left_of(skus[line.sku_id]) < line.quantity for line in lines):
        return False
    if order.voucher_id is not None:
        try:
            with db.session.begin_nested():
                vouchers.take(order.voucher_id, order, here.at)
        except Conflict:
            return False
    _sell_all(order, lines, skus, "revive", CLOCKWORK_ACTOR, here)
    return True


def _sell_all(
    order: Order, lines: list[OrderLine], skus: Mapping[int, Sku], action: str, actor: Actor, here: Here
) -> None:
    order.confirmed_at, order.confirmed_on = here.at, here.today
    transition(order, action, actor, here.at)
    for line in lines:
        stock.sell(skus[line.sku_id], line, actor, here)
    give_invoice_number(order, here)
    tell(order, "order_confirmed", here)
    count_stock({line.book_id for line in lines}, here.today)


def _lines_in(cart: Cart) -> list[CartLine]:
    """What is to be bought now."""
    mine = select(CartLine).where(CartLine.cart_id == cart.id, CartLine.saved.is_(False)).order_by(CartLine.sku_id)
    return list(db.session.scalars(mine.execution_options(populate_existing=True)))


def _convert(cart: Cart, here: Here) -> None:
    """An order was made of it. What was put aside for later goes on in a new one."""
    user_id = cart.open_user_id
    cart.state, cart.open_user_id = CONVERTED, None
    db.session.flush()  # a reader has one open cart
    saved = select(CartLine).where(CartLine.cart_id == cart.id, CartLine.saved)
    kept = db.session.scalars(saved).all()
    if not kept:
        return
    rest = Cart(user_id=user_id, open_user_id=user_id, made_at=here.at, touched_at=here.at)
    db.session.add(rest)
    db.session.flush()  # its lines need its id
    for line in kept:
        line.cart_id = rest.id


def _is_offered(asked: Asked, settings: Settings) -> bool:
    try:
        check_way(asked.provider, asked.delivery, settings)
    except PaymentWayRefused:
        return False
    return True


def _address(user_id: int, asked: Asked) -> Address | None:
    if asked.delivery == PICKUP or asked.address_id is None:
        return None
    return db.session.scalar(select(Address).where(Address.id == asked.address_id, Address.user_id == user_id))


def _repeated(user_id: int, asked: Asked, here: Here, refusal: Conflict) -> Order:
    """The order that was made of the same agreement a while ago: the answer to it was lost, or somebody pressed twice.
    Raises the refusal when there is none.
    """
    order = find_agreed(user_id, asked.price_hash, here.at - REPEATED)
    if order is None:
        raise refusal
    return order


def _missing(in_cart: list[CartLine], skus: Mapping[int, Sku]) -> list[dict[str, Any]]:
    wanted = [(line.sku_id, line.quantity) for line in in_cart]
    left = {sku_id: (sku.book_id, stock.left_of(sku) if sku.on_sale else 0) for sku_id, sku in skus.items()}
    return stock_reasons(wanted, left)


def _changes(in_cart: list[CartLine], quote: Quote) -> list[dict[str, Any]]:
    """What costs otherwise than when it was put into the cart; the total always."""
    seen = {line.sku_id: line.seen_cents for line in in_cart}
    changed = [
        {
            "code": "price_changed",
            "sku_id": line.sku_id,
            "book_id": line.book_id,
            "seen_cents": seen[line.sku_id],
            "now_cents": line.unit_cents,
        }
        for line in quote.lines
        if line.sku_id in seen and seen[line.sku_id] != line.unit_cents
    ]
    return [*changed, {"code": "total_changed", "now_cents": quote.total_cents}]


def _new_order(user_id: int, asked: Asked, cart: Cart, quote: Quote, address: Address | None, here: Here) -> Order:
    voucher_id, code = (quote.voucher[0], quote.voucher[1]) if quote.voucher is not None else (None, None)
    return Order(
        number=order_number(here.today, secrets.randbelow(CHANCES)),
        user_id=user_id,
        checkout_key=f"cart:{cart.id}",
        price_hash=quote.price_hash,
        delivery=asked.delivery,
        provider=asked.provider,
        currency=quote.currency,
        goods_cents=quote.goods_cents,
        voucher_id=voucher_id,
        voucher_code=code,
        voucher_cents=quote.voucher_cents,
        shipping_cents=quote.shipping_cents,
        total_cents=quote.total_cents,
        tax_basis_points=quote.tax_basis_points,
        tax_cents=quote.tax_cents,
        address={name: getattr(address, name) for name in SNAPSHOT} if address is not None else None,
        note=asked.note or None,
        placed_at=here.at,
        placed_on=here.today,
    )


def _new_lines(order: Order, quote: Quote) -> list[OrderLine]:
    """As they are sold: nothing of them changes afterwards but how much of it came back."""
    lines = [
        OrderLine(
            order_id=order.id,
            sku_id=line.sku_id,
            book_id=line.book_id,
            kind=line.kind,
            title=line.title,
            author=line.author,
            isbn13=line.isbn13,
            quantity=line.quantity,
            list_cents=line.list_cents,
            unit_cents=line.unit_cents,
            total_cents=line.total_cents,
            voucher_cents=line.voucher_cents,
            reserved=0,
            returned=0,
        )
        for line in sorted(quote.lines, key=lambda line: line.sku_id)
    ]
    db.session.add_all(lines)
    return lines
