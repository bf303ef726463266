"""Records out of a CSV file. A bad row costs only itself."""

import io
import re
from collections.abc import Iterator
from typing import Any

from backend.catalog.rules.facts import Credit, Problem, line
from backend.catalog.rules.languages import language_of
from backend.core.csv_lines import GivenBack, csv_head, csv_rows
from backend.core.encodings import decoded
from backend.exchange.rules.csv_layout import ALIASES, COLUMNS, NAMING, parted
from backend.exchange.rules.errors import ColumnsUnknown
from backend.exchange.rules.records import Record, broken, number_in

_TEXTS = ("title", "subtitle", "original_title", "series", "series_original_name", "publisher", "description")
_NOT_TEXT = re.compile("[\ud800-\udfff]")


def read_csv(data: bytes) -> Iterator[Record]:
    """The rows of a file. Raises FileEmpty, EncodingUnknown, ColumnsUnknown.

    A quotation mark that is never closed swallows the rows after it: these are read again.
    """
    text = decoded(data)
    lines = GivenBack(io.StringIO(text, newline=""))
    head, separator = csv_head(next(lines, ""))
    columns = _columns(head)
    for row in csv_rows(lines, len(columns), separator):
        if row.cells is None:
            yield broken(row.place, "wrong_column_count", row.text)
        else:
            yield _record(row.place, dict(zip(columns, row.cells, strict=True)))


def _columns(head: list[str]) -> list[str]:
    names = [name.strip().lower() for name in head]
    names = [ALIASES.get(name, name) for name in names]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or not NAMING & set(names) or len(set(names)) < len(names):
        raise ColumnsUnknown(fields={name[:60] or "?": [{"code": "column_unknown", "message": ""}] for name in unknown})
    return names


def _record(place: int, cells: dict[str, str]) -> Record:
    for name, cell in cells.items():
        if _NOT_TEXT.search(cell):
            return broken(place, "wrong_encoding", name)
    problems: list[Problem] = []
    given: dict[str, Any] = {name: cells[name] for name in _TEXTS if name in cells}
    if "isbn13" in cells:
        given["isbn13"] = cells["isbn13"]
    if "authors" in cells:
        given["authors"] = _credits(cells, problems)
    if "categories" in cells:
        given["categories"] = tuple(parted(cells["categories"]))
    if cells.get("currency"):
        given["currency"] = cells["currency"].upper()
    if "language" in cells:
        given["language"] = _language(cells["language"])
    for name, code in (("published_year", "year_impossible"), ("price_cents", "price_impossible")):
        if name in cells:
            given[name] = _whole(name, cells[name], code, problems)
    if "volume" in cells:
        given["volume"] = _volume(cells["volume"], problems)
    number = number_in(line(cells.get("id")), cells.get("library"), cells.get("title", ""))
    return Record(place, number, given, problems=tuple(problems))


def _credits(cells: dict[str, str], problems: list[Problem]) -> tuple[Credit, ...]:
    names = parted(cells["authors"])
    roles = parted(cells.get("author_roles", ""))
    originals = parted(cells.get("author_original_names", ""))
    if max(len(roles), len(originals)) > len(names):
        problems.append(Problem("authors", "authors_do_not_match", cells["authors"]))
        return ()
    roles += [""] * (len(names) - len(roles))
    originals += [""] * (len(names) - len(originals))
    people = zip(names, roles, originals, strict=True)
    return tuple(Credit(name, role.lower() or "author", original or None) for name, role, original in people)


def _language(cell: str) -> str | None:
    return language_of(cell) or cell or None


def _whole(name: str, cell: str, code: str, problems: list[Problem]) -> int | None:
    if not cell:
        return None
    # Spreadsheets write whole numbers with a point and a zero.
    found = re.fullmatch(r"([+-]?\d{1,10})(\.0*)?", cell, re.ASCII)
    if found is None:
        problems.append(Problem(name, code, cell))
        return None
    return int(found.group(1))


def _volume(cell: str, problems: list[Problem]) -> float | None:
    if not cell:
        return None
    if not re.fullmatch(r"\d{1,5}(\.\d{1,17})?", cell, re.ASCII):
        problems.append(Problem("volume", "volume_impossible", cell))
        return None
    return float(cell)
