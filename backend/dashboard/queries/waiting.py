"""Titles that readers wait for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from backend.catalog.queries.cards import BookCard, cards_of
from backend.circulation.models import Hold
from backend.circulation.rules.lives import QUEUED
from backend.core.database import db
from backend.dashboard.queries.view import View
from backend.dashboard.rules.people import People

MOST = 10


@dataclass(frozen=True)
class Pressure:
    book: BookCard
    waiting: People
    copies: int
    longest_days: int


@dataclass(frozen=True)
class Queue:
    waiting: People
    titles: int
    items: list[Pressure]


def queue_now(view: View) -> Queue:
    """The title whose first reader has waited longest comes first."""
    first, waiting = func.min(Hold.placed_at), func.count()
    rows = select(Hold.book_id, waiting, first).where(Hold.state == QUEUED).group_by(Hold.book_id)
    longest = {
        book_id: (number, at)
        for book_id, number, at in db.session.execute(rows.order_by(first, waiting.desc(), Hold.book_id).limit(MOST))
    }
    total, titles = db.session.execute(
        select(func.count(), func.count(Hold.book_id.distinct())).where(Hold.state == QUEUED)
    ).one()
    return Queue(
        waiting=view.told(total),
        titles=titles,
        items=[
            Pressure(card, view.told(longest[card.id][0]), card.copies_total, _days(longest[card.id][1], view))
            for card in cards_of(list(longest))
        ],
    )


def _days(since: datetime, view: View) -> int:
    return (view.here.at - since).days
