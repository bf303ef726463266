"""What came of recommendations: seen, opened, liked, borrowed, counted by day, run, source and shelf."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, true

from backend.core.database import db
from backend.engagement.models import BookLike, Rating
from backend.engagement.rules import LIKED_STARS
from backend.recommendations.models import RecommendationDaily, RecommendationShown
from backend.recommendations.rules import BORROW_WINDOW, LIKE_WINDOW

# day, run, source, shelf
Key = tuple[date, int | None, str, str]


@dataclass(frozen=True)
class NewLike:
    """A like that follows from a sighting and is still to be noted there."""

    shown_id: int
    at: datetime
    key: Key


@dataclass(frozen=True)
class Measure:
    """One day's counts; `run_id` is null when no run had a part in it."""

    day: date
    run_id: int | None
    source: str
    shelf: str
    impressions: int
    opens: int
    likes: int
    loans: int


def measures(days: int, today: date) -> list[Measure]:
    """The counts of the last `days` days, oldest first; past days as they were tallied, today as it stands."""
    daily = RecommendationDaily
    past = db.session.scalars(
        select(daily)
        .where(daily.day > today - timedelta(days=days), daily.day < today)
        .order_by(daily.day, daily.run_id, daily.source, daily.shelf)
    )
    found = [
        Measure(
            *(row.day, row.run_id or None, row.source, row.shelf), *(row.impressions, row.opens, row.likes, row.loans)
        )
        for row in past
    ]
    return found + counted_since(today)


def counted_since(first_day: date) -> list[Measure]:
    """Counts from the single sightings of a day and the days after it, likes that are not noted yet included."""
    shown = RecommendationShown
    key = (shown.day, shown.run_id, shown.source, shown.shelf)
    seen_by = (func.count(), func.count(shown.opened_at), func.count(shown.liked_at), func.count(shown.borrowed_at))
    rows = db.session.execute(select(*key, *seen_by).where(shown.day >= first_day).group_by(*key).order_by(*key)).all()
    fresh = Counter(like.key for like in new_likes(first_day))
    return [
        Measure(day, run_id, source, shelf, seen, opens, likes + fresh[day, run_id, source, shelf], loans)
        for day, run_id, source, shelf, seen, opens, likes, loans in rows
    ]


def new_likes(first_day: date) -> list[NewLike]:
    """The sightings since a day whose book was then liked or rated high, as far as no like is noted for them yet.

    A like counts for the latest sighting of the book before it, on whichever shelf that was.
    """
    sightings: dict[tuple[int, int], dict[int, Any]] = {}
    moments: dict[tuple[int, int], set[datetime]] = {}
    for row in [
        *_followed_by(Rating, Rating.rated_at, first_day),
        *_followed_by(BookLike, BookLike.liked_at, first_day),
    ]:
        sightings.setdefault((row.user_id, row.book_id), {})[row.id] = row
        moments.setdefault((row.user_id, row.book_id), set()).add(row.at)
    found: dict[int, NewLike] = {}
    for pair, rows in sightings.items():
        for moment in sorted(moments[pair]):
            last = max((row for row in rows.values() if row.shown_at <= moment), key=lambda row: (row.shown_at, row.id))
            if last.liked_at is None and moment - last.shown_at <= LIKE_WINDOW:
                found.setdefault(last.id, NewLike(last.id, moment, (last.day, last.run_id, last.source, last.shelf)))
    return list(found.values())


def _followed_by(table: Any, at: Any, first_day: date) -> Sequence[Any]:
    """Sightings since a day of books that the same reader liked (or rated high) after it."""
    shown = RecommendationShown
    likes = Rating.stars >= LIKED_STARS if table is Rating else true()
    columns = (shown.id, shown.user_id, shown.book_id, shown.day, shown.run_id, shown.source, shown.shelf)
    return db.session.execute(
        select(*columns, shown.shown_at, shown.liked_at, at.label("at"))
        .join(table, and_(table.user_id == shown.user_id, table.book_id == shown.book_id))
        .where(shown.day >= first_day, likes, at >= shown.shown_at)
    ).all()


def find_sightings(user_id: int, book_ids: Iterable[int], day: date) -> set[tuple[int, str]]:
    """(book, shelf) of what a reader has been shown on a day, of these books."""
    shown = RecommendationShown
    rows = db.session.execute(
        select(shown.book_id, shown.shelf).where(
            shown.user_id == user_id, shown.day == day, shown.book_id.in_(list(book_ids))
        )
    )
    return {(book_id, shelf) for book_id, shelf in rows}


def find_latest_sighting(user_id: int, book_id: int, shelf: str, since: date) -> RecommendationShown | None:
    """The last time a reader was shown a book on a shelf, if that was on a day or after it."""
    shown = RecommendationShown
    return db.session.scalar(
        select(shown)
        .where(shown.user_id == user_id, shown.book_id == book_id, shown.shelf == shelf, shown.day >= since)
        .order_by(shown.day.desc())
        .limit(1)
    )


def find_sighting_before(user_id: int, book_id: int, moment: datetime) -> RecommendationShown | None:
    """The last time a reader was shown a book before this moment, on whichever shelf, if that was not too long ago."""
    shown = RecommendationShown
    lately = shown.shown_at.between(moment - BORROW_WINDOW, moment)
    return db.session.scalar(
        select(shown)
        .where(shown.user_id == user_id, shown.book_id == book_id, lately)
        .order_by(shown.shown_at.desc(), shown.id.desc())
        .limit(1)
    )
