"""Books as the source describes them; a bad field is dropped and reported, the book stays."""

from dataclasses import dataclass
from pathlib import Path

from backend.catalog.rules import isbn13_of, year_is_possible
from backend.imports.files import opened, records
from backend.imports.languages import SILENT, language_of
from backend.imports.report import Report
from backend.imports.series import split_series
from backend.imports.values import people, whole_number, year

LONGEST_TITLE, LONGEST_NAME = 500, 255
_NEEDED = ("book_id", "title", "authors")
_OPTIONAL = (
    "goodreads_book_id",
    "isbn",
    "isbn13",
    "original_publication_year",
    "original_title",
    "language_code",
)


@dataclass
class SourceBook:
    """One book, checked; `line` is where it stands in the file, for a report made later."""

    number: int
    goodreads_number: int
    line: int
    title: str
    original_title: str | None
    authors: list[str]
    series: str | None
    volume: float | None
    published_year: int | None
    language: str | None
    isbn13: str | None


@dataclass
class _Row:
    """A row and where to complain about it."""

    file: str
    line: int
    values: dict[str, str]
    report: Report

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def drop(self, reason: str, value: str) -> None:
        self.report.drop(self.file, self.line, reason, value)


def read_books(path: Path, report: Report) -> tuple[list[SourceBook], int]:
    """The usable books in the order of the file, and how many rows there were."""
    books: dict[int, SourceBook] = {}
    isbns: set[str] = set()
    rows = 0
    with opened(path) as source:
        for line, values in records(source, _NEEDED, _OPTIONAL, report):
            rows += 1
            book = _book(_Row(path.name, line, values, report), books)
            if book is None:
                continue
            if book.isbn13 in isbns:
                report.drop(path.name, line, "isbn_duplicate", book.isbn13 or "")
                book.isbn13 = None
            isbns |= {book.isbn13} if book.isbn13 else set()
            books[book.number] = book
    return list(books.values()), rows


def _book(row: _Row, known: dict[int, SourceBook]) -> SourceBook | None:
    number, title = whole_number(row.get("book_id")), " ".join(row.get("title").split())
    if number is None:
        row.drop("book_id_invalid", row.get("book_id"))
        return None
    if number in known:
        row.drop("book_id_duplicate", row.get("book_id"))
        return None
    if not title:
        row.drop("title_missing", row.get("book_id"))
        return None
    title, series, volume = split_series(title)
    return SourceBook(
        number=number,
        goodreads_number=whole_number(row.get("goodreads_book_id")) or 0,
        line=row.line,
        title=_title(row, title),
        original_title=_original_title(row, title),
        authors=_authors(row),
        series=_series(row, series),
        volume=volume,
        published_year=_year(row),
        language=_language(row),
        isbn13=_isbn13(row),
    )


def _title(row: _Row, title: str) -> str:
    if len(title) > LONGEST_TITLE:
        row.drop("title_cut", title)
    return title[:LONGEST_TITLE]


def _original_title(row: _Row, title: str) -> str | None:
    original = " ".join(row.get("original_title").split())
    if len(original) > LONGEST_TITLE:
        row.drop("original_title_too_long", original)
        return None
    return original if original and original != title else None


def _series(row: _Row, name: str | None) -> str | None:
    if name is not None and len(name) > LONGEST_NAME:
        row.drop("series_too_long", name)
        return None
    return name


def _authors(row: _Row) -> list[str]:
    names = people(row.get("authors"))
    for name in names:
        if len(name) > LONGEST_NAME:
            row.drop("author_too_long", name)
    return [name for name in names if len(name) <= LONGEST_NAME]


def _year(row: _Row) -> int | None:
    text = row.get("original_publication_year")
    found = year(text)
    if text and (found is None or not year_is_possible(found)):
        row.drop("year_invalid", text)
        return None
    return found


def _language(row: _Row) -> str | None:
    code = row.get("language_code")
    language = language_of(code)
    if language is None and code.lower() not in SILENT:
        row.drop("language_unknown", code)
    return language


def _isbn13(row: _Row) -> str | None:
    """From the shorter ISBN first: spreadsheets round the longer one to `9.78043902348e+12`."""
    short, long = row.get("isbn"), row.get("isbn13")
    found = isbn13_of(short) if short else None
    if short and found is None:
        row.drop("isbn_invalid", short)
    if found or not long:
        return found
    found = isbn13_of(long) if len(long) >= 13 else None
    if found is None:
        row.drop("isbn13_rounded" if "e+" in long.lower() else "isbn_invalid", long)
    return found
