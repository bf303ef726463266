"""Dirty files: bad values are counted and written down, unusable files are one clear line."""

import csv
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from backend.imports.books import SourceBook, read_books
from backend.imports.errors import ImportRefused
from backend.imports.files import opened, records
from backend.imports.report import Report
from tests.backend.imports.conftest import BOOKS, Folder

Run = Callable[..., Result]


@pytest.fixture
def report(report_path: Path) -> Iterator[Report]:
    with Report(report_path) as report:
        yield report


def _read(folder: Folder, report: Report, **values: str) -> SourceBook:
    folder.books({**BOOKS[0], **values})
    books, _ = read_books(folder.path / "books.csv", report)
    return books[0]


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"original_publication_year": "0.0"}, "published_year", "year_invalid"),
        ({"original_publication_year": "20088.0"}, "published_year", "year_invalid"),
        ({"original_publication_year": "long ago"}, "published_year", "year_invalid"),
        ({"isbn": "439023484", "isbn13": ""}, "isbn13", "isbn_invalid"),
        ({"isbn": "", "isbn13": "9780439023482"}, "isbn13", "isbn_invalid"),
        ({"isbn": "", "isbn13": "9.78043902348e+12"}, "isbn13", "isbn13_rounded"),
        ({"language_code": "xyz"}, "language", "language_unknown"),
        ({"original_title": "x" * 501}, "original_title", "original_title_too_long"),
    ],
)
def test_a_bad_field_is_dropped_and_the_book_stays(
    folder: Folder, report: Report, values: dict[str, str], field: str, reason: str
) -> None:
    assert getattr(_read(folder, report, **values), field) is None
    assert dict(report.counts) == {("books.csv", reason): 1}


def test_a_bad_short_isbn_leaves_a_good_long_one(folder: Folder, report: Report) -> None:
    assert _read(folder, report, isbn="439023484", isbn13="9780439023481").isbn13 == "9780439023481"
    assert dict(report.counts) == {("books.csv", "isbn_invalid"): 1}


@pytest.mark.parametrize(
    ("second", "reason", "left"),
    [
        ({"book_id": "", "title": "x"}, "book_id_invalid", 1),
        ({"book_id": "1.5", "title": "x"}, "book_id_invalid", 1),
        ({"book_id": "1", "title": "x"}, "book_id_duplicate", 1),
        ({"book_id": "2", "title": "  "}, "title_missing", 1),
        ({"book_id": "2", "title": "x", "isbn": "0439023483"}, "isbn_duplicate", 2),
        ({"book_id": "2", "title": "x" * 501}, "title_cut", 2),
        ({"book_id": "2", "title": "x", "authors": "y" * 256}, "author_too_long", 2),
    ],
)
def test_only_a_book_without_number_or_title_is_skipped(
    folder: Folder, report: Report, second: dict[str, str], reason: str, left: int
) -> None:
    folder.books(BOOKS[0], second)
    books, rows = read_books(folder.path / "books.csv", report)
    assert (len(books), rows) == (left, 2)
    assert dict(report.counts) == {("books.csv", reason): 1}


def test_an_open_quotation_mark_swallows_no_other_book(folder: Folder, report: Report) -> None:
    path = folder.path / "books.csv"
    path.write_text('book_id,title,authors\n1,One,A\n2,"Two,B\n3,Three,C\n4,"Fo\nur",D\n5,Five\n6,Six,F\n')
    with opened(path) as source:
        rows = list(records(source, ("book_id", "title"), (), report))
    assert [(line, row["book_id"]) for line, row in rows] == [(2, "1"), (4, "3"), (5, "4"), (8, "6")]
    assert report.counts["books.csv", "wrong_column_count"] == 2


def test_an_endless_cell_swallows_no_other_book(folder: Folder, report: Report) -> None:
    path = folder.path / "books.csv"
    path.write_text('book_id,title\n1,One\n2,"Two\n' + "".join(f"{n},{'x' * 90}\n" for n in range(3, 2000)))
    with opened(path) as source:
        rows = list(records(source, ("book_id", "title"), (), report))
    assert len(rows) == 1998 and report.total == 1


