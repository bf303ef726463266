"""The queue of a title, and the wishes in it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from backend.circulation.models import Hold
from backend.circulation.rules.lives import OPEN_HOLDS, QUEUED, READY, open_key
from backend.circulation.rules.refusals import HoldNotFound
from backend.core.database import db

# High priority first; a hold that staff have moved has another rank.
QUEUE_ORDER: tuple[Any, ...] = (Hold.priority.desc(), Hold.rank, Hold.id)


def get_book_id(hold_id: int) -> int:
    """Of which title it is, which never changes. Raises HoldNotFound."""
    book_id = db.session.scalar(select(Hold.book_id).where(Hold.id == hold_id))
    if book_id is None:
        raise HoldNotFound
    return book_id


def get_own_hold(user_id: int, hold_id: int) -> int:
    """The id of one of the reader's holds. Raises HoldNotFound, for another's too."""
    if db.session.scalar(select(Hold.user_id).where(Hold.id == hold_id)) != user_id:
        raise HoldNotFound
    return hold_id


# Built once: every scan asks it.
_TITLE: BindParameter[int] = bindparam("book_id")
_OPEN = (
    select(Hold)
    .where(Hold.book_id == _TITLE, Hold.state.in_(OPEN_HOLDS))
    .order_by(*QUEUE_ORDER)
    .execution_options(populate_existing=True)
)


def open_holds(book_id: int) -> list[Hold]:
    """All open holds of a title in the order of the queue, as they are now; set aside ones are among them."""
    return list(db.session.scalars(_OPEN, {"book_id": book_id}))


def find_open_hold(user_id: int, book_id: int) -> Hold | None:
    """The reader's open hold on a title."""
    return db.session.scalar(select(Hold).where(Hold.open_key == open_key(user_id, book_id)))


def positions(book_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Hold id -> its place in the queue of its title, from 1, and the length of that queue. One statement."""
    if not book_ids:
        return {}
    place = func.row_number().over(partition_by=Hold.book_id, order_by=QUEUE_ORDER)
    length = func.count().over(partition_by=Hold.book_id)
    queued = select(Hold.id, place, length).where(Hold.book_id.in_(book_ids), Hold.state == QUEUED)
    return {hold_id: (at, of) for hold_id, at, of in db.session.execute(queued)}


def waiting_counts(book_ids: Sequence[int], today: date) -> dict[int, int]:
    """Book id -> how many wait for it whose wish is not suspended."""
    if not book_ids:
        return {}
    counted = (
        select(Hold.book_id, func.count())
        .where(Hold.book_id.in_(book_ids), Hold.state == QUEUED, is_awake(today))
        .group_by(Hold.book_id)
    )
    return dict(db.session.execute(counted).all())


def is_awake(today: date) -> Any:
    return Hold.suspended_until.is_(None) | (Hold.suspended_until <= today)


def uncollected(today: date) -> list[int]:
    """Ids of holds whose last day on the shelf is over."""
    over = select(Hold.id).where(Hold.state == READY, Hold.pickup_until < today)
    return list(db.session.scalars(over.order_by(Hold.pickup_until, Hold.id)))


def outlived(today: date) -> list[int]:
    """Ids of holds that nobody needs any more."""
    over = select(Hold.id).where(Hold.state == QUEUED, Hold.not_needed_after < today)
    return list(db.session.scalars(over.order_by(Hold.not_needed_after, Hold.id)))


def titles_waited_for() -> list[int]:
    """Ids of the titles that somebody waits for."""
    return list(db.session.scalars(select(Hold.book_id).where(Hold.state == QUEUED).distinct().order_by(Hold.book_id)))
