"""Ratings in memory: gathered by reader, in the order of time, in little room. No database."""

import gzip
import tracemalloc
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.imports.progress import Progress
from backend.imports.ratings import SourceRatings, read_ratings, read_time_order
from backend.imports.report import Report


@pytest.fixture
def report(tmp_path: Path) -> Iterator[Report]:
    with Report(tmp_path / "report.csv") as report:
        yield report


def _read(
    path: Path, report: Report, books: int = 9, *, in_time_order: bool = False, limit: int | None = None
) -> SourceRatings:
    numbers = set(range(1, books + 1))
    return read_ratings(path, numbers, report, Progress(), in_time_order=in_time_order, limit=limit)


def _file(path: Path, *rows: str) -> Path:
    text = "\n".join(("user_id,book_id,rating", *rows, ""))
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_the_rows_of_a_reader_need_not_be_together(tmp_path: Path, report: Report) -> None:
    ratings = _read(_file(tmp_path / "ratings.csv", "1,4,5", "2,4,3", "1,5,1"), report)
    assert list(ratings.by_reader) == [1, 2]
    assert [(rating.book, rating.stars) for rating in ratings.of(1, None, report)] == [(4, 5), (5, 1)]


def test_columns_are_found_by_name(tmp_path: Path, report: Report) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text('\ufeff"rating","user_id","when","book_id"\r\n"4","1","x","9"\r\n')
    assert [(rating.book, rating.stars) for rating in _read(path, report).of(1, None, report)] == [(9, 4)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,2,0", "stars_invalid"),
        ("1,2,6", "stars_invalid"),
        ("1,2,4.5", "stars_invalid"),
        ("1,2,", "stars_invalid"),
        ("1,2,five", "stars_invalid"),
        ("1,10,5", "unknown_book"),
        ("1,,5", "unknown_book"),
        ("x,2,5", "reader_id_invalid"),
        ("-1,2,5", "reader_id_invalid"),
        ("1,2", "wrong_column_count"),
        ("1,2,5,2020", "wrong_column_count"),
        ('"1,2,5', "wrong_column_count"),
    ],
)
def test_a_dirty_row_costs_only_itself(tmp_path: Path, report: Report, row: str, reason: str) -> None:
    row = row if row != '"1,2,5' else '"1;2,5'
    ratings = _read(_file(tmp_path / "ratings.csv", "1,1,5", row, "1,3,5"), report)
    assert ratings.count == 2 and ratings.rows == 3
    assert dict(report.counts) == {("ratings.csv", reason): 1}


def test_the_first_rating_of_a_pair_counts(tmp_path: Path, report: Report) -> None:
    ratings = _read(_file(tmp_path / "ratings.csv", "1,4,5", "1,4,1"), report)
    assert [(rating.book, rating.stars) for rating in ratings.of(1, None, report)] == [(4, 5)]
    assert report.counts["ratings.csv", "rating_duplicate"] == 1


def test_the_order_of_profiles_is_the_order_of_time(tmp_path: Path, report: Report) -> None:
    ratings = _read(_file(tmp_path / "ratings.csv", "1,2,5", "1,4,4", "1,7,3", "2,1,1"), report)
    profiles = _file(tmp_path / "ratings_full_profiles.csv.gz", "1,7,3", "1,2,5", "1,7,3", "1,4,4", "3,1,1")
    order = read_time_order(profiles, ratings.by_reader)
    assert order == {1: array("Q", [7, 2, 4])}
    timed = [(rating.book, rating.sequence) for rating in ratings.of(1, order.get(1), report)]
    assert timed == [(7, 0), (2, 1), (4, 2)]
    assert [rating.sequence for rating in ratings.of(2, order.get(2), report)] == [None]


def test_profiles_imported_by_themselves_are_in_time_order(tmp_path: Path, report: Report) -> None:
    path = _file(tmp_path / "ratings_full_profiles.csv", "1,7,3", "1,7,1", "1,2,5")
    timed = [(rating.book, rating.sequence) for rating in _read(path, report, in_time_order=True).of(1, None, report)]
    assert timed == [(7, 0), (2, 1)]


def test_a_limit_takes_whole_readers(tmp_path: Path, report: Report) -> None:
    ratings = _read(_file(tmp_path / "ratings.csv", "5,1,5", "6,1,5", "5,2,5", "6,2,5"), report, limit=1)
    assert list(ratings.by_reader) == [5] and ratings.count == 2 and ratings.left_out == 2


def test_a_rating_takes_few_bytes(tmp_path: Path, report: Report) -> None:
    rows = 200_000
    path = _file(
        tmp_path / "ratings.csv.gz", *(f"{row % 2000 + 1},{row // 2000 + 1},{row % 5 + 1}" for row in range(rows))
    )
    tracemalloc.start()
    try:
        ratings = _read(path, report, books=100)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert ratings.count == rows
    assert peak / rows < 24
