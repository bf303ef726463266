"""Types of items, and the places where copies stand, as the rules of lending ask for them."""

from sqlalchemy import func, select

from backend.catalog.models import Copy, ItemType, Location
from backend.core.database import db
from backend.core.errors import NotFound

# The type of whatever nobody has given another; the migration makes it.
ORDINARY_TYPE = 1


class ItemTypeNotFound(NotFound):
    message = "There is no such type of item."


def item_types() -> list[ItemType]:
    return list(db.session.scalars(select(ItemType).order_by(ItemType.position, ItemType.id)))


def get_item_type(item_type_id: int) -> ItemType:
    """Raises ItemTypeNotFound."""
    found = db.session.get(ItemType, item_type_id)
    if found is None:
        raise ItemTypeNotFound
    return found


def copies_by_type() -> dict[int, int]:
    """Type id -> how many copies are of it."""
    counted = select(Copy.item_type_id, func.count()).group_by(Copy.item_type_id)
    return {type_id: int(number) for type_id, number in db.session.execute(counted)}


def locations() -> list[Location]:
    return list(db.session.scalars(select(Location).order_by(Location.position, Location.id)))
