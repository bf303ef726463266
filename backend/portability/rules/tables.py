"""The rows of a CSV file of another site, with their cells by column."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.core.csv_lines import CsvRow, GivenBack, Mending, csv_head, csv_rows
from backend.core.encodings import decoded
from backend.portability.rules.cells import NOT_TEXT
from backend.portability.rules.errors import ColumnsUnknown
from backend.portability.rules.items import Item, broken

# A column of ours in a file that is to be mended and brought again; it says what was wrong, and is not read.
REASON = "shelfwise"


@dataclass(frozen=True)
class Table:
    """The head of a file as it stands, and its rows."""

    head: list[str]
    rows: Iterator[CsvRow]


def table_of(data: bytes, mend: Mending | None = None) -> Table:
    """Raises FileEmpty, EncodingUnknown."""
    lines = GivenBack(io.StringIO(decoded(data), newline=""))
    first = next(lines, "")
    if first.lower().startswith("sep="):
        # A line for spreadsheets only.
        first = next(lines, "")
    names, separator = csv_head(first)
    head = [_plain(name.strip()) for name in names]
    while head and not head[-1]:
        head.pop()
    return Table(head, csv_rows(lines, len(head), separator, mend))


def named(head: list[str], columns: Mapping[str, str], needed: str) -> list[str]:
    """The columns by the names that we know them by; others keep theirs, with a mark that nobody reads them.
    Raises ColumnsUnknown when the one that is needed is not there."""
    names = [columns.get(name.lower(), f"?{name}") for name in head]
    if needed not in names:
        unknown = [name[:60] or "?" for name in head[:12]]
        raise ColumnsUnknown(fields={name: [{"code": "column_unknown", "message": ""}] for name in unknown})
    return names


def unreadable(row: CsvRow) -> Item | None:
    """The row as a broken item where nothing of it can be used."""
    if row.cells is None:
        return broken(row.place, "wrong_column_count", _plain(row.text))
    if NOT_TEXT.search("".join(row.cells)):
        return broken(row.place, "wrong_encoding", cells=[_plain(cell) for cell in row.cells])
    return None


def _plain(text: str) -> str:
    return NOT_TEXT.sub("\ufffd", text)
