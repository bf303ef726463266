"""What each row of a file is about, and what it would do. Nothing of the reader's is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.core.database import db
from backend.portability.models import ReaderImport, ReaderImportRow
from backend.portability.queries.catalogue import (
    books_beginning,
    books_by_isbn,
    books_numbered,
    books_under,
    known_books,
)
from backend.portability.queries.facets import facet_values
from backend.portability.queries.rows import item_of
from backend.portability.rules.checking import acceptable
from backend.portability.rules.comparing import compare, verdict_of
from backend.portability.rules.items import BROKEN, SAME, SKIPPED, Item, Problem, as_json
from backend.portability.rules.matching import BY_ISBN, BY_NUMBER, CHOSEN, Match, match_by_title
from backend.portability.rules.titles import tells_enough, title_keys
from backend.portability.service.storing import change_rows


@dataclass(frozen=True)
class Checked:
    """A row after its check."""

    item: Item
    match: Match
    said: dict[str, Any]
    problems: tuple[Problem, ...]
    chosen: bool = False


def check_rows(brought: ReaderImport, rows: Sequence[ReaderImportRow], library: str) -> None:
    """Find the book of each row and compare what it says with what the reader has here; a few statements for all."""
    items = [item_of(row) for row in rows]
    matches = _matches(items, library)
    _settle(brought, [_checked(item, match) for item, match in zip(items, matches, strict=True)])


def check_chosen(brought: ReaderImport, row: ReaderImportRow, book_id: int) -> None:
    """The same for one row whose book the reader has chosen."""
    _settle(brought, [_checked(item_of(row), Match(book_id, CHOSEN), chosen=True)])


def _checked(item: Item, match: Match, chosen: bool = False) -> Checked:
    # What was said of the match before is said again, or not any more.
    problems = tuple(problem for problem in item.problems if problem.field != "book")
    if item.broken:
        return Checked(item, Match(None, verdict=BROKEN), {}, problems)
    said, impossible = acceptable(item.said)
    problems = (*problems, *(problem for problem in impossible if problem not in problems))
    if match.problem:
        problems = (*problems, match.problem)
    return Checked(item, match, said, problems, chosen)


def _matches(items: Sequence[Item], library: str) -> list[Match]:
    """For each item its book, by number, by ISBN, by title and author."""
    usable = [item for item in items if not item.broken]
    numbers = {item.place: number for item in usable if (number := _own_number(item.number, library)) is not None}
    titles = books_numbered(numbers.values())
    by_isbn = books_by_isbn(isbn for item in usable for isbn in item.isbns)
    found: dict[int, Match] = {}
    for item in usable:
        number = numbers.get(item.place)
        # The title tells whether the number is still that book's.
        if number in titles and set(title_keys(titles[number])) & set(title_keys(item.title)):
            found[item.place] = Match(number, BY_NUMBER)
        elif isbn := next((isbn for isbn in item.isbns if isbn in by_isbn), None):
            found[item.place] = Match(by_isbn[isbn], BY_ISBN)
    left = [item for item in usable if item.place not in found]
    for item, match in zip(left, _by_titles(left), strict=True):
        found[item.place] = match
    return [found.get(item.place, Match(None)) for item in items]


def _by_titles(items: Sequence[Item]) -> list[Match]:
    keys = {item.place: title_keys(item.title) for item in items}
    under = books_under(key for own in keys.values() for key in own)
    # A shorter title than the catalogue's: its subtitle stands in the title there.
    short = {item.place: keys[item.place][-1] for item in items if keys[item.place]}
    unknown = [key for key in set(short.values()) if key not in under and tells_enough(key)]
    longer = books_beginning(unknown)
    wanted = {
        item.place: {book for key in keys[item.place] for book in under.get(key, ())}
        | longer.get(short.get(item.place, ""), set())
        for item in items
    }
    books = known_books(book for found in wanted.values() for book in found)
    return [
        match_by_title(item.title, item.authors, [books[book] for book in sorted(wanted[item.place]) if book in books])
        for item in items
    ]


def _own_number(number: str | None, library: str) -> int | None:
    """The id of a book in this library, from the number that its export gives."""
    prefix, _, bare = (number or "").rpartition("-")
    return int(bare) if prefix == library and bare.isdecimal() and len(bare) < 10 else None


def _settle(brought: ReaderImport, checked: Sequence[Checked]) -> None:
    """Write down the verdicts."""
    taken = _taken(brought.id, checked)
    ids = sorted({one.match.book_id for one in checked if one.match.book_id})
    facets = sorted({facet for one in checked for facet in one.said})
    here = {facet: facet_values(facet, brought.user_id, ids) for facet in facets} if ids else {}
    rows = []
    for one in checked:
        verdict, compared, problems = one.match.verdict, {}, one.problems
        book_id = one.match.book_id
        if book_id is not None:
            first = taken.setdefault(book_id, one.item.place)
            if first != one.item.place:
                verdict, problems = SKIPPED, (*problems, Problem("book", "book_repeated", str(first)))
            else:
                compared = compare(
                    one.said, {facet: values[book_id] for facet, values in here.items() if book_id in values}
                )
                verdict = verdict_of(compared) if compared else SAME
        rows.append(
            {
                "import_id": brought.id,
                "place": one.item.place,
                "verdict": verdict,
                "book_id": book_id,
                "how": one.match.how,
                "problems": as_json(problems),
                "candidates": as_json(one.match.candidates),
                "compared": as_json(compared),
            }
        )
    change_rows(rows, "verdict", "book_id", "how", "problems", "candidates", "compared")


def _taken(import_id: int, checked: Sequence[Checked]) -> dict[int, int]:
    """Book id -> the row of this import that is about it already."""
    ids = [one.match.book_id for one in checked if one.match.book_id]
    if not ids:
        return {}
    row = ReaderImportRow
    places = {one.item.place for one in checked}
    statement = select(row.book_id, row.place).where(
        row.import_id == import_id, row.book_id.in_(ids), row.verdict != SKIPPED
    )
    found = [(book_id, place) for book_id, place in db.session.execute(statement) if book_id and place not in places]
    return dict(sorted(found, key=lambda pair: -pair[1]))
