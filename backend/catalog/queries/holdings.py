"""The copies of a book as a reader looks for them, and as they are counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import case, func, select

from backend.catalog.models import OK, Copy, Location, Sku
from backend.core.database import db

# Nobody walks along more shelves than these.
COPIES_SHOWN = 50


@dataclass(frozen=True)
class CopyPlace:
    """Where a copy stands, and whether it can be had."""

    id: int
    location_zh: str
    location_en: str
    shelf_mark: str | None
    condition: str
    reference_only: bool


def copies_of(book_id: int) -> list[CopyPlace]:
    """The copies that are not withdrawn, by location and shelf mark."""
    statement = (
        select(Copy.id, Location.name_zh, Location.name_en, Copy.shelf_mark, Copy.condition, Copy.reference_only)
        .join(Location, Location.id == Copy.location_id)
        .where(Copy.book_id == book_id, Copy.condition != "withdrawn")
        .order_by(Location.position, Copy.shelf_mark, Copy.id)
        .limit(COPIES_SHOWN)
    )
    return [CopyPlace(*row) for row in db.session.execute(statement)]


class Holdings(NamedTuple):
    """What lists show of a book's copies and stock, by the names of its columns."""

    copies_total: int = 0
    copies_free: int = 0
    copies_reference: int = 0
    stock_free: int = 0


def holdings_of(book_ids: Sequence[int], taken: Mapping[int, int]) -> dict[int, Holdings]:
    """Book id -> its copies and stock, counted, for each of these books. Two statements.

    taken: how many of a book's copies that may be lent are lent or set aside; the room that lends knows it.
    """
    lendable, read_here = case((~Copy.reference_only, 1), else_=0), case((Copy.reference_only, 1), else_=0)
    copies = (
        select(Copy.book_id, func.sum(lendable), func.sum(read_here))
        .where(Copy.book_id.in_(book_ids), Copy.condition == OK)
        .group_by(Copy.book_id)
    )
    stock = (
        select(Sku.book_id, func.sum(Sku.on_hand - Sku.reserved))
        .where(Sku.book_id.in_(book_ids), Sku.on_sale)
        .group_by(Sku.book_id)
    )
    found = dict.fromkeys(book_ids, Holdings())
    for book_id, lent, read in db.session.execute(copies):
        found[book_id] = Holdings(int(lent), int(lent) - taken.get(book_id, 0), int(read))
    for book_id, free in db.session.execute(stock):
        found[book_id] = found[book_id]._replace(stock_free=int(free))
    return found
