"""The copies of a book as a reader looks for them."""

from dataclasses import dataclass

from sqlalchemy import select

from backend.catalog.models import Copy, Location
from backend.core.database import db

# Nobody walks along more shelves than these.
COPIES_SHOWN = 50


@dataclass(frozen=True)
class CopyPlace:
    """Where a copy stands, and whether it can be had."""

    id: int
    location_zh: str
    location_en: str
    shelf_mark: str | None
    condition: str
    reference_only: bool


def copies_of(book_id: int) -> list[CopyPlace]:
    """The copies that are not withdrawn, by location and shelf mark."""
    statement = (
        select(Copy.id, Location.name_zh, Location.name_en, Copy.shelf_mark, Copy.condition, Copy.reference_only)
        .join(Location, Location.id == Copy.location_id)
        .where(Copy.book_id == book_id, Copy.condition != "withdrawn")
        .order_by(Location.position, Copy.shelf_mark, Copy.id)
        .limit(COPIES_SHOWN)
    )
    return [CopyPlace(*row) for row in db.session.execute(statement)]
