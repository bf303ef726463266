"""What a row says, in the form in which it is kept here: see service.facets for the whole of each."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from backend.catalog.rules.words import is_han

Value = dict[str, Any]
# What comes from elsewhere is shown to nobody until its reader says so.
PRIVATE = "private"
LONGEST_TITLE, LONGEST_LIST_NAME = 120, 80
FINISHED = ("read", "stopped")
WANTED = "want_to_read"
MOST_PAST = 100


def iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def rated(stars: float | None, at: datetime | None) -> Value | None:
    return None if stars is None else {"stars": stars, "at": iso(at)}


def read_status(
    status: str | None, added: datetime | None, finished: datetime | None, zone: tzinfo, times: int = 0
) -> Value | None:
    """`times`: how often it was begun in all. Earlier readings have no dates; where a book is not put away now, the day
    on which it was finished is the last of them."""
    if status is None:
        return None
    day = finished.astimezone(zone).date().isoformat() if finished else None
    put_away = status in FINISHED
    earlier = times if status == WANTED else max(0, times - 1)
    spans: list[list[str | None]] = [[None, day]] if day and not put_away else []
    undated: list[str | None] = [None, None]
    spans = [undated] * (min(earlier, MOST_PAST) - len(spans)) + spans
    value = {"status": status, "finished_on": day if put_away else None, "at": iso(finished or added)}
    return {**value, "past": spans} if spans else value


def noted(text: str, at: datetime | None) -> Value | None:
    return {"text": text, "at": iso(at)} if text else None


def reviewed(text: str, at: datetime | None, spoiler: bool = False, title: str | None = None) -> Value | None:
    if not text:
        return None
    title = " ".join((title or "").split())
    if len(title) > LONGEST_TITLE:
        title, text = "", f"{title}\n\n{text}"
    value = {"title": title, "text": text, "spoiler": spoiler, "language": language_of(text)}
    return {**value, "visibility": PRIVATE, "at": iso(at)}


def listed(
    names: Iterable[str], at: datetime | None = None, positions: Mapping[str, int] | None = None
) -> Value | None:
    """Name of a list -> what stands there about the book: when it came there, and its place as far as it is told."""
    entry: Value = {"at": iso(at)} if at else {}
    found: Value = {}
    for name in names:
        if bare := name[:LONGEST_LIST_NAME].strip():
            place = (positions or {}).get(name)
            found[bare] = {**entry, **({} if place is None else {"position": place})}
    return found or None


def language_of(text: str) -> str:
    """Chinese or English, as far as its characters tell."""
    letters = [character for character in text[:200] if character.isalpha()]
    return "zh" if 3 * sum(is_han(letter) for letter in letters) > len(letters) else "en"
