"""Ratings in memory, eight bytes each, gathered by reader: a file need not keep a reader's rows together."""

import csv
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backend.imports.files import Source, opened, positions
from backend.imports.progress import Progress
from backend.imports.report import Report
from backend.imports.values import whole_number

COLUMNS = ("user_id", "book_id", "rating")
# A rating packed into 64 bits: line | book | stars.
_BOOK_BITS, _STARS_BITS = 31, 3
_EVERY = 1 << 15


@dataclass(frozen=True, slots=True)
class SourceRating:
    """One reader's stars for a book, by the source's numbers; `sequence` is the place in time, if known."""

    book: int
    stars: int
    sequence: int | None


@dataclass
class SourceRatings:
    """What a file of ratings holds. `in_time_order`: the rows of each reader are in the order they were given."""

    file: str
    in_time_order: bool
    rows: int = 0
    left_out: int = 0
    by_reader: dict[int, "array[int]"] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(packed) for packed in self.by_reader.values())

    def of(self, reader: int, order: "array[int] | None", report: Report) -> Iterator[SourceRating]:
        """A reader's ratings, the first of each book; by time where the order (or the file itself) tells it."""
        first: dict[int, int] = {}
        for packed in self.by_reader[reader]:
            book = packed >> _STARS_BITS & (1 << _BOOK_BITS) - 1
            stars = packed & (1 << _STARS_BITS) - 1
            if book in first:
                line = packed >> _BOOK_BITS + _STARS_BITS
                report.drop(self.file, line, "rating_duplicate", f"{reader},{book},{stars}")
            else:
                first[book] = stars
        if self.in_time_order:
            for place, (book, stars) in enumerate(first.items()):
                yield SourceRating(book, stars, place)
            return
        places = {book: place for place, book in enumerate(order or ())}
        # Those without a place come first: ids then follow the time as far as it is known.
        for book in sorted(first, key=lambda book: places.get(book, -1)) if places else first:
            yield SourceRating(book, first[book], places.get(book))


def read_ratings(
    path: Path, books: set[int], report: Report, progress: Progress, *, in_time_order: bool, limit: int | None
) -> SourceRatings:
    """All usable ratings of the first `limit` readers of the file; no field of a rating is ever guessed."""
    ratings = SourceRatings(path.name, in_time_order)
    # Looked up as written: a million rows repeat a few thousand texts.
    book_codes = {str(book): book << _STARS_BITS for book in books}
    star_codes = {str(stars): stars for stars in range(1, 6)}
    readers: dict[str, array[int] | None] = {}
    with opened(path) as source:
        for line, (reader, book, stars) in _rows(source, report, ratings, progress):
            try:
                packed = readers[reader]
                if packed is not None:
                    packed.append(line << _BOOK_BITS + _STARS_BITS | book_codes[book] | star_codes[stars])
                else:
                    ratings.left_out += 1
                continue
            except KeyError:
                # The reader's first row, dirt, or a cell with spaces or quotation marks.
                reader, book, stars = (_bare(cell) for cell in (reader, book, stars))
            number = whole_number(reader)
            if number is None:
                report.drop(path.name, line, "reader_id_invalid", f"{reader},{book},{stars}")
            elif stars not in star_codes:
                report.drop(path.name, line, "stars_invalid", f"{reader},{book},{stars}")
            elif (code := _book_code(book, book_codes)) is None:
                report.drop(path.name, line, "unknown_book", f"{reader},{book},{stars}")
            elif number not in ratings.by_reader and limit is not None and len(ratings.by_reader) >= limit:
                readers[reader] = None
                ratings.left_out += 1
            else:
                packed = readers[reader] = ratings.by_reader.setdefault(number, array("Q"))
                packed.append(line << _BOOK_BITS + _STARS_BITS | code | star_codes[stars])
    return ratings


def _book_code(text: str, codes: dict[str, int]) -> int | None:
    return codes.get(str(whole_number(text)))


def _rows(
    source: Source, report: Report, ratings: SourceRatings, progress: Progress
) -> Iterator[tuple[int, tuple[str, str, str]]]:
    # No text in these files: a stray quotation mark is dirt of one row, never the beginning of many.
    reader = csv.reader(source.text, quoting=csv.QUOTE_NONE)
    header = next(reader, [])
    user, book, stars = positions(source.path, header, COLUMNS)
    width = len(header)
    progress.begin(f"Reading {source.path.name}", source.path.stat().st_size // 1024, "KiB")
    for row in reader:
        if len(row) != width:
            if row:
                ratings.rows += 1
                report.drop(source.path.name, reader.line_num, "wrong_column_count", ",".join(row))
            continue
        ratings.rows += 1
        if not ratings.rows % _EVERY:
            progress.reach(source.position // 1024)
        yield reader.line_num, (row[user], row[book], row[stars])
    progress.reach(source.path.stat().st_size // 1024)


def _bare(text: str) -> str:
    return text.strip().strip('"').strip()


def read_time_order(path: Path, readers: dict[int, "array[int]"]) -> dict[int, "array[int]"]:
    """The books of each of these readers in the order of the file; the ratings themselves are read elsewhere."""
    order: dict[int, array[int]] = {}
    with opened(path) as source:
        reader = csv.reader(source.text, quoting=csv.QUOTE_NONE)
        user, book, _ = positions(path, next(reader, []), COLUMNS)
        for row in reader:
            if len(row) <= max(user, book):
                continue
            number, code = whole_number(_bare(row[user])), whole_number(_bare(row[book]))
            if code is not None and number in readers:
                order.setdefault(number, array("Q")).append(code)
    return {number: array("Q", dict.fromkeys(books)) for number, books in order.items()}
