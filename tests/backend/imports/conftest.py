"""Small folders in the goodbooks layout, made by hand, and the command that imports them."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from backend.catalog.models import Book
from backend.catalog.rules import rating_score
from backend.cli.import_books import import_books
from backend.core.api import App
from backend.core.database import db
from backend.engagement.models import Rating

COLUMNS = (
    "book_id",
    "goodreads_book_id",
    "isbn",
    "isbn13",
    "authors",
    "original_publication_year",
    "original_title",
    "title",
    "language_code",
)
BOOKS: tuple[dict[str, str], ...] = (
    {
        "book_id": "1",
        "goodreads_book_id": "2767052",
        "isbn": "439023483",
        "isbn13": "9.78043902348e+12",
        "authors": "Suzanne Collins",
        "original_publication_year": "2008.0",
        "original_title": "The Hunger Games",
        "title": "The Hunger Games (The Hunger Games, #1)",
        "language_code": "eng",
    },
    {
        "book_id": "2",
        "goodreads_book_id": "3",
        "isbn": "",
        "isbn13": "9780439554930",
        "authors": "J.K. Rowling, Mary   GrandPré",
        "original_publication_year": "1997.0",
        "title": "Harry Potter",
        "original_title": "Harry Potter",
        "language_code": "en-GB",
    },
    {
        "book_id": "3",
        "goodreads_book_id": "1371",
        "authors": "Homer",
        "original_publication_year": "-750.0",
        "title": "The Iliad",
        "original_title": "Ἰλιάς",
        "language_code": "mul",
    },
)
GENRES = {
    "1": "ya,young-adult,ya-fiction,fantasy,fiction",
    "2": "fantasy,children-s,childrens,childrens-books,fiction",
    "3": "classics,poetry,classic-literature,to-read-classics,fiction",
}
RATINGS = (("7", "1", "5"), ("7", "2", "3"), ("8", "2", "4"), ("7", "3", "1"), ("9", "1", "2"))


class Folder:
    """A folder being filled; every file is written as given, so that dirt stays dirt."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(exist_ok=True)

    def books(self, *books: dict[str, str]) -> "Folder":
        return self.rows("books.csv", COLUMNS, [[book.get(name, "") for name in COLUMNS] for book in books or BOOKS])

    def genres(self, genres: dict[str, str] | None = None) -> "Folder":
        return self.rows("book_genres.csv", ("book_id", "genres"), list((GENRES if genres is None else genres).items()))

    def ratings(self, *ratings: Sequence[str], name: str = "ratings.csv") -> "Folder":
        return self.rows(name, ("user_id", "book_id", "rating"), ratings or RATINGS)

    def rows(self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> "Folder":
        path = self.path / name
        with gzip.open(path, "wt", encoding="utf-8") if path.suffix == ".gz" else path.open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return self


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "goodbooks")


@pytest.fixture
def whole_folder(folder: Folder) -> Folder:
    return folder.books().genres().ratings()


@pytest.fixture
def report_path(tmp_path: Path) -> Path:
    return tmp_path / "report.csv"


@pytest.fixture
def run(database_app: App, report_path: Path) -> Callable[..., Result]:
    """`run(folder, "--limit-readers", "2")`: the command, with its report at `report_path`."""

    def invoke(folder: Folder, *options: str) -> Result:
        arguments = ["--format", "goodbooks", str(folder.path), "--report", str(report_path), *options]
        result: Result = database_app.test_cli_runner().invoke(import_books, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def dropped(report_path: Path) -> Callable[[], list[tuple[str, ...]]]:
    """The rows of the report: file, line, reason, value."""

    def read() -> list[tuple[str, ...]]:
        with report_path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == ["file", "line", "reason", "value"]
        return [tuple(row) for row in rows]

    return read


@pytest.fixture
def snapshot(database_app: App) -> Callable[[], dict[str, list[Any]]]:
    """Every row of every table, to compare."""

    def take() -> dict[str, list[Any]]:
        with database_app.app_context():
            return {
                table.name: sorted((tuple(row) for row in db.session.execute(table.select())), key=repr)
                for table in db.metadata.sorted_tables
            }

    return take


@pytest.fixture
def facts_hold(database_app: App) -> Callable[[], bool]:
    """Are the counts of books and readers those of the ratings?"""

    def hold() -> bool:
        from backend.accounts.models import User

        with database_app.app_context():
            pairs = db.session.execute(select(Rating.user_id, Rating.book_id, Rating.stars)).all()
            stars = Counter((book_id, value) for _, book_id, value in pairs)
            readers = Counter(user_id for user_id, *_ in pairs)
            for book in db.session.scalars(select(Book)):
                expected = [stars[book.id, value] for value in range(1, 6)]
                if (book.stars, book.rating_count) != (expected, sum(expected)):
                    return False
                if book.rating_score != rating_score(expected):
                    return False
            return all(user.rating_count == readers[user.id] for user in db.session.scalars(select(User)))

    return hold
