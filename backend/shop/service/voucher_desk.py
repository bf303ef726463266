"""Making vouchers and switching them off. An order keeps what its voucher took off when it was placed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Conflict
from backend.core.here import Here
from backend.shop.models import Voucher
from backend.shop.queries.voucher_desk import VoucherNotFound
from backend.shop.service.scopes import check_scope


class VoucherCodeTaken(Conflict):
    message = "There is a voucher with this code already."


class VoucherUsedMore(Conflict):
    message = "It was used more often than that already."


def add_voucher(values: Mapping[str, Any], actor: Actor, here: Here) -> Voucher:
    """Raises VoucherCodeTaken, OfferScopeUnknown."""
    check_scope(None, values["category_id"])
    voucher = Voucher(**values, changed_at=here.at, changed_by=actor.user_id)
    try:
        with db.session.begin_nested():
            db.session.add(voucher)
    except IntegrityError as error:
        # The unique key of the code decides, also between two who add it at once.
        raise VoucherCodeTaken from error
    return voucher


def change_voucher(voucher_id: int, values: Mapping[str, Any], actor: Actor, here: Here) -> Voucher:
    """Other values, the same code. Raises VoucherNotFound, VoucherUsedMore, OfferScopeUnknown."""
    voucher = _lock_voucher(voucher_id)
    check_scope(None, values["category_id"])
    most = values["most_uses"]
    if most is not None and most < voucher.uses:
        raise VoucherUsedMore(reasons=[{"code": "voucher_used_more", "uses": voucher.uses}])
    for name, value in values.items():
        setattr(voucher, name, value)
    voucher.changed_at, voucher.changed_by = here.at, actor.user_id
    return voucher


def switch_voucher(voucher_id: int, active: bool, actor: Actor, here: Here) -> Voucher:
    """No new order takes it while it is off. Raises VoucherNotFound."""
    voucher = _lock_voucher(voucher_id)
    if voucher.active != active:
        voucher.active, voucher.changed_at, voucher.changed_by = active, here.at, actor.user_id
    return voucher


def _lock_voucher(voucher_id: int) -> Voucher:
    """Orders count its uses with the row locked: the lock is the first read."""
    locked = select(Voucher).where(Voucher.id == voucher_id).with_for_update().execution_options(populate_existing=True)
    voucher = db.session.scalar(locked)
    if voucher is None:
        raise VoucherNotFound
    return voucher
