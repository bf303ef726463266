"""Whether what a file says can be kept here. A file may have been written by anybody."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

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
    Problem,
    Said,
)
from backend.portability.rules.said import FINISHED, LONGEST_LIST_NAME, LONGEST_TITLE, MOST_PAST, Value

STATUSES = ("want_to_read", "reading", "read", "stopped")
VISIBILITIES = ("private", "public")
STARS = frozenset(step / 2 for step in range(2, 11))
# As the columns have it: MariaDB counts a TEXT in bytes.
LONGEST_TEXT_BYTES, LONGEST_LIST_NOTE = 65_535, 500
MOST_LISTS, MOST_EDITS = 100, 2_000
MOST = 2**31 - 1


def acceptable(said: Said) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """What can be kept, complete and with nothing else in it, and why the rest cannot."""
    kept: dict[str, Value] = {}
    problems = []
    for facet, value in said.items():
        try:
            kept[facet] = _CHECKS[facet](value)
        except TooLong:
            problems.append(Problem(facet, "text_too_long"))
        except (ValueError, TypeError, KeyError, AttributeError):
            problems.append(Problem(facet, "value_impossible"))
    return kept, tuple(problems)


class TooLong(ValueError):
    """More text than a column holds."""


def moment(text: Any) -> str | None:
    """A moment in UTC as it is written here. Raises ValueError."""
    if text is None:
        return None
    if not isinstance(text, str) or not text.endswith("Z"):
        raise ValueError(text)
    parsed = datetime.fromisoformat(text.removesuffix("Z"))
    if parsed.tzinfo is not None or not 1900 <= parsed.year <= 2100:
        raise ValueError(text)
    return parsed.isoformat(timespec="seconds") + "Z"


def _day(text: Any) -> str | None:
    if text is None:
        return None
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2100:
        raise ValueError(text)
    return day.isoformat()


def _whole(value: Any, low: int, high: int) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(value)
    return value


def _text(value: Any, longest: int | None = None) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    if len(value.encode()) > LONGEST_TEXT_BYTES or (longest is not None and len(value) > longest):
        raise TooLong
    # Neither database takes it for text.
    return value.replace("\x00", "")


def _one_of(value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(value)
    return str(value)


def _at(value: Mapping[str, Any]) -> Value:
    return {"at": moment(value.get("at"))}


def _rating(value: Mapping[str, Any]) -> Value:
    stars = value["stars"]
    if isinstance(stars, bool) or stars not in STARS:
        raise ValueError(stars)
    return {"stars": float(stars), **_at(value), "sequence": _whole(value.get("sequence"), 0, MOST)}


def _status(value: Mapping[str, Any]) -> Value:
    status = _one_of(value["status"], STATUSES)
    started, finished = _dates(value.get("started_on"), value.get("finished_on"))
    total = _whole(value.get("page_total"), 1, MOST)
    page = _whole(value.get("page"), 0, total or 0) if total else None
    progress = _whole(value.get("progress"), 0, 100)
    past = value.get("past") or []
    if len(past) > MOST_PAST:
        raise TooLong
    return {
        "status": status,
        "started_on": started,
        "finished_on": finished if status in FINISHED else None,
        "progress": progress if progress is not None else 100 if status == "read" else 0,
        "page": page,
        "page_total": total,
        **_at(value),
        "past": [list(_dates(*span)) for span in past],
    }


def _dates(started: Any, finished: Any) -> tuple[str | None, str | None]:
    first, last = _day(started), _day(finished)
    return (None, last) if first and last and last < first else (first, last)


def _note(value: Mapping[str, Any]) -> Value:
    text = _text(value["text"])
    if not text.strip():
        raise ValueError(text)
    return {"text": text, **_at(value)}


def _review(value: Mapping[str, Any]) -> Value:
    edits = value.get("edits") or []
    if len(edits) > MOST_EDITS:
        raise TooLong
    return {
        **_written(value),
        "visibility": _one_of(value.get("visibility", "private"), VISIBILITIES),
        "show_stars": value.get("show_stars") is not False,
        **_at(value),
        "edited_at": moment(value.get("edited_at")),
        "edits": [{**_written(edit), **_at(edit)} for edit in edits],
    }


def _written(value: Mapping[str, Any]) -> Value:
    text, language = _text(value["text"]), _text(value.get("language", "zh"), 16)
    if not text.strip() or not language:
        raise ValueError(text)
    title = _text(value.get("title", ""), LONGEST_TITLE)
    return {"title": title, "text": text, "spoiler": value.get("spoiler") is True, "language": language}


def _lists(value: Mapping[str, Any]) -> Value:
    if len(value) > MOST_LISTS:
        raise TooLong
    kept: Value = {}
    for name, entry in value.items():
        bare = _text(name, LONGEST_LIST_NAME).strip()
        if bare:
            note = _text(entry.get("note", ""), LONGEST_LIST_NOTE)
            kept[bare] = {"position": _whole(entry.get("position"), 0, MOST), "note": note, **_at(entry)}
    return kept


def _view(value: Mapping[str, Any]) -> Value:
    count = _whole(value["count"], 1, MOST)
    if count is None or value.get("at") is None:
        raise ValueError(count)
    return {"count": count, "first_at": moment(value.get("first_at") or value["at"]), **_at(value)}


_CHECKS: dict[str, Callable[[Mapping[str, Any]], Value]] = {
    RATING: _rating,
    **dict.fromkeys((LIKE, FAVOURITE, DISMISSAL, EXCLUSION), _at),
    STATUS: _status,
    NOTE: _note,
    REVIEW: _review,
    LISTS: _lists,
    VIEW: _view,
}
