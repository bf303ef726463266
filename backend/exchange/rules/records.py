"""A record of a file as it was read, and what the report says became of it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from backend.catalog.rules.facts import BookFacts, Credit, Problem

FORMATS = ("csv", "marc", "marcxml")
OUTCOMES = ADDED, CHANGED, SAME, REFUSED = "added", "changed", "same", "refused"
# Control numbers of libraries that run this program begin so; see library_code.
OURS = "SW-"
LONGEST_NUMBER = 64


@dataclass(frozen=True)
class Record:
    """What a record of a file says.

    place: its line in a CSV file, its number in the others, from 1. number: what the book is called where it comes
    from, the same in every file. given: the facts that the record speaks of, by their names in BookFacts; about the
    others it says nothing. subjects: words that may be categories of ours. problems: why it cannot be read.
    """

    place: int
    number: str | None = None
    given: dict[str, Any] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Row:
    """A line of the report: `done` is added, changed, same, refused; after an undo, kept."""

    place: int
    title: str
    done: str
    book_id: int | None = None
    reasons: tuple[Problem, ...] = ()


def broken(place: int, code: str, value: str = "") -> Record:
    """A record of which nothing can be read."""
    return Record(place, problems=(Problem("record", code, value[:200]),))


def number_in(number: str | None, library: str | None, title: str) -> str | None:
    """The control number that no other library gives: with the library's code before it, unless it has one of ours.

    library: the code of MARC field 003. Without one, the same number may mean another book elsewhere: the title tells.
    """
    if not number:
        return None
    if number.startswith(OURS):
        whole = number
    elif library and not library.startswith(OURS):
        whole = f"{library}-{number}"
    else:
        whole = number if library else f"{number}-{hashlib.sha256(title.encode()).hexdigest()[:12]}"
    return whole if len(whole) <= LONGEST_NUMBER else hashlib.sha256(whole.encode()).hexdigest()


def library_code(secret: str) -> str:
    """A name for this library that no other has, and that says nothing about its secret."""
    return OURS + hashlib.sha256(b"library code of " + secret.encode()).hexdigest()[:12]


def facts_as_json(facts: BookFacts) -> str:
    return json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True)


def facts_from_json(text: str) -> BookFacts:
    values = json.loads(text)
    people = tuple(Credit(**one) for one in values.pop("authors"))
    return BookFacts(**{**values, "authors": people, "categories": tuple(values["categories"])})


def fingerprint(facts: BookFacts) -> str:
    """Differs when any fact does."""
    return hashlib.sha256(facts_as_json(facts).encode("utf-8", "surrogatepass")).hexdigest()


def rows_as_json(rows: Sequence[Row]) -> str:
    values = [{**asdict(row), "reasons": [reason._asdict() for reason in row.reasons]} for row in rows]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def rows_from_json(text: str | None) -> list[Row]:
    return [
        Row(**{**row, "reasons": tuple(Problem(**reason) for reason in row["reasons"])})
        for row in json.loads(text or "[]")
    ]
