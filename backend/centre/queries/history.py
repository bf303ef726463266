"""What a reader did, newest first: the traces that all rooms keep of him, as one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, null, select, union_all

from backend.catalog import queries as catalog
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.core.paging import Page
from backend.engagement.models import BookFavourite, BookLike, BookView, Rating, Reading, Review
from backend.lists.models import ReadingList, ReadingListEntry
from backend.recommendations.models import Dismissal
from backend.shop.models import Order, OrderLine
from backend.shop.rules.lives import SOLD

_DETAILS = ("stars", "status", "list_id", "list_name", "times", "order_id", "pieces")


@dataclass(frozen=True)
class Event:
    """`stars` of a rating, `status` of a reading, `list_id` and `list_name` of a list's new book, `times` of looks,
    `order_id` and `pieces` of what was bought.
    """

    kind: str
    book: BookCard
    at: datetime
    stars: float | None
    status: str | None
    list_id: int | None
    list_name: str | None
    times: int | None
    order_id: int | None
    pieces: int | None


def history_of(user_id: int, kinds: Sequence[str], page: int, size: int) -> Page[Event]:
    """A page of the reader's own events; without kinds, of all kinds. Four statements."""
    parts = [part for kind, part in _parts(user_id).items() if not kinds or kind in kinds]
    # Of each kind only as many as could stand on this page: the database need not sort everything.
    # In the order of the whole: of what was brought in at one moment, each page takes up where the last has ended.
    first = [part.order_by(*_latest(part.selected_columns)).limit(page * size).subquery() for part in parts]
    events = union_all(*(select(part) for part in first)).subquery()
    order = (
        events.c.at.desc(),
        events.c.kind,
        events.c.book_id.desc(),
        events.c.list_id.desc(),
        events.c.order_id.desc(),
    )
    rows = db.session.execute(select(events).order_by(*order).limit(size).offset((page - 1) * size)).all()
    cards = {card.id: card for card in catalog.cards_of(sorted({row.book_id for row in rows}))}
    counts = [select(func.count()).select_from(part.subquery()).scalar_subquery() for part in parts]
    total = db.session.scalar(select(sum(counts[1:], start=counts[0]))) or 0
    return Page([_event(row, cards[row.book_id]) for row in rows], page, size, total)


def _latest(columns: Any) -> tuple[Any, ...]:
    return columns.at.desc(), columns.book_id.desc(), columns.list_id.desc(), columns.order_id.desc()


def _parts(user_id: int) -> dict[str, Select[Any]]:
    """Kind -> its events, all in the same columns."""
    return {
        "rated": _part("rated", Rating, Rating.rated_at, user_id, stars=Rating.stars).where(
            Rating.rated_at.is_not(None)
        ),
        "liked": _part("liked", BookLike, BookLike.liked_at, user_id),
        "favourited": _part("favourited", BookFavourite, BookFavourite.favourited_at, user_id),
        "reviewed": _part("reviewed", Review, Review.created_at, user_id).where(Review.removed_at.is_(None)),
        "reading": _part("reading", Reading, Reading.updated_at, user_id, status=Reading.status),
        "viewed": _part("viewed", BookView, BookView.viewed_at, user_id, times=BookView.view_count),
        "dismissed": _part("dismissed", Dismissal, Dismissal.dismissed_at, user_id),
        "listed": _columns(
            "listed",
            ReadingListEntry.book_id,
            ReadingListEntry.added_at,
            list_id=ReadingList.id,
            list_name=ReadingList.name,
        )
        .join(ReadingList, ReadingList.id == ReadingListEntry.list_id)
        .where(ReadingList.user_id == user_id, ReadingList.deleted_at.is_(None)),
        # What was ordered and given up was not bought.
        "bought": _columns(
            "bought", OrderLine.book_id, Order.confirmed_at, order_id=Order.id, pieces=OrderLine.quantity
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.user_id == user_id, Order.state.in_(SOLD)),
    }


def _part(kind: str, table: Any, at: Any, user_id: int, **details: Any) -> Select[Any]:
    return _columns(kind, table.book_id, at, **details).where(table.user_id == user_id)


def _columns(kind: str, book_id: Any, at: Any, **details: Any) -> Select[Any]:
    more = [details.get(name, null()).label(name) for name in _DETAILS]
    return select(literal(kind).label("kind"), book_id.label("book_id"), at.label("at"), *more)


def _event(row: Any, book: BookCard) -> Event:
    return Event(row.kind, book, row.at, *(getattr(row, name) for name in _DETAILS))
