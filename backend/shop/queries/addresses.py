"""Readers' address books."""

from sqlalchemy import func, select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.shop.models import Address


class AddressNotFound(NotFound):
    message = "There is no such address in your book."


def addresses_of(user_id: int) -> list[Address]:
    """The one that is proposed first, then the last changed first."""
    mine = select(Address).where(Address.user_id == user_id)
    return list(db.session.scalars(mine.order_by(Address.preferred.desc(), Address.changed_at.desc(), Address.id)))


def get_own_address(user_id: int, address_id: int) -> Address:
    """Raises AddressNotFound, for another's too."""
    found = db.session.scalar(select(Address).where(Address.id == address_id, Address.user_id == user_id))
    if found is None:
        raise AddressNotFound
    return found


def count_addresses(user_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(Address).where(Address.user_id == user_id)) or 0
