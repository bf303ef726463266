"""Where what lists show of the shop, or what is said of the pieces for sale, is not what it is counted to be."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select

from backend.catalog.models import Book, Sku
from backend.core.database import db
from backend.shop.models import Discount, OrderLine, StockEntry
from backend.shop.queries.prices import live_prices


class WrongFact(NamedTuple):
    """A column of a book, or of something of it for sale (then the fact names which), with what was counted."""

    book_id: int
    fact: str
    stored: int | None
    counted: int | None


def offers_of(book_ids: Collection[int], today: date) -> dict[int, tuple[int, int | None]]:
    """Of each of these titles: pieces for sale that nobody has reserved, and the lowest price of one today."""
    free, offers = dict.fromkeys(book_ids, 0), dict[int, int]()
    pieces = select(Sku.id, Sku.book_id, Sku.on_hand - Sku.reserved).where(Sku.book_id.in_(book_ids), Sku.on_sale)
    left = [(sku_id, book_id, number) for sku_id, book_id, number in db.session.execute(pieces) if number > 0]
    prices = live_prices([sku_id for sku_id, _, _ in left], today) if left else {}
    for sku_id, book_id, number in left:
        free[book_id] += number
        cents = prices[sku_id].unit_cents
        offers[book_id] = min(cents, offers.get(book_id, cents))
    return {book_id: (number, offers.get(book_id)) for book_id, number in free.items()}


def wrong_offers(book_ids: Sequence[int], today: date) -> list[WrongFact]:
    """What lists show of these titles. What is not locked may be in the middle of a change and look wrong."""
    counted = offers_of(book_ids, today)
    stored = select(Book.id, Book.stock_free, Book.offer_cents).where(Book.id.in_(book_ids)).order_by(Book.id)
    found = []
    for book_id, *shown in db.session.execute(stored):
        names = ("stock_free", "offer_cents")
        compared = zip(names, shown, counted[book_id], strict=True)
        found += [WrongFact(book_id, *each) for each in compared if each[1] != each[2]]
    return found


def wrong_stock(book_ids: Sequence[int]) -> list[WrongFact]:
    """Pieces of these titles whose sums are not those of the ledger and of the open orders."""
    entries = select(func.coalesce(func.sum(StockEntry.quantity), 0)).where(StockEntry.sku_id == Sku.id)
    lines = select(func.coalesce(func.sum(OrderLine.reserved), 0)).where(OrderLine.sku_id == Sku.id)
    on_hand, reserved = entries.scalar_subquery(), lines.scalar_subquery()
    rows = select(Sku.id, Sku.book_id, Sku.on_hand, on_hand, Sku.reserved, reserved).where(
        Sku.book_id.in_(book_ids), or_(Sku.on_hand != on_hand, Sku.reserved != reserved)
    )
    found = []
    for sku_id, book_id, *numbers in db.session.execute(rows.order_by(Sku.id)):
        for name, said, counted in (("on_hand", *numbers[:2]), ("reserved", *numbers[2:])):
            if said != counted:
                found.append(WrongFact(book_id, f"sku {sku_id} {name}", said, int(counted)))
    return found


def prices_turn_on(today: date) -> bool:
    """Whether a discount began today, or ended yesterday."""
    ended = Discount.ends_on == today - timedelta(days=1)
    turning = select(Discount.id).where(or_(Discount.starts_on == today, ended)).limit(1)
    return db.session.scalar(turning) is not None
