"""Any file of (user, item) rows, or of the "user item item ..." lines of the LightGCN data sets.

Spaces, tabs or commas; a header may stand above; ids may be words. Columns: user, item, then perhaps a rating, then
perhaps a timestamp. What a column is, is told by its numbers: timestamps are large, ratings are 0 to 10.
"""

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.benchmarks.benchmark import Benchmark, Rows, interactions_of, one_of_each, places_of, split_at
from ml.benchmarks.files import open_text
from ml.benchmarks.names import PAIRS
from ml.config import Settings
from ml.data.interactions import Bool, Int64
from ml.data.splitting import split_by_time
from ml.errors import UnusableData
from ml.evaluation import protocol_of

HEADERS = {"user", "user_id", "userid", "uid", "reader", "reader_id", "item", "item_id", "itemid", "book", "book_id"}
# A second in March 1973; no rating is so large, and no timestamp of a reader's click so small.
TIMESTAMP_AT_LEAST = 100_000_000
VALIDATED_AT_LEAST = 3
"""Training pairs a reader must have before one of them is held back as a validation event."""

Names = NDArray[np.str_]


@dataclass(frozen=True)
class Table:
    """Columns of shape (n,); ids as they are written."""

    user: Names
    item: Names
    rating: NDArray[np.float64] | None
    timestamp: NDArray[np.float64] | None


def load(path: Path, test: Path | None, settings: Settings) -> Benchmark:
    """Pairs of one file, split here, or with a test file in either form, whose pairs are what is to be found.

    With a test file each reader gives one training pair for validation (the last by time, else a random one), and a
    model is fitted once more on all training pairs.
    """
    train = read_table(path)
    if test is None:
        interactions = interactions_of(_rows(train, *_ids(train.user, train.item)), _ids(train.user, train.item)[1])
        split = split_by_time(interactions, settings.split, settings.seed)
        return Benchmark(PAIRS, interactions, split, protocol_of(split, settings.evaluation))
    asked = read_table(test)
    both = Table(
        np.concatenate([train.user, asked.user]),
        np.concatenate([train.item, asked.item]),
        _joined(train.rating, asked.rating),
        _joined(train.timestamp, asked.timestamp),
    )
    user, item = _ids(both.user, both.item)
    tested = np.arange(len(user)) >= len(train.user)
    # The test rows come last, so that of a pair in both files the test's row stays: it must not train.
    interactions = interactions_of(_rows(both, user, item), item)
    held_out = places_of(interactions, user[tested], item[tested])
    validation = one_of_each(interactions, ~held_out, VALIDATED_AT_LEAST, settings.seed)
    return Benchmark(
        PAIRS,
        interactions,
        split_at(interactions, held_out, validation, by_time=bool(interactions.timed.any())),
        f"the pairs of {test.name} among all items that the reader has not in training",
        refit=True,
    )


def read_table(path: Path) -> Table:
    """The file's rows. Raises UnusableData."""
    with open_text(path) as file:
        lines = [cells for line in file if (cells := _cells(line))]
    if lines and _is_header(lines[0], lines[1] if len(lines) > 1 else None):
        lines = lines[1:]
    if not lines:
        raise UnusableData(f"{path} has no rows.")
    widths = {len(cells) for cells in lines}
    if len(widths) > 1 or max(widths) > 4:
        return _lists(lines)
    if widths == {1}:
        raise UnusableData(f"{path}: a row is user and item at least.")
    columns = list(zip(*lines, strict=True))
    rating, timestamp = _meaning(path, [_numbers(path, column) for column in columns[2:]])
    return Table(np.array(columns[0]), np.array(columns[1]), rating, timestamp)


def _cells(line: str) -> list[str]:
    for separator in ("\t", ","):
        if separator in line:
            return [cell.strip() for cell in line.strip("\r\n").split(separator)]
    return line.split()


def _is_header(first: list[str], second: list[str] | None) -> bool:
    if {cell.split(":")[0].lower() for cell in first} & HEADERS:
        return True
    # Numbers throughout, and words only in the first line.
    return second is not None and all(map(_is_number, second)) and not any(map(_is_number, first))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _lists(lines: list[list[str]]) -> Table:
    users = np.repeat(np.array([cells[0] for cells in lines]), [len(cells) - 1 for cells in lines])
    items = np.array([item for cells in lines for item in cells[1:]])
    return Table(users, items, None, None)


def _numbers(path: Path, column: tuple[str, ...]) -> NDArray[np.float64]:
    try:
        return np.array(array("d", map(float, column)))
    except ValueError as error:
        raise UnusableData(f"{path}: {error}; columns after user and item are rating and timestamp.") from error


def _meaning(
    path: Path, columns: list[NDArray[np.float64]]
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    rating = timestamp = None
    for column in columns:
        if column.min() >= TIMESTAMP_AT_LEAST and timestamp is None:
            timestamp = column
        elif column.min() >= 0 and column.max() <= 10 and rating is None and timestamp is None:
            rating = column
        else:
            raise UnusableData(f"{path}: after user and item come a rating (0 to 10) and a timestamp, in this order.")
    # The same number in every row (often 1) says that there was something, not how good it was.
    return (None if rating is None or rating.min() == rating.max() else rating), timestamp


def _joined(first: NDArray[np.float64] | None, second: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
    """What only one of two files tells is not used: its numbers would set training and test apart."""
    return None if first is None or second is None else np.concatenate([first, second])


def _ids(user: Names, item: Names) -> tuple[Int64, Int64]:
    return _numbered(user), _numbered(item)


def _numbered(names: Names) -> Int64:
    """Whole numbers stay what they are; words get numbers in their order."""
    try:
        numbers = names.astype(np.int64)
    except ValueError:
        return np.unique(names, return_inverse=True)[1].astype(np.int64)
    return numbers


def _rows(table: Table, user: Int64, item: Int64) -> Rows:
    last = _last_of_each(user, item, table.timestamp)
    at = None if table.timestamp is None else table.timestamp[last].astype("datetime64[s]").astype("datetime64[us]")
    stars = None if table.rating is None else _stars(table.rating)[last]
    return Rows(user[last], item[last], stars, at)


def _last_of_each(user: Int64, item: Int64, timestamp: NDArray[np.float64] | None) -> Bool:
    """Shape (n,): true for the last row of every pair."""
    moment = np.zeros(len(user)) if timestamp is None else timestamp
    order = np.lexsort((np.arange(len(user)), moment, item, user))
    different = (user[order][1:] != user[order][:-1]) | (item[order][1:] != item[order][:-1])
    last = np.zeros(len(user), dtype=bool)
    last[order[np.append(different, True)]] = True
    return last


def _stars(rating: NDArray[np.float64]) -> NDArray[np.int8]:
    """Ratings of any scale up to 10 as 1 to 5 stars: half stars are rounded up, of ten points two make a star."""
    scale = 0.5 if rating.max() > 5 else 1.0
    return np.clip(np.ceil(rating * scale), 1, 5).astype(np.int8)
