"""The first page of the personal centre: how much there is of everything, and what is being read."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import and_, func, literal, select, union_all

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.queries import BookCard
from backend.centre.queries.years import count_read
from backend.core.database import db
from backend.engagement.models import BookFavourite, BookLike, Reading, Review
from backend.lists.models import ReadingList
from backend.shop.models import Order
from backend.shop.queries.open_orders import OpenOrder, open_orders_of
from backend.shop.rules.lives import SOLD

NOW_READING = 6


@dataclass(frozen=True)
class NowReading:
    book: BookCard
    started_on: date | None
    progress: int
    page: int | None
    page_total: int | None
    updated_at: datetime


@dataclass(frozen=True)
class Overview:
    rating_count: int
    like_count: int
    favourite_count: int
    review_count: int
    list_count: int
    want_to_read_count: int
    reading_count: int
    read_count: int
    finished_this_year: int
    order_count: int
    open_orders: list[OpenOrder]
    now_reading: list[NowReading]


def overview_of(reader: User, today: date, zone: tzinfo) -> Overview:
    """Seven statements, however much there is."""
    counts = _counts(reader.id)
    return Overview(
        rating_count=reader.rating_count,
        like_count=counts["like"],
        favourite_count=counts["favourite"],
        review_count=counts["review"],
        list_count=counts["list"],
        want_to_read_count=counts.get("want_to_read", 0),
        reading_count=counts.get("reading", 0),
        read_count=counts.get("read", 0),
        finished_this_year=count_read(reader.id, today.year, zone),
        order_count=counts["order"],
        open_orders=open_orders_of(reader.id),
        now_reading=_now_reading(reader.id),
    )


def _counts(user_id: int) -> dict[str, int]:
    parts = (
        ("like", BookLike.user_id == user_id),
        ("favourite", BookFavourite.user_id == user_id),
        ("review", and_(Review.user_id == user_id, Review.removed_at.is_(None))),
        ("order", and_(Order.user_id == user_id, Order.state.in_(SOLD))),
        ("list", and_(ReadingList.user_id == user_id, ReadingList.deleted_at.is_(None))),
    )
    statement = union_all(
        *(select(literal(name), func.count()).where(condition) for name, condition in parts),
        select(Reading.status, func.count()).where(Reading.user_id == user_id).group_by(Reading.status),
    )
    return dict(db.session.execute(statement).all())


def _now_reading(user_id: int) -> list[NowReading]:
    rows = db.session.scalars(
        select(Reading)
        .where(Reading.user_id == user_id, Reading.status == "reading")
        .order_by(Reading.updated_at.desc(), Reading.book_id.desc())
        .limit(NOW_READING)
    ).all()
    cards = {card.id: card for card in catalog.cards_of([row.book_id for row in rows])}
    return [
        NowReading(cards[row.book_id], row.started_on, row.progress, row.page, row.page_total, row.updated_at)
        for row in rows
    ]
