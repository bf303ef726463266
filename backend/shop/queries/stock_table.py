"""What is for sale in the table of the desk: which things are wanted, in which order, as a page and as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from backend.catalog.models import Book, Sku
from backend.core.database import db
from backend.core.paging import Page
from backend.shop.queries.stock import SkuLine, sku_lines

# Whoever has fewer pieces left than this should think of buying.
FEW = 3
_SORTED_BY: dict[str, Any] = {
    "added": Sku.id,
    "title": Book.sort_title,
    "on_hand": Sku.on_hand,
    "reserved": Sku.reserved,
    "left": Sku.on_hand - Sku.reserved,
    "price": Sku.price_cents,
}


@dataclass(frozen=True)
class StockWish:
    """Which things; an unset field does not narrow."""

    # Words of a title, or an ISBN.
    q: str = ""
    kind: str | None = None
    on_sale: bool | None = None
    # On sale and nearly gone.
    scarce: bool = False
    # Pieces of it are in orders that wait for their money.
    reserved: bool = False


def wish_of(asked: Mapping[str, Any]) -> StockWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(StockWish)}
    return StockWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def stock_page(wish: StockWish, sort: str, page: int, size: int, today: date) -> Page[SkuLine]:
    """The number of statements does not depend on the length of the page."""
    ids = db.session.scalars(chosen_skus(wish, sort).limit(size).offset((page - 1) * size)).all()
    counted = select(func.count()).select_from(Sku).where(*_conditions(wish))
    if wish.q:
        counted = counted.join(Book, Book.id == Sku.book_id)
    return Page(lines_of(ids, today), page, size, db.session.scalar(counted) or 0)


def chosen_skus(wish: StockWish, sort: str) -> Select[int]:
    """The ids of all of them, in this order."""
    word, down = sort.removeprefix("-"), sort.startswith("-")
    found = select(Sku.id).where(*_conditions(wish))
    if wish.q or word == "title":
        found = found.join(Book, Book.id == Sku.book_id)
    columns = (Sku.id,) if word == "added" else (_SORTED_BY[word], Sku.id)
    return found.order_by(*[column.desc() if down else column for column in columns])


def lines_of(ids: Sequence[int], today: date) -> list[SkuLine]:
    """In the order of the ids."""
    if not ids:
        return []
    rows = {sku.id: sku for sku in db.session.scalars(select(Sku).where(Sku.id.in_(ids)))}
    return sku_lines([rows[sku_id] for sku_id in ids if sku_id in rows], today)


def _conditions(wish: StockWish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if words := wish.q.strip():
        meant = (Book.title.contains(words, autoescape=True), Book.isbn13 == words.replace("-", ""))
        found.append(or_(*meant))
    if wish.kind is not None:
        found.append(Sku.kind == wish.kind)
    if wish.on_sale is not None:
        found.append(Sku.on_sale.is_(wish.on_sale))
    if wish.scarce:
        found += [Sku.on_hand - Sku.reserved < FEW, Sku.on_sale.is_(True)]
    if wish.reserved:
        found.append(Sku.reserved > 0)
    return found
