"""All holds, as the office lists them. Whose a hold was is shown, and can be asked for, while it is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backend.catalog.models import Copy
from backend.circulation.models import Hold
from backend.circulation.queries.hold_lines import HoldLine, hold_lines
from backend.circulation.rules.lives import OPEN_HOLDS
from backend.core.database import db
from backend.core.here import Here
from backend.core.paging import Page
from backend.office.queries.lending import books_meant, day_begins, in_group
from backend.people.queries.users import accounts_meant

OPEN, ALL = "open", "all"
# Each has an index, and ends in the id.
_SORTED_BY: dict[str, Any] = {"placed": Hold.placed_at, "pickup": Hold.pickup_until}
_IS_OPEN = Hold.open_key.is_not(None)


@dataclass(frozen=True)
class HoldWish:
    """Which holds; an unset field does not narrow. Days are the library's own, both ends in."""

    q: str = ""
    # Open, all, or one of the states.
    state: str = OPEN
    reader: int | None = None
    book: int | None = None
    group: int | None = None
    placed_from: date | None = None
    placed_to: date | None = None
    pickup_from: date | None = None
    pickup_to: date | None = None
    # Its reader does not want it for now.
    suspended: bool | None = None


def wish_of(asked: Mapping[str, Any]) -> HoldWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(HoldWish)}
    return HoldWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def holds_page(wish: HoldWish, sort: str, page: int, size: int, here: Here) -> Page[HoldLine]:
    """Eleven statements at most, however many holds."""
    ids = list(db.session.scalars(sorted_holds(wish, sort, here).limit(size).offset((page - 1) * size)))
    total = db.session.scalar(select(func.count()).select_from(Hold).where(*_conditions(wish, here))) or 0
    return Page(lines_of(ids, here), page, size, total)


def sorted_holds(wish: HoldWish, sort: str, here: Here) -> Select[int]:
    """The ids of all of them in an order of the table."""
    column, wanted = _SORTED_BY[sort.removeprefix("-")], select(Hold.id).where(*_conditions(wish, here))
    return wanted.order_by(*((column.desc(), Hold.id.desc()) if sort.startswith("-") else (column, Hold.id)))


def lines_of(ids: Sequence[int], here: Here) -> list[HoldLine]:
    """In the order of the ids; those that are not there are left out."""
    found = {hold.id: hold for hold in db.session.scalars(select(Hold).where(Hold.id.in_(ids)))} if ids else {}
    holds = [found[hold_id] for hold_id in ids if hold_id in found]
    return [line if line.state in OPEN_HOLDS else replace(line, reader=None) for line in hold_lines(holds, here)]


def _conditions(wish: HoldWish, here: Here) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.state == OPEN:
        found.append(Hold.state.in_(OPEN_HOLDS))
    elif wish.state != ALL:
        found.append(Hold.state == wish.state)
    if words := wish.q.strip():
        found.append(_meant(words))
    if wish.reader is not None:
        found += [_IS_OPEN, Hold.user_id == wish.reader]
    if wish.group is not None:
        found += [_IS_OPEN, in_group(Hold.user_id, wish.group)]
    if wish.book is not None:
        found.append(Hold.book_id == wish.book)
    if wish.placed_from is not None:
        found.append(Hold.placed_at >= day_begins(wish.placed_from, here))
    if wish.placed_to is not None:
        found.append(Hold.placed_at < day_begins(wish.placed_to + timedelta(days=1), here))
    found += [Hold.pickup_until >= wish.pickup_from] if wish.pickup_from is not None else []
    found += [Hold.pickup_until <= wish.pickup_to] if wish.pickup_to is not None else []
    if wish.suspended is not None:
        asleep = func.coalesce(Hold.suspended_until > here.today, False)
        found.append(asleep if wish.suspended else ~asleep)
    return found


def _meant(words: str) -> ColumnElement[bool]:
    """How the barcode of the copy that is set aside begins, part of a title, or who waits."""
    pieces = select(Copy.id).where(Copy.barcode.startswith(words, autoescape=True))
    return or_(
        Hold.alloc_copy_id.in_(pieces),
        Hold.book_id.in_(books_meant(words)),
        and_(_IS_OPEN, Hold.user_id.in_(accounts_meant(words))),
    )
