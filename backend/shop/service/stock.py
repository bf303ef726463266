"""The ledger of what is for sale: the only writer of what is on hand and of what is reserved.

Every piece that is sold is locked by the caller (locks.lock_skus), and counted for the catalogue at the end (facts).
"""

from sqlalchemy import select

from backend.catalog.models import Copy, Sku
from backend.catalog.models.copies import USED
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Invalid, NotFound
from backend.core.here import Here
from backend.shop.models import OrderLine, StockEntry
from backend.shop.models.stock import ADJUSTED, RECEIVED, RESTOCKED, SOLD, WITHDRAWN_COPY
from backend.shop.queries.stock import SkuNotFound
from backend.shop.rules.refusals import ReasonMissing, ShopActionRefused
from backend.shop.service.facts import count_stock
from backend.shop.service.locks import lock_skus, lock_skus_of

WITHDRAWN = "withdrawn"


class CopyNotFound(NotFound):
    message = "No copy has this barcode."


class NotReceived(Invalid):
    message = "What is received is more than nothing."


class NothingCounted(Invalid):
    message = "A correction is not zero."


def left_of(sku: Sku) -> int:
    """Pieces that nobody has reserved."""
    return sku.on_hand - sku.reserved


def reserve(sku: Sku, line: OrderLine) -> None:
    """Set all pieces of a line aside."""
    sku.reserved += line.quantity
    line.reserved = line.quantity


def release(sku: Sku, line: OrderLine) -> None:
    """Give back what was set aside for a line."""
    sku.reserved -= line.reserved
    line.reserved = 0


def correct_reserved(sku: Sku, reserved: int) -> None:
    """What orders have reserved, added up anew: for `flask doctor`."""
    sku.reserved = reserved


def sell(sku: Sku, line: OrderLine, actor: Actor, here: Here) -> None:
    """All pieces of a line leave the stock, reserved or not."""
    release(sku, line)
    _write(sku, SOLD, -line.quantity, actor, here, key=f"sold:{line.order_id}:{sku.id}", order_id=line.order_id)


def restock(sku: Sku, order_id: int, quantity: int, key: str, actor: Actor, here: Here) -> None:
    """Pieces of an order are on the shelf of the shop again; the key says what for: `cancel:ORDER`, `return:RETURN`."""
    _write(sku, RESTOCKED, quantity, actor, here, key=f"{key}:{sku.id}", order_id=order_id)


def receive(sku_id: int, quantity: int, reason: str | None, actor: Actor, here: Here) -> StockEntry:
    """Pieces came from a dealer. Raises SkuNotFound, NotReceived."""
    if quantity < 1:
        raise NotReceived(fields={"quantity": [{"code": "greater_than", "message": NotReceived.message}]})
    sku = _locked(sku_id)
    entry = _write(sku, RECEIVED, quantity, actor, here, reason=reason)
    count_stock([sku.book_id], here.today)
    return entry


def adjust(sku_id: int, quantity: int, reason: str | None, actor: Actor, here: Here) -> StockEntry:
    """So many more, or fewer, were counted than the ledger knew of. Raises SkuNotFound, ReasonMissing, and
    ShopActionRefused when fewer would be left than are in somebody's order.
    """
    if not reason:
        raise ReasonMissing(fields={"reason": [{"code": "missing", "message": "Say why."}]})
    if quantity == 0:
        raise NothingCounted(fields={"quantity": [{"code": "not_zero", "message": NothingCounted.message}]})
    sku = _locked(sku_id)
    if sku.on_hand + quantity < sku.reserved:
        reasons = [{"code": "pieces_reserved", "count": sku.reserved, "left": left_of(sku)}]
        raise ShopActionRefused(reasons=reasons)
    entry = _write(sku, ADJUSTED, quantity, actor, here, reason=reason)
    count_stock([sku.book_id], here.today)
    return entry


def take_withdrawn_copy(barcode: str, price_cents: int, note: str | None, actor: Actor, here: Here) -> Sku:
    """A copy that is lent no more is sold as a used one, once, beside others of its title, at the price of all of them.

    Raises CopyNotFound, ShopActionRefused.
    """
    copy = db.session.scalar(select(Copy).where(Copy.barcode == barcode))
    if copy is None:
        raise CopyNotFound
    skus = lock_skus_of([copy.book_id])
    # Locked after the pieces, read anew: somebody at the desk may be changing it.
    copy = db.session.get_one(Copy, copy.id, with_for_update=True, populate_existing=True)
    reasons = []
    if copy.condition != WITHDRAWN:
        reasons.append({"code": "copy_not_withdrawn", "condition": copy.condition})
    if db.session.scalar(select(StockEntry.id).where(StockEntry.copy_id == copy.id)) is not None:
        reasons.append({"code": "copy_for_sale_already"})
    if reasons:
        raise ShopActionRefused(reasons=reasons)
    sku = next((one for one in skus.values() if one.kind == USED), None)
    if sku is None:
        sku = Sku(book_id=copy.book_id, kind=USED, on_hand=0, reserved=0)
        db.session.add(sku)
    sku.price_cents, sku.on_sale = price_cents, True
    sku.note = note or sku.note
    db.session.flush()  # the ledger needs its id
    _write(sku, WITHDRAWN_COPY, 1, actor, here, copy_id=copy.id)
    count_stock([sku.book_id], here.today)
    return sku


def _locked(sku_id: int) -> Sku:
    sku = lock_skus([sku_id]).get(sku_id)
    if sku is None:
        raise SkuNotFound
    return sku


def _write(sku: Sku, kind: str, quantity: int, actor: Actor, here: Here, **more: object) -> StockEntry:
    sku.on_hand += quantity
    entry = StockEntry(
        sku_id=sku.id,
        kind=kind,
        quantity=quantity,
        made_at=here.at,
        made_on=here.today,
        # A reader who buys is in the order; here he would have to be forgotten once more.
        made_by=actor.user_id if actor.is_staff else None,
        **more,
    )
    db.session.add(entry)
    return entry
