"""Writing what queries.facets reads, through the rooms that it belongs to."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from backend.engagement.service.bulk import (
    ReviewText,
    replace_favourites,
    replace_likes,
    replace_notes,
    replace_ratings,
    replace_readings,
    replace_reviews,
    replace_views,
)
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
from backend.portability.rules.said import Value
from backend.portability.service.on_lists import put_on_lists
from backend.recommendations.service.bulk import replace_dismissals, replace_exclusions

Values = Mapping[int, Value | None]
"""Book id -> what is to stand there, as in queries.facets; None for nothing."""


def write_facet(facet: str, user_id: int, values: Values, now: datetime) -> None:
    """Make what the reader has of these books this. The books and the reader are locked. `now` is when things were done
    that do not say it."""
    if values:
        _WRITE[facet](user_id, values, now)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _ratings(user_id: int, values: Values, now: datetime) -> None:
    rows = {
        book_id: value and {
            "stars": value["stars"], "rated_at": _moment(value["at"]), "sequence": value.get("sequence")
        }
        for book_id, value in values.items()
    }  # fmt: skip
    replace_ratings(user_id, rows)


def _moments(
    replace: Callable[[int, Mapping[int, Mapping[str, Any] | None]], None], column: str
) -> Callable[[int, Values, datetime], None]:
    def write(user_id: int, values: Values, now: datetime) -> None:
        rows = {book_id: value and {column: _moment(value["at"]) or now} for book_id, value in values.items()}
        replace(user_id, rows)

    return write


def _statuses(user_id: int, values: Values, now: datetime) -> None:
    rows: dict[int, Mapping[str, Any] | None] = {}
    past = {}
    for book_id, value in values.items():
        if value is None:
            rows[book_id] = None
            continue
        rows[book_id] = {
            "status": value["status"],
            "started_on": _day(value["started_on"]),
            "finished_on": _day(value["finished_on"]),
            **{name: value[name] for name in ("progress", "page", "page_total")},
            "updated_at": _moment(value["at"]) or now,
        }
        past[book_id] = [(_day(first), _day(last)) for first, last in value["past"]]
    replace_readings(user_id, rows, past)


def _notes(user_id: int, values: Values, now: datetime) -> None:
    rows = {
        book_id: value and {"text": value["text"], "updated_at": _moment(value["at"]) or now}
        for book_id, value in values.items()
    }
    replace_notes(user_id, rows)


def _reviews(user_id: int, values: Values, now: datetime) -> None:
    rows: dict[int, Mapping[str, Any] | None] = {}
    edits = {}
    for book_id, value in values.items():
        if value is None:
            rows[book_id] = None
            continue
        rows[book_id] = {
            **{name: value[name] for name in ("title", "text", "spoiler", "language", "visibility", "show_stars")},
            "created_at": _moment(value["at"]) or now,
            "edited_at": _moment(value["edited_at"]),
            "removed_at": None,
        }
        edits[book_id] = [
            ReviewText(edit["title"], edit["text"], edit["spoiler"], edit["language"], _moment(edit["at"]) or now)
            for edit in value["edits"]
        ]
    replace_reviews(user_id, rows, edits)


def _views(user_id: int, values: Values, now: datetime) -> None:
    rows = {
        book_id: value and {
            "view_count": value["count"],
            "first_viewed_at": _moment(value["first_at"]) or now,
            "viewed_at": _moment(value["at"]) or now,
        }
        for book_id, value in values.items()
    }  # fmt: skip
    replace_views(user_id, rows)


_WRITE: dict[str, Callable[[int, Values, datetime], None]] = {
    RATING: _ratings,
    LIKE: _moments(replace_likes, "liked_at"),
    FAVOURITE: _moments(replace_favourites, "favourited_at"),
    STATUS: _statuses,
    NOTE: _notes,
    REVIEW: _reviews,
    LISTS: put_on_lists,
    VIEW: _views,
    DISMISSAL: _moments(replace_dismissals, "dismissed_at"),
    EXCLUSION: _moments(replace_exclusions, "excluded_at"),
}
