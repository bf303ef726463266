"""The terms of the shop, and what sending costs."""

from sqlalchemy import select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.shop.models import ShippingRate, ShopTerms

# Stands for all countries that have no line of their own.
ELSEWHERE = "*"


class RateNotFound(NotFound):
    message = "There is no shipping rate for this country."


def shop_terms() -> ShopTerms:
    """The one row, which the migration makes."""
    return db.session.get_one(ShopTerms, 1)


def shipping_rates() -> list[ShippingRate]:
    """By country; the one for all others last."""
    found = db.session.scalars(select(ShippingRate))
    return sorted(found, key=lambda rate: (rate.country == ELSEWHERE, rate.country))


def get_rate(country: str) -> ShippingRate:
    """Raises RateNotFound."""
    rate = db.session.get(ShippingRate, country)
    if rate is None:
        raise RateNotFound
    return rate
