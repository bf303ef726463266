"""Setting the terms of the shop and what sending costs: both hold for orders from the next one on."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Conflict
from backend.core.here import Here
from backend.shop.models import ShippingRate, ShopTerms
from backend.shop.queries.terms import get_rate, shop_terms

Row = TypeVar("Row", ShopTerms, ShippingRate)


class RateThere(Conflict):
    message = "There is a shipping rate for this country already."


def change_terms(values: Mapping[str, Any], actor: Actor, here: Here) -> ShopTerms:
    return _set(shop_terms(), values, actor, here)


def add_rate(country: str, values: Mapping[str, Any], actor: Actor, here: Here) -> ShippingRate:
    """Raises RateThere."""
    rate = _set(ShippingRate(country=country), values, actor, here)
    try:
        with db.session.begin_nested():
            db.session.add(rate)
    except IntegrityError as error:
        # The key decides, also between two who add it at once.
        raise RateThere from error
    return rate


def change_rate(country: str, values: Mapping[str, Any], actor: Actor, here: Here) -> ShippingRate:
    """Raises RateNotFound."""
    return _set(get_rate(country), values, actor, here)


def delete_rate(country: str) -> None:
    """Nothing is sent there any more, unless the line for all others covers it. Raises RateNotFound."""
    db.session.delete(get_rate(country))


def _set(row: Row, values: Mapping[str, Any], actor: Actor, here: Here) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = here.at, actor.user_id
    return row
