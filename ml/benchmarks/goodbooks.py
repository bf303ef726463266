"""goodbooks: 53,424 readers to learn from; of the 2,672 whose time order is known, the last book is to be found."""

from collections import Counter
from pathlib import Path

import numpy as np

from ml.benchmarks.benchmark import Benchmark, Rows, interactions_of
from ml.benchmarks.facts import Facts, catalogue_from
from ml.benchmarks.files import data_file, numbers, records
from ml.benchmarks.names import GOODBOOKS
from ml.config import Settings
from ml.data.interactions import NO_SEQUENCE, Int64
from ml.data.splitting import split_by_time
from ml.errors import UnusableData

BOOK_COLUMNS = ("book_id", "title", "authors", "language_code", "original_publication_year")
# Readers' tags below this many books are one reader's words; above this share of all books they say nothing.
TAG_BOOKS_AT_LEAST = 20
TAG_SHARE_AT_MOST = 0.4


def load(folder: Path, settings: Settings) -> Benchmark:
    """ratings.csv and ratings_full_profiles.csv (either may end in .gz), books.csv, book_genres.csv.

    The rows of a full profile are in their reader's time order: the last one is the test, the one before it the
    validation. All other rows train, the other readers' among them.
    """
    everything = numbers(data_file(folder, "ratings.csv"), ",", header=1)
    profiles = numbers(data_file(folder, "ratings_full_profiles.csv"), ",", header=1)
    facts = _facts(folder)
    known = np.isin(_keys(everything), _keys(profiles))
    rows = np.concatenate([everything[~known], profiles])
    _check(rows, folder)
    sequence = np.concatenate([np.full(np.count_nonzero(~known), NO_SEQUENCE), np.arange(len(profiles))])
    books = np.union1d(rows[:, 1], np.array(list(facts), dtype=np.int64))
    interactions = interactions_of(
        Rows(rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int8), sequence=sequence),
        books,
    )
    return Benchmark(
        GOODBOOKS,
        interactions,
        split_by_time(interactions, settings.split, settings.seed),
        "last book of each full profile among all books the reader does not have; trained on all readers",
        catalogue_from(interactions.books, facts),
    )


def _keys(rows: Int64) -> Int64:
    return rows[:, 0] * (1 << 32) + rows[:, 1]


def _check(rows: Int64, folder: Path) -> None:
    if len(np.unique(_keys(rows))) != len(rows):
        raise UnusableData(f"{folder}: a reader has two ratings of one book.")
    if rows[:, 2].min() < 1 or rows[:, 2].max() > 5:
        raise UnusableData(f"{folder}: ratings are 1 to 5.")


def _facts(folder: Path) -> dict[int, Facts]:
    tags = {
        int(row["book_id"]): [tag.strip() for tag in row["genres"].split(",") if tag.strip()]
        for row in records(data_file(folder, "book_genres.csv"), ("book_id", "genres"))
    }
    uses = Counter(tag for of_book in tags.values() for tag in of_book)
    most = TAG_SHARE_AT_MOST * len(tags)
    facts = {}
    for row in records(data_file(folder, "books.csv"), BOOK_COLUMNS):
        book = int(row["book_id"])
        telling = [tag for tag in tags.get(book, []) if uses[tag] >= TAG_BOOKS_AT_LEAST]
        # The main category is the commonest of those that not nearly every book has.
        telling.sort(key=lambda tag: (uses[tag] > most, -uses[tag], tag))
        facts[book] = Facts(
            title=row["title"],
            authors=tuple(name.strip() for name in row["authors"].split(",") if name.strip()),
            categories=tuple(telling),
            language=row["language_code"],
            year=_year(row["original_publication_year"]),
        )
    return facts


def _year(text: str) -> int:
    """ "1997.0" is 1997; a year BC is negative in the list and stays so."""
    try:
        return int(float(text))
    except ValueError:
        return 0
