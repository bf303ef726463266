"""The book files, and what happens when one is wrong."""

import json
from collections import Counter
from pathlib import Path

import pytest

from backend.catalog.rules import isbn13_of, year_is_possible
from backend.seed.books import BadBookFile, SeedBook, read_books
from backend.seed.shelf import WELL_KNOWN
from tests.backend.seed.conftest import TOPS

GOOD = {
    "title": "百年孤独",
    "original_title": "Cien años de soledad",
    "authors": [{"name": "加西亚·马尔克斯", "original_name": "Gabriel García Márquez"}],
    "publisher": "南海出版公司",
    "published_year": 1967,
    "language": "zh",
    "isbn13": None,
    "price_cents": 5500,
    "categories": ["contemporary-fiction"],
    "description": "一个家族的七代人。",
}


@pytest.fixture(scope="module")
def books() -> list[SeedBook]:
    return read_books(TOPS)


def test_the_library_has_at_least_six_hundred_books(books: list[SeedBook]) -> None:
    assert len(books) >= 600


def test_half_of_the_books_are_chinese_and_half_are_english(books: list[SeedBook]) -> None:
    assert 0.45 <= sum(book.language == "zh" for book in books) / len(books) <= 0.55


def test_every_category_has_at_least_eight_books(books: list[SeedBook]) -> None:
    shelves = Counter(book.categories[0] for book in books)
    assert {leaf: shelves[leaf] for leaf in TOPS if shelves[leaf] < 8} == {}


def test_every_isbn_has_a_valid_check_digit(books: list[SeedBook]) -> None:
    assert [book.title for book in books if book.isbn13 and isbn13_of(book.isbn13) != book.isbn13] == []


def test_no_edition_stands_twice(books: list[SeedBook]) -> None:
    assert [edition for edition, count in Counter(book.edition for book in books).items() if count > 1] == []


def test_no_work_stands_twice_in_one_language(books: list[SeedBook]) -> None:
    works = Counter((book.work, book.language) for book in books)
    assert [work for work, count in works.items() if count > 1] == []


def test_every_well_known_book_is_in_the_library(books: list[SeedBook]) -> None:
    held = {f"{book.language} {book.title}" for book in books}
    assert set(WELL_KNOWN.read_text(encoding="utf-8").splitlines()) - held == set()


def test_a_person_has_one_printed_name_in_each_language(books: list[SeedBook]) -> None:
    printed: dict[tuple[str, str], set[str]] = {}
    for book in books:
        for author in book.authors:
            printed.setdefault((author.person, book.language), set()).add(author.name)
    assert {person: names for person, names in printed.items() if len(names) > 1} == {}


def test_every_book_is_described_and_has_a_possible_year(books: list[SeedBook]) -> None:
    assert all(len(book.description) >= 20 for book in books)
    assert all(book.published_year is None or year_is_possible(book.published_year) for book in books)
    assert all(book.published_year is None or book.published_year <= 2026 for book in books)


def test_one_printed_name_stands_for_one_person(books: list[SeedBook]) -> None:
    originals: dict[str, set[str]] = {}
    for author in (author for book in books for author in book.authors if author.original_name):
        originals.setdefault(author.name, set()).add(author.original_name or "")
    assert {name: spellings for name, spellings in originals.items() if len(spellings) > 1} == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"categories": ["gardening"]}, "unknown category 'gardening'"),
        ({"categories": ["psychology"]}, "the main category psychology does not belong to literature"),
        ({"categories": ["world-classics", "world-classics"]}, "one or two different categories"),
        ({"isbn13": "9787544253995"}, "wrong check digit"),
        ({"published_year": 0}, "impossible year 0"),
        ({"language": "xx"}, "language 'xx'"),
        ({"description": " "}, "no description"),
        ({"authors": []}, "one to three authors"),
        ({"price_cents": 55.5}, "price 55.5"),
        ({"pages": 360}, "wrong keys: pages"),
    ],
)
def test_a_wrong_line_is_named_by_file_and_line(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(BadBookFile, match=r"literature\.jsonl line 2: .*") as failure:
        read_books(TOPS, _file(tmp_path, {**GOOD, "title": "另一本"}, {**GOOD, **change}))
    assert message in str(failure.value)


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    folder = _file(tmp_path, GOOD)
    (folder / "speculative.jsonl").write_text("{oops\n", encoding="utf-8")
    with pytest.raises(BadBookFile, match=r"speculative\.jsonl line 1"):
        read_books(TOPS, folder)


def test_a_second_line_for_one_edition_names_the_first(tmp_path: Path) -> None:
    with pytest.raises(BadBookFile, match=r"line 2: 百年孤独 stands already in literature\.jsonl line 1"):
        read_books(TOPS, _file(tmp_path, GOOD, GOOD))


def test_a_folder_without_books_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadBookFile, match="there are no books"):
        read_books(TOPS, tmp_path)


def _file(folder: Path, *rows: dict[str, object]) -> Path:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "literature.jsonl").write_text(lines, encoding="utf-8")
    return folder
