"""What readers are offered of a book, and how an order can be delivered and paid for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from backend.catalog.models import Sku
from backend.catalog.queries import get_book
from backend.core.database import db
from backend.shop.models import ShippingRate, ShopTerms
from backend.shop.queries.prices import live_prices
from backend.shop.rules.addresses import countries
from backend.shop.rules.shipping import EVERYWHERE

# Nobody needs to know how many more there are.
MOST_SHOWN = 10


@dataclass(frozen=True)
class Offer:
    """Something of a book that is on sale, new or used. `left` is at most ten."""

    sku_id: int
    kind: str
    list_cents: int
    unit_cents: int
    percent: int | None
    currency: str
    left: int
    most_per_order: int
    note: str | None


def offers_of(book_id: int, today: date) -> list[Offer]:
    """New ones first; none while the shop is closed. Raises BookNotFound."""
    get_book(book_id)
    if not db.session.scalar(select(ShopTerms.open).where(ShopTerms.id == 1)):
        return []
    mine = select(Sku).where(Sku.book_id == book_id, Sku.on_sale).order_by(Sku.kind, Sku.id)
    skus = db.session.scalars(mine).all()
    prices = live_prices([sku.id for sku in skus], today)
    return [
        Offer(
            sku_id=sku.id,
            kind=sku.kind,
            list_cents=prices[sku.id].list_cents,
            unit_cents=prices[sku.id].unit_cents,
            percent=prices[sku.id].percent,
            currency=sku.currency,
            left=min(sku.on_hand - sku.reserved, MOST_SHOWN),
            most_per_order=sku.most_per_order,
            note=sku.note,
        )
        for sku in skus
    ]


def countries_served() -> list[str]:
    """Where an order can be sent, as ISO 3166-1 letters."""
    rates = db.session.execute(select(ShippingRate.country, ShippingRate.active))
    active = {rate.country: rate.active for rate in rates}
    if not active.get(EVERYWHERE):
        return sorted(country for country, sends in active.items() if sends and country != EVERYWHERE)
    return [country for country in countries() if active.get(country, True)]
