"""Reading the book files: one JSON object a line, `books/<top category>.jsonl`, checked before anything is stored."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from backend.catalog.rules import isbn13_of, year_is_possible

FOLDER = Path(__file__).with_name("books")
LANGUAGES = ("zh", "en")


class BadBookFile(Exception):
    """A book file cannot be used; the message names every problem by file and line."""


@dataclass(frozen=True)
class SeedAuthor:
    name: str
    original_name: str | None

    @property
    def person(self) -> str:
        """The same for 刘慈欣 and for Liu Cixin."""
        return (self.original_name or self.name).casefold()


@dataclass(frozen=True)
class SeedBook:
    title: str
    original_title: str | None
    authors: tuple[SeedAuthor, ...]
    publisher: str | None
    published_year: int | None
    language: str
    isbn13: str | None
    price_cents: int | None
    categories: tuple[str, ...]
    description: str

    @property
    def edition(self) -> tuple[str, str]:
        """What must not occur twice."""
        return self.title.casefold(), self.language

    @property
    def work(self) -> tuple[str, str]:
        """The same for the Chinese and the English edition of one work."""
        return (self.original_title or self.title).casefold(), self.authors[0].person


KEYS = frozenset(field.name for field in fields(SeedBook))


def read_books(tree: Mapping[str, str], folder: Path = FOLDER) -> list[SeedBook]:
    """All books, by file and line. `tree` gives each leaf category's top. Raises BadBookFile with all problems."""
    books: list[SeedBook] = []
    problems: list[str] = []
    seen: dict[object, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            place = f"{path.name} line {number}"
            try:
                book = _book_of(json.loads(line), tree, path.stem)
            except (ValueError, KeyError, TypeError) as error:
                problems.append(f"{place}: {error}")
                continue
            for key in filter(None, (book.edition, book.isbn13)):
                if key in seen:
                    problems.append(f"{place}: {book.title} stands already in {seen[key]}")
                seen.setdefault(key, place)
            books.append(book)
    if not books and not problems:
        problems.append(f"{folder}: there are no books")
    if problems:
        raise BadBookFile("\n".join(problems))
    return books


def _book_of(row: dict[str, Any], tree: Mapping[str, str], top: str) -> SeedBook:
    problems = list(_problems(row, tree, top))
    if problems:
        raise ValueError("; ".join(problems))
    authors = tuple(SeedAuthor(author["name"], author["original_name"]) for author in row["authors"])
    return SeedBook(**{**row, "authors": authors, "categories": tuple(row["categories"])})


def _problems(row: dict[str, Any], tree: Mapping[str, str], top: str) -> Iterator[str]:
    if set(row) != KEYS:
        yield f"wrong keys: {', '.join(sorted(set(row) ^ KEYS))}"
        return
    for field in ("title", "description"):
        if not isinstance(row[field], str) or not row[field].strip():
            yield f"no {field}"
    if row["language"] not in LANGUAGES:
        yield f"language {row['language']!r}"
    if not 1 <= len(row["authors"]) <= 3 or not all(author["name"].strip() for author in row["authors"]):
        yield "one to three authors with names are needed"
    if not 1 <= len(set(row["categories"])) == len(row["categories"]) <= 2:
        yield "one or two different categories are needed"
    for slug in row["categories"]:
        if slug not in tree:
            yield f"unknown category {slug!r}"
    main = row["categories"][0] if row["categories"] else ""
    if main in tree and tree[main] != top:
        yield f"the main category {main} does not belong to {top}"
    if row["isbn13"] is not None and isbn13_of(row["isbn13"]) != row["isbn13"]:
        yield f"ISBN {row['isbn13']} has a wrong check digit"
    if row["published_year"] is not None and not year_is_possible(row["published_year"]):
        yield f"impossible year {row['published_year']}"
    if row["price_cents"] is not None and not (isinstance(row["price_cents"], int) and row["price_cents"] >= 0):
        yield f"price {row['price_cents']!r}"
