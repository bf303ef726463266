"""Copies to lend and pieces to sell: more of what many read; a few for reference only, damaged, or out of print."""

from datetime import date
from random import Random

from sqlalchemy import insert

from backend.catalog.models import Copy, Location, Sku
from backend.catalog.service import count_holdings
from backend.core.database import db

LOCATIONS = (
    ("hall", "中文阅览室", "Chinese reading room"),
    ("world", "外文阅览室", "World languages"),
    ("stack", "闭架书库", "Closed stacks"),
)
COPIES_MOST, READERS_A_COPY = 6, 25
REFERENCE_EVERY, DAMAGED_EVERY, SOLD_OUT_EVERY = 40, 90, 9


def store_holdings(books: list[tuple[int, str, int, int | None, date]], seed: int) -> int:
    """Give books (id, language, readers, price if sold, day of acquisition) their copies. Returns how many."""
    random = Random(seed)
    places = [Location(code=code, name_zh=zh, name_en=en, position=at) for at, (code, zh, en) in enumerate(LOCATIONS)]
    db.session.add_all(places)
    db.session.flush()  # copies stand somewhere
    copies: list[dict[str, object]] = []
    stock: list[dict[str, object]] = []
    for place, (book_id, language, readers, price_cents, added_on) in enumerate(books, start=1):
        for number in range(min(COPIES_MOST, 1 + readers // READERS_A_COPY)):
            serial = len(copies) + 1
            stacks = random.random() < 0.08
            copies.append(
                {
                    "book_id": book_id,
                    "barcode": f"SW{serial:07d}",
                    "location_id": places[2 if stacks else 0 if language == "zh" else 1].id,
                    "shelf_mark": f"{language.upper()}-{book_id:05d}/{number + 1}",
                    "condition": "in_repair" if serial % DAMAGED_EVERY == 0 else "ok",
                    "reference_only": serial % REFERENCE_EVERY == 0,
                    "acquired_on": added_on,
                }
            )
        if price_cents is not None:
            on_hand = 0 if place % SOLD_OUT_EVERY == 0 else random.randint(1, 12)
            stock.append({"book_id": book_id, "price_cents": price_cents, "on_hand": on_hand})
    db.session.execute(insert(Copy), copies)
    if stock:
        db.session.execute(insert(Sku), stock)
    count_holdings([book_id for book_id, *_ in books], {})
    return len(copies)
