"""What a row says, in the form in which it is kept here: see service.facets for the whole of each."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Any

from backend.catalog.rules.words import is_han

Value = dict[str, Any]
# What comes from elsewhere is shown to nobody until its reader says so.
PRIVATE = "private"
LONGEST_TITLE, LONGEST_LIST_NAME = 120, 80
FINISHED = ("read", "stopped")


def iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def rated(stars: float | None, at: datetime | None) -> Value | None:
    # Half a star is less than this library has.
    return None if stars is None else {"stars": max(1.0, stars), "at": iso(at)}


def read_status(status: str | None, added: datetime | None, finished: datetime | None, zone: tzinfo) -> Value | None:
    if status is None:
        return None
    day = finished.astimezone(zone).date().isoformat() if finished and status in FINISHED else None
    return {"status": status, "finished_on": day, "at": iso(finished or added)}


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


def listed(names: Iterable[str]) -> Value | None:
    """Name of a list -> what stands there about the book."""
    found: Value = {name[:LONGEST_LIST_NAME].strip(): {} for name in names if name.strip()}
    return found or None


def language_of(text: str) -> str:
    """Chinese or English, as far as its characters tell."""
    letters = [character for character in text[:200] if character.isalpha()]
    return "zh" if 3 * sum(is_han(letter) for letter in letters) > len(letters) else "en"
