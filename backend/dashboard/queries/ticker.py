"""What happens in the library just now, by title: never who."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from backend.catalog.queries.cards import titles_of
from backend.circulation.models import Hold, Loan
from backend.core.database import db
from backend.dashboard.queries.raw import LENT, NOT_SOLD
from backend.engagement.models import Rating, Review
from backend.shop.models import Order, OrderLine

MOST = 30


@dataclass(frozen=True)
class Happened:
    key: str
    kind: str
    at: datetime
    book_id: int
    title: str


def ticker(after: datetime | None) -> list[Happened]:
    """The newest first; those of the second of `after` come again."""
    found = [
        (at, kind, row_id, book_id)
        for kind, rows in _newest()
        for row_id, at, book_id in db.session.execute(rows.limit(MOST))
        if at is not None and (after is None or at >= after)
    ]
    newest = sorted(found, key=lambda one: (one[0], one[1], one[2]), reverse=True)[:MOST]
    titles = titles_of({book_id for *_, book_id in newest})
    return [
        Happened(_key(kind, row_id), kind, at, book_id, titles[book_id])
        for at, kind, row_id, book_id in newest
        if book_id in titles
    ]


def _newest() -> Iterator[tuple[str, Any]]:
    lent = select(Loan.id, Loan.borrowed_at, Loan.book_id).where(LENT)
    # Ids are given in the order of time.
    yield "loan", lent.order_by(Loan.id.desc())
    back = select(Loan.id, Loan.returned_at, Loan.book_id).where(Loan.returned_at.is_not(None), LENT)
    yield "return", back.order_by(Loan.returned_at.desc(), Loan.id.desc())
    yield "hold", select(Hold.id, Hold.placed_at, Hold.book_id).order_by(Hold.placed_at.desc(), Hold.id.desc())
    first = select(func.min(OrderLine.id)).where(OrderLine.order_id == Order.id).correlate(Order).scalar_subquery()
    sold = select(Order.id, Order.confirmed_at, OrderLine.book_id).join(OrderLine, OrderLine.id == first)
    confirmed = sold.where(Order.confirmed_on.is_not(None), Order.state.not_in(NOT_SOLD))
    yield "order", confirmed.order_by(Order.confirmed_on.desc(), Order.id.desc())
    rated = select(Rating.id, Rating.rated_at, Rating.book_id).where(Rating.rated_at.is_not(None))
    yield "rating", rated.order_by(Rating.rated_at.desc(), Rating.book_id.desc())
    seen = select(Review.id, Review.created_at, Review.book_id).where(
        Review.visibility == "public", Review.state == "published", Review.removed_at.is_(None)
    )
    yield "review", seen.order_by(Review.created_at.desc(), Review.id.desc())


def _key(kind: str, row_id: int) -> str:
    return hashlib.blake2s(f"{kind}:{row_id}".encode(), digest_size=9).hexdigest()
