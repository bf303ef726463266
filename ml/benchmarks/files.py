"""Files of public data sets: plain or compressed, found or missed in one clear sentence."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, cast

import numpy as np

from ml.data.interactions import Int64
from ml.errors import UnusableData

GZIP = b"\x1f\x8b"


def data_file(folder: Path, name: str) -> Path:
    """The file of this name, or of this name with .gz. Raises UnusableData."""
    if not folder.is_dir():
        raise UnusableData(f"There is no data folder {folder}.")
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise UnusableData(f"{folder} has no {name} (nor {name}.gz).")


def open_text(path: Path) -> TextIO:
    """The file's text, whether or not it is compressed. Raises UnusableData."""
    if not path.is_file():
        raise UnusableData(f"There is no file {path}.")
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP
    # Titles of the nineties come in Latin-1 here and there: a wrong letter is better than no data set.
    if compressed:
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8", errors="replace"))
    return path.open(encoding="utf-8", errors="replace")


def numbers(path: Path, delimiter: str, header: int = 0) -> Int64:
    """A table of whole numbers, shape (rows, columns). Raises UnusableData."""
    with open_text(path) as file:
        try:
            table = np.loadtxt(file, delimiter=delimiter, skiprows=header, dtype=np.float64, ndmin=2)
        except ValueError as error:
            raise UnusableData(f"{path}: {error}") from error
    return table.astype(np.int64)


def records(path: Path, columns: tuple[str, ...], delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Rows by column name; `name:type` headers count as `name`. Raises UnusableData when one of the columns lacks."""
    with open_text(path) as file:
        quoted = delimiter == ","
        rows = csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
        names = [name.split(":")[0] for name in next(rows, [])]
        missing = sorted(set(columns) - set(names))
        if missing:
            raise UnusableData(f"{path} has no column {', '.join(missing)}.")
        for row in rows:
            if row:
                yield dict(zip(names, row, strict=False))
