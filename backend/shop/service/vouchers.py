"""Taking a voucher with an order, and giving it back. The voucher's row is locked before it is counted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.core.database import db
from backend.core.errors import Conflict
from backend.shop.models import Order, Voucher, VoucherUse


class VoucherGone(Conflict):
    message = "This voucher cannot be used any more."


def take(voucher_id: int, order: Order, at: datetime) -> None:
    """Count an order's use of it, anew when the order had given it back. Raises VoucherGone when it is used up, or when
    the reader has used it and may do so once; whoever catches that does so around a savepoint.
    """
    voucher = _lock(voucher_id)
    use = _use_of(order)
    if use is not None and use.freed_at is None:
        return
    if voucher.most_uses is not None and voucher.uses >= voucher.most_uses:
        raise VoucherGone
    if use is None:
        use = VoucherUse(voucher_id=voucher_id, order_id=order.id, used_at=at)
        db.session.add(use)
    use.once_key = f"{voucher_id}:{order.user_id}" if voucher.once_per_reader else None
    use.used_at, use.freed_at = at, None
    voucher.uses += 1
    try:
        db.session.flush()  # the unique key is asked now
    except IntegrityError as error:
        raise VoucherGone from error


def free(order: Order, at: datetime) -> None:
    """The order was given up: what it used may be used again. A second time changes nothing."""
    if order.voucher_id is None:
        return
    voucher = _lock(order.voucher_id)
    use = _use_of(order)
    if use is not None and use.freed_at is None:
        use.freed_at, use.once_key = at, None
        voucher.uses -= 1


def _lock(voucher_id: int) -> Voucher:
    one = select(Voucher).where(Voucher.id == voucher_id).with_for_update()
    return db.session.scalars(one.execution_options(populate_existing=True)).one()


def _use_of(order: Order) -> VoucherUse | None:
    mine = select(VoucherUse).where(VoucherUse.order_id == order.id)
    return db.session.scalar(mine.execution_options(populate_existing=True))
