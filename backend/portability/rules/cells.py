"""Dates, stars, statuses and names as other sites write them."""

import html
import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from backend.portability.rules.items import Problem

_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
EARLIEST = 1900
_STARS = re.compile(r"(\d{1,2})(?:\.(\d))?(?:\.?0*)", re.ASCII)
_WORDS = {"力荐": 5, "推荐": 4, "还行": 3, "较差": 2, "很差": 1}
_STATUSES = {
    "want_to_read": ("to-read", "want", "want to read", "wish", "mark", "想读", "想看"),
    "reading": ("currently-reading", "reading", "do", "doing", "在读", "在看"),
    "read": ("read", "collect", "done", "finished", "读过", "已读", "看过"),
    "stopped": ("did-not-finish", "dnf", "abandoned", "stopped", "gave-up", "dropped", "搁置", "弃读", "读不下去"),
}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words}
_ROLE = re.compile(r"^[\s\[［(（【〔][^\]］)）】〕]{1,8}[\]］)）】〕]\s*")
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SPOILER = re.compile(r"<spoiler>|\[spoiler", re.IGNORECASE)
_USEFUL = re.compile(r"\s*\(\d+ 有用\)\s*$")
# Halves of surrogate pairs: bytes that are no text in the file's encoding.
NOT_TEXT = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=20_000)
def moment_of(cell: str, zone: tzinfo, field: str) -> tuple[datetime | None, tuple[Problem, ...]]:
    """A date as a moment: noon where the library stands, unless the time of day is given."""
    cell = cell.strip()
    if not cell:
        return None, ()
    impossible = (Problem(field, "date_impossible", cell[:40]),)
    hour, minute, second = 12, 0, 0
    if found := _YEAR_FIRST.match(cell):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        if found[4]:
            hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
    elif found := _YEAR_LAST.fullmatch(cell):
        month, day, year = int(found[1]), int(found[2]), int(found[3])
        if month <= 12 and day <= 12 and month != day:
            return None, (Problem(field, "date_ambiguous", cell),)
        month, day = (month, day) if month <= 12 else (day, month)
    else:
        return None, impossible
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, impossible
    # Before that nobody kept a list of books on a site.
    return (moment, ()) if moment.year >= EARLIEST else (None, impossible)


def stars_of(cell: str) -> tuple[float | None, tuple[Problem, ...]]:
    """One to five stars, halves too; nothing and 0 mean that there are none."""
    cell = cell.strip()
    if cell in _WORDS:
        return float(_WORDS[cell]), ()
    if cell and set(cell) <= set("★☆"):
        return (float(cell.count("★")) or None), ()
    found = _STARS.fullmatch(cell)
    stars = float(f"{found[1]}.{found[2] or 0}") if found else -1.0
    if not cell or stars == 0:
        return None, ()
    if not 0.5 <= stars <= 5 or stars * 2 % 1:
        return None, (Problem("rating", "stars_impossible", cell[:40]),)
    # Half a star is less than this library has.
    return (stars, ()) if stars >= 1 else (1.0, (Problem("rating", "stars_raised", cell[:40]),))


def count_of(cell: str) -> tuple[int, tuple[Problem, ...]]:
    """How often; nothing is not at all."""
    cell = cell.strip()
    if not cell or (cell.isascii() and cell.isdecimal() and len(cell) < 6):
        return int(cell or 0), ()
    return 0, (Problem("status", "count_impossible", cell[:40]),)


def status_of(cell: str) -> str | None:
    """want_to_read, reading, read or stopped, by the word that a site has for it."""
    return _STATUS_OF.get(cell.strip().lower())


def person_of(text: str) -> str:
    """A name without the country or dynasty before it: [美] 弗兰克·赫伯特, (清)曹雪芹."""
    return " ".join(_ROLE.sub("", text.strip()).split())


def text_of(cell: str) -> str:
    """What somebody wrote, without the marks of a page: `<br/>` is a new line, `&amp;` an ampersand."""
    if "<" in cell or "&" in cell:
        cell = html.unescape(_TAG.sub("", _BREAK.sub("\n", cell)))
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def tells_too_much(cell: str) -> bool:
    """Whether a review hides part of itself as a spoiler."""
    return _SPOILER.search(cell) is not None


def without_votes(cell: str) -> str:
    """A Douban comment without the number of people who found it useful."""
    return _USEFUL.sub("", cell)
