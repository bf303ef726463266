"""Prices of the day, when a day begins."""

from datetime import date, timedelta
from typing import Any

import pytest

from backend.catalog.models import Book
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.shop.models import Discount
from backend.shop.service.counting import count_offers, turn_prices
from tests.conftest import NOW
from tests.factories import make_book
from tests.selling import make_sku

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lists_show_the_price_of_the_day_from_its_beginning_and_after_the_end_of_a_discount(library: Any) -> None:
    book, other = make_book(), make_book()
    cheap = make_sku(book)
    make_sku(other)
    sale = {"name_zh": "书节", "name_en": "Sale", "percent": 25, "starts_on": FRIDAY, "ends_on": FRIDAY}
    db.session.add(Discount(**sale, sku_id=cheap.id, changed_at=NOW))
    db.session.commit()
    here = here_at(library.config["SETTINGS"].time_zone, NOW)
    assert count_offers(Here(here.zone, FRIDAY - timedelta(days=1), here.at), db.session.commit) == 2
    counted = []
    for days in (0, 0, 1, 2):
        today = Here(here.zone, FRIDAY + timedelta(days=days), here.at + timedelta(days=days))
        counted.append((turn_prices(today, db.session.commit), db.session.get_one(Book, book.id).offer_cents))
    assert counted == [(1, 3750), (0, 3750), (1, 5000), (0, 5000)]
    assert (other.offer_cents, other.stock_free) == (5000, 10)
