"""The library export of Goodreads: My Books > Import and export > Export library.

| column | what becomes of it |
| --- | --- |
| Title, Author, Additional Authors, ISBN, ISBN13 | which book it is; ISBNs stand there as `="0441013597"` |
| My Rating | stars, 0 is none |
| Date Read, Date Added | when it was finished; when it was put on the shelf |
| Exclusive Shelf | reading status: read, currently-reading, to-read; did-not-finish and its like |
| Bookshelves, Bookshelves with positions | every other shelf becomes a list in its order; `favorites` a favourite |
| Read Count | so many readings: those before the latest without dates, for the file has none |
| My Review, Spoiler | a review; HTML becomes plain text |
| Private Notes | a private note |

Book Id, Author l-f, Average Rating, Publisher, Binding, Number of Pages, the years and Owned Copies say nothing that is
kept here.
"""

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from backend.catalog.rules import isbn13_of
from backend.portability.rules.cells import count_of, moment_of, stars_of, status_of, tells_too_much, text_of
from backend.portability.rules.items import FAVOURITE, LISTS, NOTE, RATING, REVIEW, STATUS, Item, Problem, broken
from backend.portability.rules.said import iso, listed, noted, rated, read_status, reviewed
from backend.portability.rules.tables import Table, named, unreadable

COLUMNS = {
    name.lower(): name
    for name in (
        *("Title", "Author", "Additional Authors", "ISBN", "ISBN13", "My Rating", "Date Read", "Date Added"),
        *("Bookshelves", "Bookshelves with positions", "Exclusive Shelf", "My Review", "Spoiler", "Private Notes"),
        "Read Count",
    )
}
_PLACE = re.compile(r"(.+?) \(#(\d{1,7})\)", re.ASCII)
FAVOURITES = frozenset({"favorites", "favourites", "favorite", "favourite"})


def read_goodreads(table: Table, zone: tzinfo) -> Iterator[Item]:
    """Every row of the file, the broken ones too. Raises ColumnsUnknown."""
    names = enumerate(named(table.head, COLUMNS, "Title"))
    read = [(column, name) for column, name in names if name in COLUMNS.values()]
    for row in table.rows:
        yield unreadable(row) or _item(row.place, row.cells or [], read, zone)


def _item(place: int, cells: list[str], read: list[tuple[int, str]], zone: tzinfo) -> Item:
    given = {name: cells[column] for column, name in read}
    title = given["Title"]
    if not title:
        return broken(place, "title_missing", cells=cells)
    problems: list[Problem] = []

    def take(found: tuple[Any, tuple[Problem, ...]]) -> Any:
        problems.extend(found[1])
        return found[0]

    added = take(moment_of(given.get("Date Added", ""), zone, "added"))
    finished = take(moment_of(given.get("Date Read", ""), zone, "finished"))
    stars = take(stars_of(given.get("My Rating", "")))
    shelf = given.get("Exclusive Shelf", "")
    status = status_of(shelf)
    shelves = [name.strip() for name in given.get("Bookshelves", "").split(",")]
    lists = [name for name in dict.fromkeys([*shelves, shelf]) if name and status_of(name) is None]
    review = given.get("My Review", "")
    spoiler = given.get("Spoiler", "").lower() == "true" or tells_too_much(review)
    said = {
        RATING: rated(stars, finished or added),
        FAVOURITE: {"at": iso(added or finished)} if FAVOURITES & {name.lower() for name in lists} else None,
        STATUS: read_status(status, added, finished, zone, take(count_of(given.get("Read Count", "")))),
        NOTE: noted(text_of(given.get("Private Notes", "")), added),
        REVIEW: reviewed(text_of(review), finished or added, spoiler=spoiler),
        LISTS: listed(
            [name for name in lists if name.lower() not in FAVOURITES],
            added,
            dict(_places(given.get("Bookshelves with positions", ""))),
        ),
    }
    people = (given.get("Author", ""), *given.get("Additional Authors", "").split(","))
    return Item(
        place,
        title,
        tuple(" ".join(name.split()) for name in people if name.strip()),
        tuple(dict.fromkeys(isbn for name in ("ISBN13", "ISBN") if (isbn := _isbn(given.get(name, ""))))),
        {facet: value for facet, value in said.items() if value},
        tuple(problems),
        tuple(cells),
    )


def _places(cell: str) -> Iterator[tuple[str, int]]:
    """From `sf (#12), favorites (#2)` shelf and place."""
    for shelf in cell.split(","):
        if found := _PLACE.fullmatch(shelf.strip()):
            yield found[1], int(found[2])


def _isbn(cell: str) -> str | None:
    """From `="0441013597"`, which keeps spreadsheets from taking it for a number."""
    bare = cell.strip("=\"' ")
    return isbn13_of(bare) if bare else None