def test_a_byte_order_mark_is_no_part_of_a_name(folder: Folder, report: Report) -> None:
    folder.books()
    path = folder.path / "books.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_books(path, report)[0]) == 3


def test_the_report_names_file_line_reason_and_value(report_path: Path) -> None:
    with Report(report_path) as report:
        report.drop("ratings.csv", 7, "stars_invalid", "=HYPERLINK(1)")
        assert not report_path.exists()
    rows = list(csv.reader(report_path.open(encoding="utf-8-sig")))
    assert rows == [["file", "line", "reason", "value"], ["ratings.csv", "7", "stars_invalid", "'=HYPERLINK(1)"]]


def test_a_clean_import_has_an_empty_report(report_path: Path) -> None:
    with Report(report_path):
        pass
    assert report_path.read_text(encoding="utf-8-sig").splitlines() == ["file,line,reason,value"]


def test_a_refused_import_leaves_the_last_report(report_path: Path) -> None:
    report_path.write_text("yesterday")
    with pytest.raises(ImportRefused), Report(report_path):
        raise ImportRefused("no")
    assert report_path.read_text() == "yesterday" and len(list(report_path.parent.glob("report.csv*"))) == 1


def _without_books(folder: Folder) -> None:
    (folder.path / "books.csv").unlink()


def _without_ratings(folder: Folder) -> None:
    (folder.path / "ratings.csv").unlink()


def _without_tags(folder: Folder) -> None:
    (folder.path / "book_genres.csv").unlink()


def _in_another_encoding(folder: Folder) -> None:
    (folder.path / "books.csv").write_bytes("book_id,title,authors\n1,书,作者\n".encode("gb18030"))


def _with_other_columns(folder: Folder) -> None:
    (folder.path / "books.csv").write_text("movieId,title\n1,Toy Story\n")


def _with_other_rating_columns(folder: Folder) -> None:
    (folder.path / "ratings.csv").write_text("")


def _with_half_a_gzip(folder: Folder) -> None:
    path = folder.path / "ratings.csv"
    (folder.path / "ratings.csv.gz").write_bytes(gzip.compress(path.read_bytes())[:-20])
    path.unlink()


def _with_no_gzip_at_all(folder: Folder) -> None:
    (folder.path / "ratings.csv").rename(folder.path / "ratings.csv.gz")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_without_books, "no books.csv"),
        (_without_ratings, "no ratings.csv"),
        (_without_tags, "neither book_genres.csv nor tags.csv"),
        (_in_another_encoding, "not UTF-8"),
        (_with_other_columns, "no column"),
        (_with_other_rating_columns, "no column"),
        (_with_half_a_gzip, "gzip"),
        (_with_no_gzip_at_all, "gzip"),
    ],
)
def test_an_unusable_folder_is_one_clear_line_and_nothing_is_written(
    whole_folder: Folder,
    run: Run,
    snapshot: Callable[[], dict[str, list[object]]],
    report_path: Path,
    spoil: Callable[[Folder], None],
    words: str,
) -> None:
    spoil(whole_folder)
    before = snapshot()
    result = run(whole_folder)
    assert result.exit_code == 2
    assert words in result.stderr and len(result.stderr.splitlines()) == 1
    assert snapshot() == before and not report_path.exists()


def test_a_folder_or_file_that_is_not_there(whole_folder: Folder, run: Run) -> None:
    assert "nowhere.csv is not a file" in run(whole_folder, "--ratings", "nowhere.csv").stderr
    whole_folder.path.rename(whole_folder.path.with_name("elsewhere"))
    result = run(whole_folder)
    assert result.exit_code == 2 and "is not a folder" in result.stderr


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    whole_folder: Folder, run: Run, snapshot: Callable[[], dict[str, list[object]]]
) -> None:
    before = snapshot()
    for path in (whole_folder.path, whole_folder.path / "books.csv" / "report.csv"):
        result = run(whole_folder, "--report", str(path))
        assert result.exit_code == 2 and "report cannot be written" in result.stderr
    assert snapshot() == before
