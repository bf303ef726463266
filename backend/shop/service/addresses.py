"""Keeping an address book. The reader is locked: of his addresses one is proposed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from backend.accounts.queries import lock_user
from backend.core.database import change_rows, db
from backend.core.errors import Conflict, Invalid
from backend.shop.models import Address
from backend.shop.queries.addresses import count_addresses, get_own_address
from backend.shop.rules.addresses import MOST_ADDRESSES, tidy_address


class AddressRefused(Invalid):
    message = "Nothing can be sent to this address."


class AddressBookFull(Conflict):
    message = f"An address book has at most {MOST_ADDRESSES} addresses."


def add_address(user_id: int, said: Mapping[str, Any], at: datetime) -> Address:
    """The first one is the one proposed. Raises AddressRefused with every field that is not right, AddressBookFull."""
    lock_user(user_id)
    number = count_addresses(user_id)
    if number >= MOST_ADDRESSES:
        raise AddressBookFull
    address = Address(user_id=user_id)
    _write(address, {**said, "preferred": said["preferred"] or number == 0}, at)
    db.session.add(address)
    db.session.flush()  # the answer has its id
    return address


def change_address(user_id: int, address_id: int, said: Mapping[str, Any], at: datetime) -> Address:
    """Orders keep the address as it was. Raises AddressNotFound, AddressRefused."""
    lock_user(user_id)
    address = get_own_address(user_id, address_id)
    _write(address, said, at)
    return address


def remove_address(user_id: int, address_id: int) -> None:
    """Raises AddressNotFound."""
    lock_user(user_id)
    db.session.delete(get_own_address(user_id, address_id))


def _write(address: Address, said: Mapping[str, Any], at: datetime) -> None:
    kept, problems = tidy_address({name: value for name, value in said.items() if name != "preferred"})
    if problems:
        fields = {name: [{"code": code, "message": AddressRefused.message}] for name, code in problems.items()}
        raise AddressRefused(fields=fields)
    if said["preferred"]:
        change_rows(update(Address).where(Address.user_id == address.user_id).values(preferred=False))
    for name, value in kept.items():
        setattr(address, name, value)
    address.preferred, address.changed_at = said["preferred"], at
