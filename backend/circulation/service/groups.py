"""Groups of readers and types of items: the names by which the rules of lending tell them apart."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.catalog.models import Copy, ItemType
from backend.circulation.models import Policy, ReaderCard, ReaderGroup
from backend.circulation.queries.cards import GENERAL_GROUP, get_group
from backend.circulation.queries.item_types import ORDINARY_TYPE, get_item_type
from backend.core.database import db
from backend.core.errors import Conflict

Kind = TypeVar("Kind", ReaderGroup, ItemType)


class CodeTaken(Conflict):
    message = "There is one with this code already."


class GroupInUse(Conflict):
    message = "Readers or policies belong to this group."


class ItemTypeInUse(Conflict):
    message = "Copies or policies belong to this type."


class FirstOneStays(Conflict):
    message = "This is the one for whatever has no other; it can be renamed, not deleted."


def add_group(values: Mapping[str, Any]) -> ReaderGroup:
    """Raises CodeTaken."""
    return _named(ReaderGroup(), values)


def change_group(group_id: int, values: Mapping[str, Any]) -> ReaderGroup:
    """Raises ReaderGroupNotFound, CodeTaken."""
    return _named(get_group(group_id), values)


def delete_group(group_id: int) -> None:
    """Raises ReaderGroupNotFound, FirstOneStays, GroupInUse."""
    group = get_group(group_id)
    if group_id == GENERAL_GROUP:
        raise FirstOneStays
    cards = select(ReaderCard.user_id).where(ReaderCard.group_id == group_id)
    policies = select(Policy.id).where(Policy.group_id == group_id)
    if any(db.session.scalar(used.limit(1)) is not None for used in (cards, policies)):
        raise GroupInUse
    db.session.delete(group)


def add_item_type(values: Mapping[str, Any]) -> ItemType:
    """Raises CodeTaken."""
    return _named(ItemType(), values)


def change_item_type(item_type_id: int, values: Mapping[str, Any]) -> ItemType:
    """Raises ItemTypeNotFound, CodeTaken."""
    return _named(get_item_type(item_type_id), values)


def delete_item_type(item_type_id: int) -> None:
    """Raises ItemTypeNotFound, FirstOneStays, ItemTypeInUse."""
    item_type = get_item_type(item_type_id)
    if item_type_id == ORDINARY_TYPE:
        raise FirstOneStays
    copies = select(Copy.id).where(Copy.item_type_id == item_type_id)
    policies = select(Policy.id).where(Policy.item_type_id == item_type_id)
    if any(db.session.scalar(used.limit(1)) is not None for used in (copies, policies)):
        raise ItemTypeInUse
    db.session.delete(item_type)


def _named(row: Kind, values: Mapping[str, Any]) -> Kind:
    try:
        with db.session.begin_nested():
            for name, value in values.items():
                setattr(row, name, value)
            db.session.add(row)
    except IntegrityError as error:
        # The unique key of the code decides.
        raise CodeTaken from error
    return row
