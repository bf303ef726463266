"""Holds as a list shows them. The number of statements does not depend on the length of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from backend.catalog.models import Copy, Location
from backend.catalog.queries import BookCard, cards_of
from backend.circulation.models import Hold
from backend.circulation.queries.estimates import outlooks
from backend.circulation.queries.holds import QUEUE_ORDER, positions
from backend.circulation.queries.people import ReaderName, names_of
from backend.circulation.rules.lives import ALLOCATED, OPEN_HOLDS, QUEUED, READY
from backend.core.database import db
from backend.core.here import Here
from backend.core.paging import Page


@dataclass(frozen=True)
class CopyLine:
    """A copy and where it stands."""

    id: int
    barcode: str
    condition: str
    location_zh: str
    location_en: str
    shelf_mark: str | None


@dataclass(frozen=True)
class HoldLine:
    """A hold with its book, and where it stands in the queue."""

    id: int
    book: BookCard
    state: str
    placed_at: datetime
    # None: not in the queue; a copy is set aside, or it is over.
    position: int | None
    queue_length: int
    # The first day on which it counts again; None: it counts.
    suspended_until: date | None
    not_needed_after: date
    pickup_until: date | None
    # The reader may have it lie ready for as long again.
    extendable: bool
    # When the book may come; None: nobody knows, or it is there.
    estimate_from_on: date | None
    estimate_to_on: date | None
    copy: CopyLine | None
    reader: ReaderName | None


def holds_of(user_id: int, here: Here) -> list[HoldLine]:
    """A reader's open holds: what lies ready first, then what is fetched, then what he waits for."""
    mine = select(Hold).where(Hold.user_id == user_id, Hold.state.in_(OPEN_HOLDS)).order_by(Hold.placed_at, Hold.id)
    order = {READY: 0, ALLOCATED: 1, QUEUED: 2}
    return hold_lines(sorted(db.session.scalars(mine), key=lambda hold: order[hold.state]), here)


def pull_list(page: int, size: int, here: Here) -> Page[HoldLine]:
    """Copies to be fetched from the shelves, in the order of the walk: by location and shelf mark."""
    walk = [Location.position, Location.id, Copy.shelf_mark, Hold.id]
    return _page([Hold.state == ALLOCATED], walk, page, size, here)


def hold_shelf(page: int, size: int, here: Here) -> Page[HoldLine]:
    """What lies ready, the first to be cleared away first."""
    return _page([Hold.state == READY], [Hold.pickup_until, Hold.id], page, size, here)


def queue_of(book_id: int, here: Here) -> list[HoldLine]:
    """All who wait for a title, in their order; those for whom a copy is set aside first."""
    wanted = select(Hold).where(Hold.book_id == book_id, Hold.state.in_(OPEN_HOLDS)).order_by(*QUEUE_ORDER)
    return hold_lines(sorted(db.session.scalars(wanted), key=lambda hold: hold.state == QUEUED), here)


def hold_line(hold: Hold, here: Here) -> HoldLine:
    return hold_lines([hold], here)[0]


def hold_lines(holds: Sequence[Hold], here: Here) -> list[HoldLine]:
    """Eight statements at most."""
    if not holds:
        return []
    cards = {card.id: card for card in cards_of(sorted({hold.book_id for hold in holds}))}
    copies = copy_lines([hold.alloc_copy_id for hold in holds if hold.alloc_copy_id is not None])
    people = names_of(hold.user_id for hold in holds)
    waited_for = sorted({hold.book_id for hold in holds if hold.state != ALLOCATED and hold.closed_at is None})
    places = positions(waited_for)
    lengths = {hold.book_id: places[hold.id][1] for hold in holds if hold.id in places}
    ahead = outlooks(sorted({hold.book_id for hold in holds if hold.state == QUEUED}), here.today)
    waiting = _waiting(waited_for) if any(hold.state == READY for hold in holds) else {}
    lines = []
    for hold in holds:
        position = places[hold.id][0] if hold.id in places else None
        expected = ahead[hold.book_id].range_for(position, here.today) if position else None
        lines.append(
            HoldLine(
                id=hold.id,
                book=cards[hold.book_id],
                state=hold.state,
                placed_at=hold.placed_at,
                position=position,
                queue_length=lengths.get(hold.book_id, waiting.get(hold.book_id, 0)),
                suspended_until=_still(hold.suspended_until, here),
                not_needed_after=hold.not_needed_after,
                pickup_until=hold.pickup_until,
                extendable=hold.state == READY and not hold.extensions and not waiting.get(hold.book_id),
                estimate_from_on=expected.from_on if expected else None,
                estimate_to_on=expected.to_on if expected else None,
                copy=copies.get(hold.alloc_copy_id or 0),
                reader=people.get(hold.user_id or 0),
            )
        )
    return lines


def copy_lines(copy_ids: Sequence[int]) -> dict[int, CopyLine]:
    """Copy id -> the copy and where it stands. One statement."""
    if not copy_ids:
        return {}
    wanted = (
        select(
            *(Copy.id, Copy.barcode, Copy.condition, Location.name_zh, Location.name_en, Copy.shelf_mark),
        )
        .join(Location, Location.id == Copy.location_id)
        .where(Copy.id.in_(copy_ids))
    )
    return {row.id: CopyLine(*row) for row in db.session.execute(wanted)}


def _still(until: date | None, here: Here) -> date | None:
    return until if until is not None and until > here.today else None


def _waiting(book_ids: Sequence[int]) -> dict[int, int]:
    counted = select(Hold.book_id, func.count()).where(Hold.book_id.in_(book_ids), Hold.state == QUEUED)
    return dict(db.session.execute(counted.group_by(Hold.book_id)).all())


def _page(conditions: list[ColumnElement[bool]], order: list[Any], page: int, size: int, here: Here) -> Page[HoldLine]:
    rows = (
        select(Hold)
        .join(Copy, Copy.id == Hold.alloc_copy_id)
        .join(Location, Location.id == Copy.location_id)
        .where(*conditions)
        .order_by(*order)
        .offset((page - 1) * size)
        .limit(size)
    )
    total = db.session.scalar(select(func.count()).select_from(Hold).where(*conditions)) or 0
    return Page(hold_lines(db.session.scalars(rows).all(), here), page, size, total)
