"""Putting things into a cart, changing how many, and putting them aside. A cart is locked by whoever changes it.

Nothing is set aside in the stock by being in a cart: that is what an order does.
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from backend.core.database import change_rows, db
from backend.core.errors import Conflict, Invalid
from backend.core.here import Here
from backend.shop.models import Cart, CartLine
from backend.shop.queries.carts import get_line, get_offered, hash_of, lines_in
from backend.shop.queries.prices import live_prices
from backend.shop.rules.carts import GUEST_CART_KEPT, MOST_LINES, MOST_PIECES, Offered, quantity_problem
from backend.shop.service.locks import lock_open_cart

_TOKEN_BYTES = 32


class CartFull(Conflict):
    message = f"A cart has at most {MOST_LINES} lines."


class QuantityRefused(Conflict):
    message = "There cannot be so many of this in a cart."


class NotAQuantity(Invalid):
    message = f"A quantity is a number from 1 to {MOST_PIECES}."


def new_token() -> str:
    """What a guest's cookie says, and nobody can guess."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def cart_of_user(user_id: int, at: datetime) -> Cart:
    """A reader's open cart, locked; made when there is none."""
    return lock_open_cart(user_id) or _make(Cart(user_id=user_id, open_user_id=user_id, made_at=at, touched_at=at))


def find_cart_of_user(user_id: int) -> Cart | None:
    """The same, None when there is none."""
    return lock_open_cart(user_id)


def cart_of_guest(token: str, at: datetime) -> Cart:
    """The open cart of the guest with this token, locked; made when there is none."""
    return find_guest_cart(token) or _make(Cart(token=hash_of(token), made_at=at, touched_at=at))


def find_guest_cart(token: str) -> Cart | None:
    """The same, None when there is none. Whoever waited while it was merged finds none."""
    mine = select(Cart).where(Cart.token == hash_of(token)).with_for_update()
    return db.session.scalar(mine.execution_options(populate_existing=True))


def lock_cart(cart_id: int) -> Cart:
    one = select(Cart).where(Cart.id == cart_id).with_for_update()
    return db.session.scalars(one.execution_options(populate_existing=True)).one()


def put_in(cart: Cart, sku_id: int, quantity: int, here: Here) -> CartLine:
    """So many more of it, at today's price; what was put aside is to be bought again.

    Raises SkuNotFound, QuantityRefused with its numbers, CartFull.
    """
    _check_quantity(quantity)
    offered = get_offered(sku_id)
    cents = live_prices([sku_id], here.today)[sku_id].unit_cents
    mine = lines_in(cart.id)
    line = mine.get(sku_id)
    if line is None:
        if len(mine) >= MOST_LINES:
            raise CartFull
        _check_offer(offered, quantity)
        line = CartLine(cart_id=cart.id, sku_id=sku_id, quantity=quantity, seen_cents=cents, added_at=here.at)
        db.session.add(line)
    else:
        wanted = quantity if line.saved else line.quantity + quantity
        _check_offer(offered, wanted)
        line.quantity, line.saved, line.seen_cents = wanted, False, cents
    return _touch(cart, line, here)


def set_quantity(cart: Cart, sku_id: int, quantity: int, here: Here) -> CartLine:
    """So many of what is in the cart. Fewer than before is never refused.

    Raises CartLineNotFound, QuantityRefused with its numbers.
    """
    _check_quantity(quantity)
    line = get_line(cart.id, sku_id)
    if quantity > line.quantity:
        _check_offer(get_offered(sku_id), quantity)
    line.quantity = quantity
    return _touch(cart, line, here)


def save_for_later(cart: Cart, sku_id: int, saved: bool, here: Here) -> CartLine:
    """Put it aside, or back among what is to be bought now, as far as there is so much. Raises CartLineNotFound."""
    line = get_line(cart.id, sku_id)
    if line.saved and not saved:
        line.quantity = min(line.quantity, get_offered(sku_id).most) or line.quantity
    line.saved = saved
    return _touch(cart, line, here)


def remove(cart: Cart, sku_id: int, here: Here) -> None:
    """Take it out, if it is there."""
    line = lines_in(cart.id).get(sku_id)
    if line is not None:
        db.session.delete(line)
    cart.touched_at = here.at


def see_prices(cart: Cart, here: Here) -> None:
    """The reader agrees to the prices as they are now, and has read what did not fit."""
    lines = lines_in(cart.id)
    prices = live_prices(list(lines), here.today)
    for sku_id, line in lines.items():
        line.seen_cents = prices[sku_id].unit_cents
    cart.differences, cart.touched_at = None, here.at


def forget_guest_carts(at: datetime) -> int:
    """Delete what guests have left for thirty days, and what was merged long ago; returns how many. For the job."""
    old = Cart.user_id.is_(None), Cart.touched_at < at - GUEST_CART_KEPT
    ids = list(db.session.scalars(select(Cart.id).where(*old)))
    if not ids:
        return 0
    change_rows(delete(CartLine).where(CartLine.cart_id.in_(ids)))
    return change_rows(delete(Cart).where(Cart.id.in_(ids), *old))


def _make(cart: Cart) -> Cart:
    try:
        with db.session.begin_nested():
            db.session.add(cart)
    except IntegrityError:
        # Two windows put something into a cart that was not there yet: the unique key decides.
        found = lock_open_cart(cart.open_user_id) if cart.open_user_id is not None else None
        if found is None:
            raise
        return found
    return cart


def _touch(cart: Cart, line: CartLine, here: Here) -> CartLine:
    cart.touched_at = here.at
    db.session.flush()  # what is answered is read from the tables
    return line


def _check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MOST_PIECES:
        raise NotAQuantity


def _check_offer(offered: Offered, quantity: int) -> None:
    problem = quantity_problem(offered, quantity)
    if problem is not None:
        raise QuantityRefused(reasons=[problem])
