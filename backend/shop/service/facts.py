"""What the catalogue shows of the shop, kept true in the same transaction."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, update

from backend.catalog.models import Book, Sku
from backend.catalog.service import mark_books
from backend.core.database import db
from backend.shop.queries.prices import live_prices


def count_stock(book_ids: Collection[int], today: date) -> None:
    """Make the pieces for sale of these titles, and the lowest price of one, what they are; everything of them that is
    for sale is locked. The last thing a transaction does: whether a title is for sale is a mark of the index that many
    titles share, and nothing is waited for with it in hand.
    """
    ids = sorted(set(book_ids))
    db.session.flush()  # counted is what is stored
    free, offers = dict.fromkeys(ids, 0), dict[int, int]()
    pieces = select(Sku.id, Sku.book_id, Sku.on_hand - Sku.reserved).where(Sku.book_id.in_(ids), Sku.on_sale)
    left = [(sku_id, book_id, number) for sku_id, book_id, number in db.session.execute(pieces) if number > 0]
    prices = live_prices([sku_id for sku_id, _, _ in left], today) if left else {}
    for sku_id, book_id, number in left:
        free[book_id] += number
        cents = prices[sku_id].unit_cents
        offers[book_id] = min(cents, offers.get(book_id, cents))
    shown = select(Book.id, Book.stock_free, Book.offer_cents).where(Book.id.in_(ids)).order_by(Book.id)
    marked = []
    for book_id, stock_free, offer_cents in db.session.execute(shown).all():
        now = free[book_id], offers.get(book_id)
        if now != (stock_free, offer_cents):
            db.session.execute(
                update(Book).where(Book.id == book_id).values(stock_free=now[0], offer_cents=now[1]),
                execution_options={"synchronize_session": "fetch"},
            )
        if bool(now[0]) != bool(stock_free):
            marked.append(book_id)
    if marked:
        mark_books(marked)
