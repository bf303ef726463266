"""The figures of a book that change while nobody touches it: its readers of late, and its trend."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import or_, select, union, update

from backend.catalog.models import Book
from backend.core.database import db
from backend.engagement.models import BookFavourite, BookLike, BookView, Rating, Review
from backend.engagement.rules import PAST_DAYS, RECENT_DAYS, trend_of


def rank_books(today: date, zone: tzinfo) -> int:
    """Count every book's readers of the last days anew; returns how many books have other figures than before."""
    figures = _figures(today, zone)
    ranked = or_(Book.readers_30d > 0, Book.trend != 0)
    known = {
        row.id: (row.readers_7d, row.readers_30d, row.trend)
        for row in db.session.execute(select(Book.id, Book.readers_7d, Book.readers_30d, Book.trend).where(ranked))
    }
    changed = [
        {"id": book_id, "readers_7d": week, "readers_30d": month, "trend": trend}
        for book_id in sorted({*figures, *known})
        for week, month, trend in [figures.get(book_id, (0, 0, 0.0))]
        if known.get(book_id, (0, 0, 0.0)) != (week, month, trend)
    ]
    if changed:
        db.session.execute(update(Book), changed)
    return len(changed)


def _figures(today: date, zone: tzinfo) -> dict[int, tuple[int, int, float]]:
    """Book id -> readers of seven days, of thirty, trend."""
    by_age: defaultdict[int, Counter[int]] = defaultdict(Counter)
    readers: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for user_id, book_id, at in _acts(datetime.combine(today - timedelta(days=RECENT_DAYS + PAST_DAYS), time(), zone)):
        age = max(0, (today - at.astimezone(zone).date()).days)
        by_age[book_id][age] += 1
        readers[book_id][user_id] = min(age, readers[book_id].get(user_id, age))
    return {
        book_id: (
            sum(age < 7 for age in latest.values()),
            sum(age < 30 for age in latest.values()),
            round(trend_of(by_age[book_id]), 4),
        )
        for book_id, latest in readers.items()
    }


def _acts(since: datetime) -> list[tuple[int, int, datetime]]:
    """Who did what with which book when: stars, likes, favourites, reviews, looks; the same moment counts once."""
    moments = (
        *((Rating, Rating.rated_at), (BookLike, BookLike.liked_at), (BookFavourite, BookFavourite.favourited_at)),
        *((Review, Review.created_at), (BookView, BookView.viewed_at)),
    )
    parts = [select(model.user_id, model.book_id, moment).where(moment >= since) for model, moment in moments]
    acts = db.session.execute(union(*parts))
    return [(user_id, book_id, at) for user_id, book_id, at in acts if user_id is not None and at is not None]
