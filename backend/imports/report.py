"""Every value that was dropped, with its file, line and reason: for the person who has to repair the source."""

import csv
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from backend.imports.errors import ImportRefused

HEADER = ("file", "line", "reason", "value")
# A spreadsheet would run such a cell as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 500


class Report:
    """A CSV file that appears under its name when the import ends; a refused import leaves an older one alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[tuple[str, str]] = Counter()
        self._part = path.with_name(path.name + ".part")

    def __enter__(self) -> Self:
        try:
            if self.path.is_dir():
                raise IsADirectoryError(0, "it is a folder")
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise ImportRefused(f"The report cannot be written to {self.path} ({error.strerror}).") from error
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADER)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        # The disk may be full: the import itself went well, and an error on the way out must not be hidden by this one.
        with suppress(OSError):
            self._file.close()
            if isinstance(error, ImportRefused):
                self._part.unlink()
            else:
                self._part.replace(self.path)

    def drop(self, file: str, line: int, reason: str, value: str) -> None:
        """Count one dropped value and write it down."""
        self.counts[file, reason] += 1
        try:
            self._writer.writerow((harmless(file), line, reason, harmless(value[:_LONGEST])))
        except OSError as error:
            raise ImportRefused(f"The report {self.path} cannot be written ({error.strerror}).") from error

    @property
    def total(self) -> int:
        return self.counts.total()


def harmless(cell: str) -> str:
    """The cell as text for a spreadsheet, never as a formula."""
    return "'" + cell if cell.lstrip(" ").startswith(_FORMULA) else cell
