"""Many books of one reader at once: what he brings from elsewhere, and what he takes back.

The books are locked by the caller, in the order of their ids, and the reader after them. What was there of these books
is replaced; None removes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from backend.accounts.service import count_rating, touch_taste
from backend.catalog.service import mark_books
from backend.core.database import db
from backend.engagement.models import (
    BookFavourite,
    BookLike,
    BookNote,
    BookView,
    PastReading,
    Rating,
    Reading,
    Review,
    ReviewEdit,
)
from backend.engagement.queries import words_in_force
from backend.engagement.rules import HELD, PUBLIC, PUBLISHED, find_words, state_after_edit
from backend.engagement.service.checking import mend_stars


@dataclass(frozen=True)
class ReviewText:
    """What a review says, or said before an edit, and when it was written or replaced."""

    title: str
    text: str
    spoiler: bool
    language: str
    at: datetime


def replace_ratings(user_id: int, ratings: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Book id -> stars, rated_at, sequence. The books' figures and the reader's follow."""
    before = _count_ratings(user_id)
    _replace(Rating, user_id, ratings)
    touch_taste(user_id)
    count_rating(user_id, _count_ratings(user_id) - before)
    books = sorted(ratings)
    mend_stars(books)
    mark_books(books)


def replace_likes(user_id: int, likes: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Book id -> liked_at."""
    _replace(BookLike, user_id, likes)
    touch_taste(user_id)


def replace_favourites(user_id: int, favourites: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Book id -> favourited_at."""
    _replace(BookFavourite, user_id, favourites)


def replace_notes(user_id: int, notes: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Book id -> text, updated_at."""
    _replace(BookNote, user_id, notes)


def replace_views(user_id: int, views: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Book id -> view_count, first_viewed_at, viewed_at."""
    _replace(BookView, user_id, views)


def replace_readings(
    user_id: int,
    readings: Mapping[int, Mapping[str, Any] | None],
    past: Mapping[int, list[tuple[date | None, date | None]]],
) -> None:
    """Book id -> the columns of Reading, and the first and last day of each earlier reading."""
    _replace(Reading, user_id, readings)
    gone = PastReading.book_id.in_([*readings])
    db.session.execute(delete(PastReading).where(PastReading.user_id == user_id, gone))
    rows = [
        {"user_id": user_id, "book_id": book_id, "started_on": first, "finished_on": last}
        for book_id, spans in past.items()
        for first, last in spans
    ]
    if rows:
        db.session.execute(insert(PastReading), rows)


def replace_reviews(
    user_id: int, reviews: Mapping[int, Mapping[str, Any] | None], edits: Mapping[int, list[ReviewText]]
) -> None:
    """Book id -> the columns of Review, and what stood there before each edit. One that is there keeps its votes.

    A public one with a word of the filter waits until the library has looked at it, as if it was written here.
    """
    touch_taste(user_id)
    words = words_in_force()
    mine = (Review.user_id == user_id, Review.book_id.in_([*reviews]))
    there = {
        book_id: (review_id, state)
        for book_id, review_id, state in db.session.execute(
            select(Review.book_id, Review.id, Review.state).where(*mine).with_for_update()
        )
    }
    gone = [there[book_id][0] for book_id, review in reviews.items() if review is None and book_id in there]
    if gone:
        db.session.execute(delete(Review).where(Review.id.in_(gone)))
    kept = {book_id: review for book_id, review in reviews.items() if review is not None}
    changed = [
        {"id": there[book_id][0], **review, **_looked_through(review, there[book_id][1], words)}
        for book_id, review in kept.items()
        if book_id in there
    ]
    if changed:
        db.session.execute(update(Review), changed)
        db.session.execute(delete(ReviewEdit).where(ReviewEdit.review_id.in_([row["id"] for row in changed])))
    new = [
        {"user_id": user_id, "book_id": book_id, **review, **_looked_through(review, PUBLISHED, words)}
        for book_id, review in kept.items()
        if book_id not in there
    ]
    if new:
        db.session.execute(insert(Review), new)
    ids = dict(db.session.execute(select(Review.book_id, Review.id).where(*mine)).all())
    rows = [
        {
            "review_id": ids[book_id],
            "title": edit.title,
            "text": edit.text,
            "spoiler": edit.spoiler,
            "language": edit.language,
            "replaced_at": edit.at,
        }
        for book_id in kept
        for edit in edits.get(book_id, ())
    ]
    if rows:
        db.session.execute(insert(ReviewEdit), rows)


def _looked_through(review: Mapping[str, Any], state: str, words: Iterable[str]) -> dict[str, Any]:
    """The state of a review that was written anew, and for what it is held."""
    if review["visibility"] != PUBLIC:
        return {"state": state, "held_for": None}
    found = bool(find_words(f"{review['title']}\n{review['text']}", words))
    after = state_after_edit(state, found)  # type: ignore[arg-type]
    return {"state": after, "held_for": "words" if found and after == HELD else None}


def _replace(model: Any, user_id: int, values: Mapping[int, Mapping[str, Any] | None]) -> None:
    db.session.execute(
        delete(model)
        .where(model.user_id == user_id, model.book_id.in_([*values]))
        .execution_options(synchronize_session=False)
    )
    rows = [{"user_id": user_id, "book_id": book_id, **value} for book_id, value in values.items() if value is not None]
    if rows:
        db.session.execute(insert(model), rows)


def _count_ratings(user_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(Rating).where(Rating.user_id == user_id)) or 0
