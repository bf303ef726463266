"""Whose cart a request is about: the reader's, or that of the guest whose cookie it carries."""

from flask import request

from backend.core.actors import Person
from backend.core.auth import RoleTooLow, find_caller
from backend.core.permissions import may
from backend.core.signing_in import when_signed_in
from backend.shop.models import Cart
from backend.shop.queries.carts import Holding, find_cart
from backend.shop.routes.cart_cookie import drop_token, keep_token, token_of_guest
from backend.shop.routes.here import here
from backend.shop.service import carts
from backend.shop.service.merging import merge_guest


def my_holding() -> Holding:
    """To look into it."""
    user = find_caller()
    if user is not None:
        return find_cart(user.id, None)
    return find_cart(None, token_of_guest())


def my_cart() -> Cart:
    """To put something in: locked, and made when there is none. Raises RoleTooLow for whoever only looks."""
    user, at = find_caller(), here().at
    if user is not None:
        _check_role(user)
        return carts.cart_of_user(user.id, at)
    token = token_of_guest() or carts.new_token()
    keep_token(token)
    return carts.cart_of_guest(token, at)


def find_my_cart() -> Cart | None:
    """To change what is in it: locked; None when there is none. Raises RoleTooLow for whoever only looks."""
    user = find_caller()
    if user is not None:
        _check_role(user)
        return carts.find_cart_of_user(user.id)
    token = token_of_guest()
    if token is None:
        return None
    keep_token(token)
    return carts.find_guest_cart(token)


@when_signed_in
def take_cart_along(user: Person) -> None:
    """Whoever signs in or registers with something in his cart has it in his reader's cart, in the same transaction."""
    token = token_of_guest()
    if token is None or not may(user.role, "reader", "POST"):
        return
    merge_guest(token, user.id, here())
    drop_token()


def _check_role(user: Person) -> None:
    if not may(user.role, "reader", request.method):
        raise RoleTooLow
