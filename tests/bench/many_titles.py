"""A catalogue of any size from real titles, names and descriptions, put together anew. Same number, same books."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, select

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.rules import rating_score, sort_title
from backend.catalog.service import ensure_categories
from backend.core.database import db
from backend.seed.books import read_books
from backend.seed.library import tops_of_leaves
from tests.bench.goodbooks import real_folder

BOOKS_AT_ONCE = 5_000
PEOPLE_PER_BOOK = 0.3
LATIN_SHARE = 0.5


@dataclass
class Pieces:
    """What the made books are cut from."""

    latin: list[list[str]]
    chinese: list[str]
    latin_names: list[list[str]]
    chinese_names: list[str]
    descriptions: list[str]


def fill(books: int, seed: int = 4) -> None:
    """An empty, migrated database with so many books; commits. The search index is not made."""
    ensure_categories()
    pieces, random_ = _pieces(), random.Random(seed)
    leaves = list(db.session.scalars(select(Category.id).where(Category.parent_id.is_not(None))))
    names = dict.fromkeys(_name(pieces, random_) for _ in range(int(books * PEOPLE_PER_BOOK)))
    for part in _parts([{"id": place, "name": name} for place, name in enumerate(names, 1)]):
        db.session.execute(insert(Author), part)
    people = len(names)
    for first in range(1, books + 1, BOOKS_AT_ONCE):
        ids = range(first, min(first + BOOKS_AT_ONCE, books + 1))
        db.session.execute(insert(Book), [_book(book_id, pieces, random_) for book_id in ids])
        by = [{"book_id": book_id, "author_id": 1 + int(people * random_.random() ** 2)} for book_id in ids]
        db.session.execute(insert(BookAuthor), by)
        places = [{"book_id": book_id, "category_id": random_.choice(leaves)} for book_id in ids]
        db.session.execute(insert(BookCategory), places)
        db.session.commit()


def _book(book_id: int, pieces: Pieces, random_: random.Random) -> dict[str, object]:
    latin = random_.random() < LATIN_SHARE
    title = _latin_title(pieces, random_) if latin else _chinese_title(pieces, random_)
    # A long tail: half of the books nobody has rated, one in a thousand has thousands of ratings.
    ratings = min(50_000, int(random_.paretovariate(0.8)) - 1)
    stars = [ratings // 20, ratings // 10, ratings // 5, ratings // 3]
    stars.append(ratings - sum(stars))
    return {
        "id": book_id,
        "title": title,
        "sort_title": sort_title(title),
        "published_year": 2026 - int(random_.expovariate(1 / 25)),
        "language": random_.choice(("en", "en", "en", "fr", "de", "ja")) if latin else "zh",
        "isbn13": f"978{book_id:010d}",
        "description": random_.choice(pieces.descriptions),
        "added_on": date(2026, 11, 1) - timedelta(days=random_.randrange(4_000)),
        "rating_count": ratings,
        "rating_score": rating_score(stars),
        **{f"stars_{value}": number for value, number in enumerate(stars, 1)},
        "copies_total": 2,
        "copies_free": random_.randrange(3),
        "stock_free": random_.randrange(2),
    }


def _latin_title(pieces: Pieces, random_: random.Random) -> str:
    first, second = random_.choice(pieces.latin), random_.choice(pieces.latin)
    return " ".join(first[: random_.randint(1, len(first))] + second[-random_.randint(1, len(second)) :])[:300]


def _chinese_title(pieces: Pieces, random_: random.Random) -> str:
    first, second = random_.choice(pieces.chinese), random_.choice(pieces.chinese)
    return first[: random_.randint(1, len(first))] + second[-random_.randint(1, len(second)) :]


def _name(pieces: Pieces, random_: random.Random) -> str:
    if random_.random() < LATIN_SHARE:
        return " ".join([*random_.choice(pieces.latin_names)[:-1], random_.choice(pieces.latin_names)[-1]])
    return random_.choice(pieces.chinese_names)[0] + random_.choice(pieces.chinese_names)[1:]


def _pieces() -> Pieces:
    seeds = read_books(tops_of_leaves())
    latin = [book.title for book in seeds if book.language != "zh"]
    names = [author.name for book in seeds if book.language != "zh" for author in book.authors]
    folder = real_folder()
    if folder is not None:
        with (folder / "books.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                latin.append(row["title"])
                names += row["authors"].split(", ")
    chinese = [book.title for book in seeds if book.language == "zh"]
    chinese_names = [author.name for book in seeds if book.language == "zh" for author in book.authors]
    return Pieces(
        [title.split() for title in latin],
        [title for title in chinese if 2 <= len(title) <= 12],
        [name.split() for name in names if len(name.split()) > 1],
        [name for name in chinese_names if 2 <= len(name) <= 4],
        [book.description for book in seeds],
    )


def _parts(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    for start in range(0, len(rows), BOOKS_AT_ONCE):
        yield rows[start : start + BOOKS_AT_ONCE]
