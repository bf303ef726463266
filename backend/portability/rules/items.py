"""What a row of a file says about one book, and what becomes of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SITES = GOODREADS, DOUBAN, SHELFWISE = "goodreads", "douban", "shelfwise"
MOST_ROWS = 60_000

# What is written about a book, in the order in which it is written. Each is plain JSON: see queries.facets.
RATING, LIKE, FAVOURITE, STATUS, NOTE, REVIEW = "rating", "like", "favourite", "status", "note", "review"
LISTS, VIEW, DISMISSAL, EXCLUSION = "lists", "view", "dismissal", "exclusion"
FACETS = (RATING, LIKE, FAVOURITE, STATUS, NOTE, REVIEW, LISTS, VIEW, DISMISSAL, EXCLUSION)

# What a dry run says of a row.
VERDICTS = NEW, DIFFERS, SAME, AMBIGUOUS, MISSING, BROKEN, SKIPPED = (
    *("new", "differs", "same", "ambiguous", "missing", "broken", "skipped"),
)
Said = Mapping[str, Any]


class Problem(NamedTuple):
    """Something about a row that the reader should know: the field, a code for the page to translate, what stood there.

    With the field "row" nothing of the row can be used.
    """

    field: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Item:
    """A row by its line: the book that it is about, what is said of the book by facet, and the cells as they stood."""

    place: int
    title: str
    authors: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    said: Said = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    cells: tuple[str, ...] = ()
    # The number that the book has in the library that exported it, with that library's code.
    number: str | None = None

    @property
    def broken(self) -> bool:
        return any(problem.field == "row" for problem in self.problems)


def broken(place: int, code: str, value: str = "", cells: Sequence[str] = ()) -> Item:
    """A row of which nothing can be used."""
    return Item(place, value[:80], problems=(Problem("row", code, value[:200]),), cells=tuple(cells) or (value,))


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def as_json(value: Any) -> str:
    if not value and isinstance(value, tuple | list | dict):
        return "{}" if isinstance(value, dict) else "[]"
    return _ENCODER.encode(value)
