"""Reading CSV files, plain or gzipped, so that a bad row costs only itself."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backend.core.csv_lines import GivenBack
from backend.imports.errors import ImportRefused
from backend.imports.report import Report


def find_file(folder: Path, name: str) -> Path | None:
    """`name` in the folder, or the same gzipped."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    return None


@dataclass
class Source:
    """An open text file and how many of its bytes, as they lie on the disk, were read."""

    path: Path
    text: IO[str]
    raw: IO[bytes]

    @property
    def position(self) -> int:
        return self.raw.tell()


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file as UTF-8 text, with or without a byte order mark. Raises ImportRefused for whatever is wrong with it."""
    try:
        with path.open("rb") as raw:
            binary = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            # A mark inside the file would be a letter; only the first is skipped.
            with io.TextIOWrapper(io.BufferedReader(binary, 1 << 16), encoding="utf-8-sig", newline="") as text:
                yield Source(path, text, raw)
    except UnicodeDecodeError as error:
        raise ImportRefused(f"{path} is not UTF-8 ({error.reason}). Convert it and run the import again.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ImportRefused(f"{path} is not a whole gzip file ({error}).") from error
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read ({error.strerror}).") from error


def positions(path: Path, header: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where the named columns are. Raises ImportRefused when one is missing."""
    known = [name.strip().strip('"').lower() for name in header]
    missing = [name for name in names if name not in known]
    if missing:
        raise ImportRefused(f"{path} has no column {', '.join(missing)}: it is not in the goodbooks layout.")
    return [known.index(name) for name in names]


def records(
    source: Source, names: Sequence[str], optional: Sequence[str], report: Report
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and the named columns of each whole row; rows with another number of columns are reported.

    A quotation mark that is never closed swallows the rows after it: these are read again.
    """
    lines = GivenBack(iter(source.text))
    reader = csv.reader(lines)
    header = next(reader, [])
    positions(source.path, header, names)
    columns = [name.strip().lower() for name in header]
    wanted = [(place, name) for place, name in enumerate(columns) if name in names or name in optional]
    line = 1 + len(lines.taken)
    while True:
        lines.taken = []
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = ["?"]
        if len(row) == len(columns):
            yield line, {name: row[place].strip() for place, name in wanted}
        elif row:
            report.drop(source.path.name, line, "wrong_column_count", lines.taken[0].rstrip("\r\n"))
            lines.give_back_all_but_one()
        line += len(lines.taken)
