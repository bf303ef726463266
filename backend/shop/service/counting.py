"""Figures of the shop that change by themselves when a day begins, and making right what is wrong."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from backend.catalog.models import Sku
from backend.catalog.service import books_to_check
from backend.core.database import db
from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one
from backend.shop.models import OrderLine, StockEntry
from backend.shop.queries.facts import prices_turn_on, wrong_offers
from backend.shop.service.facts import count_stock
from backend.shop.service.locks import lock_skus_of


def turn_prices(here: Here, keep: Keep) -> int:
    """On a day on which a discount begins or has ended, show the prices of that day; returns of how many titles."""
    return count_offers(here, keep) if prices_turn_on(here.today) else 0


def count_offers(here: Here, keep: Keep) -> int:
    """Make what lists show of the shop what it is; returns of how many titles. Each is locked and counted again."""
    wrong: set[int] = set()
    for book_ids in books_to_check():
        wrong |= {found.book_id for found in wrong_offers(book_ids, here.today)}
    db.session.rollback()
    return one_by_one(sorted(wrong), lambda book_id: _count(book_id, here.today), keep, "title for sale")


def mend_stock(book_ids: Collection[int], today: date) -> None:
    """Pieces of these titles become what the ledger and the open orders say, and lists show what there is. The pieces
    are locked by the caller.
    """
    for sku in db.session.scalars(select(Sku).where(Sku.book_id.in_(book_ids))).all():
        entries = select(func.coalesce(func.sum(StockEntry.quantity), 0)).where(StockEntry.sku_id == sku.id)
        lines = select(func.coalesce(func.sum(OrderLine.reserved), 0)).where(OrderLine.sku_id == sku.id)
        sku.on_hand, sku.reserved = int(db.session.scalar(entries) or 0), int(db.session.scalar(lines) or 0)
    count_stock(book_ids, today)


def _count(book_id: int, today: date) -> bool:
    lock_skus_of([book_id])
    count_stock([book_id], today)
    return True
