"""Two carts become one, and a voucher that may be taken once was taken once."""

from sqlalchemy import delete, select, update

from backend.core.database import change_rows, db
from backend.core.here import Here
from backend.shop.models import Cart, CartLine, Order, VoucherUse
from backend.shop.models.carts import MERGED
from backend.shop.rules.carts import MOST_LINES


def take_carts(kept_id: int, gone_id: int, here: Here) -> None:
    """What was to be bought goes into the kept account's cart; of what is in both, the larger number stays."""
    other = db.session.scalar(select(Cart).where(Cart.open_user_id == gone_id))
    mine = db.session.scalar(select(Cart).where(Cart.open_user_id == kept_id))
    if other is not None and mine is not None:
        _pour(other, mine, here)
    elif other is not None:
        other.user_id = other.open_user_id = kept_id
    db.session.flush()  # the carts are written before the rest is moved by one statement
    change_rows(update(Cart).where(Cart.user_id == gone_id).values(user_id=kept_id))


def take_vouchers(kept_id: int, gone_id: int) -> None:
    """The orders are the kept account's already: their vouchers count as taken by it."""
    uses = db.session.scalars(
        select(VoucherUse).where(VoucherUse.once_key.endswith(f":{gone_id}")).order_by(VoucherUse.id)
    ).all()
    for use in uses:
        key = f"{use.voucher_id}:{kept_id}"
        taken = db.session.scalar(select(VoucherUse.id).where(VoucherUse.once_key == key))
        use.once_key = None if taken is not None else key
        db.session.flush()  # the next one asks for the key of this one


def orders_of(user_id: int) -> list[int]:
    return list(db.session.scalars(select(Order.id).where(Order.user_id == user_id)))


def _pour(other: Cart, mine: Cart, here: Here) -> None:
    lines = {line.sku_id: line for line in db.session.scalars(select(CartLine).where(CartLine.cart_id == mine.id))}
    for line in db.session.scalars(select(CartLine).where(CartLine.cart_id == other.id).order_by(CartLine.id)).all():
        if (same := lines.get(line.sku_id)) is not None:
            same.quantity = max(same.quantity, line.quantity)
        elif len(lines) < MOST_LINES:
            line.cart_id = mine.id
            lines[line.sku_id] = line
    db.session.flush()  # what was moved is not in the other cart any more
    change_rows(delete(CartLine).where(CartLine.cart_id == other.id))
    other.user_id = other.open_user_id = other.token = None
    other.state, other.merged_into_id, other.touched_at = MERGED, mine.id, here.at
    mine.touched_at = here.at
