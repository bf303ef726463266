"""What is for sale, as the desk sees it: pieces, their ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog.models import Copy, Sku
from backend.catalog.queries import BookCard, cards_of
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.shop.models import Order, StockEntry
from backend.shop.queries.prices import live_prices

_ENTRIES = (
    select(StockEntry, Order.number, Copy.barcode, User.display_name)
    .outerjoin(Order, Order.id == StockEntry.order_id)
    .outerjoin(Copy, Copy.id == StockEntry.copy_id)
    .outerjoin(User, User.id == StockEntry.made_by)
)


class SkuNotFound(NotFound):
    message = "This is not for sale."


@dataclass(frozen=True)
class SkuLine:
    """Something for sale with its book and its price of the day."""

    id: int
    book: BookCard
    kind: str
    price_cents: int
    unit_cents: int
    percent: int | None
    currency: str
    on_sale: bool
    most_per_order: int
    note: str | None
    on_hand: int
    reserved: int
    left: int


@dataclass(frozen=True)
class EntryLine:
    """An entry of the ledger, with the words for what it was for."""

    id: int
    kind: str
    quantity: int
    reason: str | None
    order_id: int | None
    order_number: str | None
    barcode: str | None
    made_at: datetime
    made_on: date
    # Of the staff; null: the library's own clockwork, or a reader who bought.
    made_by_name: str | None


def get_sku(sku_id: int) -> Sku:
    """Raises SkuNotFound."""
    sku = db.session.get(Sku, sku_id)
    if sku is None:
        raise SkuNotFound
    return sku


def sku_line(sku: Sku, today: date) -> SkuLine:
    return sku_lines([sku], today)[0]


def sku_lines(skus: Sequence[Sku], today: date) -> list[SkuLine]:
    if not skus:
        return []
    books = {card.id: card for card in cards_of(sorted({sku.book_id for sku in skus}))}
    prices = live_prices([sku.id for sku in skus], today)
    return [
        SkuLine(
            id=sku.id,
            book=books[sku.book_id],
            kind=sku.kind,
            price_cents=sku.price_cents,
            unit_cents=prices[sku.id].unit_cents,
            percent=prices[sku.id].percent,
            currency=sku.currency,
            on_sale=sku.on_sale,
            most_per_order=sku.most_per_order,
            note=sku.note,
            on_hand=sku.on_hand,
            reserved=sku.reserved,
            left=sku.on_hand - sku.reserved,
        )
        for sku in skus
    ]


def entry_line(entry: StockEntry) -> EntryLine:
    return _entry(*db.session.execute(_ENTRIES.where(StockEntry.id == entry.id)).one())


def entries_of(sku_id: int, page: int, size: int) -> Page[EntryLine]:
    """The ledger of something for sale, the last entry first. Raises SkuNotFound."""
    get_sku(sku_id)
    mine = StockEntry.sku_id == sku_id
    newest = _ENTRIES.where(mine).order_by(StockEntry.made_at.desc(), StockEntry.id.desc())
    rows = newest.limit(size).offset((page - 1) * size)
    total = db.session.scalar(select(func.count()).select_from(StockEntry).where(mine)) or 0
    return Page([_entry(*row) for row in db.session.execute(rows)], page, size, total)


def _entry(entry: StockEntry, number: str | None, barcode: str | None, name: str | None) -> EntryLine:
    return EntryLine(
        id=entry.id,
        kind=entry.kind,
        quantity=entry.quantity,
        reason=entry.reason,
        order_id=entry.order_id,
        order_number=number,
        barcode=barcode,
        made_at=entry.made_at,
        made_on=entry.made_on,
        made_by_name=name,
    )
