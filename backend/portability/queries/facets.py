"""What a reader has done with his books, as it is exported, compared and brought back: plain JSON, a facet at a time.

| facet | value |
| --- | --- |
| rating | `stars` 1 to 5 by halves, `at`, `sequence`: his own order where a source gives no time |
| like, favourite, dismissal, exclusion | `at` |
| status | `status`, `started_on`, `finished_on`, `progress`, `page`, `page_total`, `at`, `past`: `[[first, last]]` |
| note | `text`, `at` |
| review | `title`, `text`, `spoiler`, `language`, `visibility`, `show_stars`, `at`, `edited_at`, `edits`: as before |
| lists | name of the list -> `position`, `note`, `at` |
| view | `count`, `first_at`, `at` |
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

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
from backend.lists.models import ReadingList, ReadingListEntry
from backend.portability.rules.items import (
    DISMISSAL,
    EXCLUSION,
    FAVOURITE,
    LIKE,
    LISTS,
    NOTE,
    RATING,
    REVIEW,
    STATUS,
    VIEW,
)
from backend.portability.rules.said import Value, iso
from backend.recommendations.models import Dismissal, TasteExclusion

Values = dict[int, Value]
Books = Sequence[int] | None
"""Ids, or None for all."""


def facet_values(facet: str, user_id: int, book_ids: Books = None) -> Values:
    """Book id -> value, of the books with which the reader has done this."""
    return _READ[facet](user_id, book_ids)


def _mine(model: Any, user_id: int, book_ids: Books) -> list[ColumnElement[bool]]:
    these = [] if book_ids is None else [model.book_id.in_(book_ids)]
    return [model.user_id == user_id, *these]


def _ratings(user_id: int, book_ids: Books) -> Values:
    columns = (Rating.book_id, Rating.stars, Rating.rated_at, Rating.sequence)
    rows = db.session.execute(select(*columns).where(*_mine(Rating, user_id, book_ids)))
    return {row.book_id: {"stars": row.stars, "at": iso(row.rated_at), "sequence": row.sequence} for row in rows}


def _moments(model: Any, name: str) -> Callable[[int, Books], Values]:
    def read(user_id: int, book_ids: Books) -> Values:
        rows = db.session.execute(select(model.book_id, getattr(model, name)).where(*_mine(model, user_id, book_ids)))
        return {book_id: {"at": iso(at)} for book_id, at in rows}

    return read


def _statuses(user_id: int, book_ids: Books) -> Values:
    past: defaultdict[int, list[list[str | None]]] = defaultdict(list)
    columns = (PastReading.book_id, PastReading.started_on, PastReading.finished_on)
    rows = select(*columns).where(*_mine(PastReading, user_id, book_ids)).order_by(PastReading.id)
    for book_id, started_on, finished_on in db.session.execute(rows):
        past[book_id].append([_day(started_on), _day(finished_on)])
    readings = db.session.scalars(select(Reading).where(*_mine(Reading, user_id, book_ids)))
    return {
        one.book_id: {
            "status": one.status,
            "started_on": _day(one.started_on),
            "finished_on": _day(one.finished_on),
            "progress": one.progress,
            "page": one.page,
            "page_total": one.page_total,
            "at": iso(one.updated_at),
            "past": past[one.book_id],
        }
        for one in readings
    }


def _notes(user_id: int, book_ids: Books) -> Values:
    columns = (BookNote.book_id, BookNote.text, BookNote.updated_at)
    rows = db.session.execute(select(*columns).where(*_mine(BookNote, user_id, book_ids)))
    return {book_id: {"text": text, "at": iso(at)} for book_id, text, at in rows}


def _reviews(user_id: int, book_ids: Books) -> Values:
    mine = _mine(Review, user_id, book_ids)
    reviews = db.session.scalars(select(Review).where(*mine, Review.removed_at.is_(None))).all()
    edits: defaultdict[int, list[Value]] = defaultdict(list)
    earlier = select(ReviewEdit).join(Review, Review.id == ReviewEdit.review_id).where(*mine).order_by(ReviewEdit.id)
    for edit in db.session.scalars(earlier):
        edits[edit.review_id].append({**_written(edit), "at": iso(edit.replaced_at)})
    return {
        one.book_id: {
            **_written(one),
            "visibility": one.visibility,
            "show_stars": one.show_stars,
            "at": iso(one.created_at),
            "edited_at": iso(one.edited_at),
            "edits": edits[one.id],
        }
        for one in reviews
    }


def _written(text: Review | ReviewEdit) -> Value:
    return {"title": text.title, "text": text.text, "spoiler": text.spoiler, "language": text.language}


def _on_lists(user_id: int, book_ids: Books) -> Values:
    found: defaultdict[int, Value] = defaultdict(dict)
    entry = ReadingListEntry
    statement = (
        select(entry.book_id, ReadingList.name, entry.position, entry.note, entry.added_at)
        .join(ReadingList, ReadingList.id == entry.list_id)
        .where(ReadingList.user_id == user_id, ReadingList.deleted_at.is_(None))
    )
    if book_ids is not None:
        statement = statement.where(entry.book_id.in_(book_ids))
    for book_id, name, position, note, at in db.session.execute(statement):
        found[book_id][name] = {"position": position, "note": note, "at": iso(at)}
    return dict(found)


def _views(user_id: int, book_ids: Books) -> Values:
    rows = db.session.scalars(select(BookView).where(*_mine(BookView, user_id, book_ids)))
    return {
        row.book_id: {"count": row.view_count, "first_at": iso(row.first_viewed_at), "at": iso(row.viewed_at)}
        for row in rows
    }


def _day(day: date | datetime | None) -> str | None:
    return day.isoformat() if day else None


_READ: dict[str, Callable[[int, Books], Values]] = {
    RATING: _ratings,
    LIKE: _moments(BookLike, "liked_at"),
    FAVOURITE: _moments(BookFavourite, "favourited_at"),
    STATUS: _statuses,
    NOTE: _notes,
    REVIEW: _reviews,
    LISTS: _on_lists,
    VIEW: _views,
    DISMISSAL: _moments(Dismissal, "dismissed_at"),
    EXCLUSION: _moments(TasteExclusion, "excluded_at"),
}
