"""Rows out of CSV: a quotation mark that is never closed swallows the rows after it, and these are read again."""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple, Self

from backend.core.csv_cells import unguarded

# A line that Python's reader does not understand, as the cells that it may have been meant to have.
Mending = Callable[[str], list[str]]


class GivenBack:
    """The lines of a text; those that a broken row has swallowed can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._back = lines, deque[str]()
        self.taken: list[str] = []

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        text = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(text)
        return text

    def give_back_all_but_one(self) -> None:
        self._back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


class CsvRow(NamedTuple):
    """A row by its line from 1; `cells` is None where it has not as many as there are columns, and `text` says what
    stands there."""

    place: int
    cells: list[str] | None
    text: str


def csv_head(line: str) -> tuple[list[str], str]:
    """The names of the columns, and what stands between them; no names where the line is none of a table."""
    separator = max(",;\t", key=line.count)
    try:
        return next(csv.reader([line], delimiter=separator), []), separator
    except csv.Error:
        return [], separator


def csv_rows(lines: GivenBack, columns: int, separator: str, mend: Mending | None = None) -> Iterator[CsvRow]:
    """The rows after the head, empty ones left out. Cells are stripped, and freed of what keeps a spreadsheet from
    calculating."""
    place = 2
    # Strict: a quotation mark inside a cell that is not doubled would shift what comes after it.
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.taken = []
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = ["?"]
        if any(cell.strip() for cell in row):
            while len(row) > columns and not row[-1].strip():
                # Some programs end every row with a comma.
                row.pop()
            if len(row) != columns and mend is not None:
                lines.give_back_all_but_one()
                row = mend(lines.taken[0])
            if len(row) != columns:
                lines.give_back_all_but_one()
                yield CsvRow(place, None, lines.taken[0].rstrip("\r\n"))
            else:
                yield CsvRow(place, [unguarded(cell.strip()) for cell in row], "")
        place += len(lines.taken)
