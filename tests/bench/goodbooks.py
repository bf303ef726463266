"""A folder in the goodbooks layout: the real one where it is, else one made with the same shape."""

import csv
import gzip
import os
import random
from pathlib import Path

from backend.core.settings import ROOT

BOOKS, READERS, MEAN_RATINGS = 10_000, 53_000, 24
BOOK_COLUMNS = [
    "book_id",
    "goodreads_book_id",
    "isbn",
    "isbn13",
    "authors",
    "original_publication_year",
    "original_title",
    "title",
    "language_code",
]


def folder(made_in: Path) -> tuple[Path, str]:
    """The folder and what to call it in the table."""
    real = real_folder()
    if real is not None:
        return real, "goodbooks"
    made = made_in / "made-goodbooks"
    _make(made)
    return made, "made data"


def real_folder() -> Path | None:
    real = Path(os.environ.get("SHELFWISE_DATA") or ROOT.parent / "shared" / "data") / "goodbooks"
    return real if (real / "books.csv").is_file() else None


def _make(target: Path) -> None:
    """Ten thousand books in forty tastes; readers who stay mostly within two of them. Same seed, same folder."""
    chance = random.Random(20)
    target.mkdir()
    with (target / "books.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(BOOK_COLUMNS)
        for book in range(1, BOOKS + 1):
            rows.writerow([book, book, "", "", f"Author {book % 3000}", 1900 + book % 120, "", f"Title {book}", "eng"])
    with (target / "book_genres.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["book_id", "goodreads_book_id", "genres"])
        rows.writerows(
            [book, book, "fiction,fantasy" if book % 2 else "fiction,history"] for book in range(1, BOOKS + 1)
        )
    tastes = [[book for book in range(1, BOOKS + 1) if book % 40 == taste] for taste in range(40)]
    with gzip.open(target / "ratings.csv.gz", "wt", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["user_id", "book_id", "rating"])
        for reader in range(1, READERS + 1):
            mine = tastes[reader % 40] + tastes[(reader * 7) % 40]
            wanted = min(150, 3 + int(chance.expovariate(1 / (MEAN_RATINGS - 3))))
            # The square makes a long tail: few books are read by very many.
            chosen = {mine[int(len(mine) * chance.random() ** 2)] for _ in range(wanted)}
            rows.writerows([reader, book, chance.choice((3, 4, 4, 5, 5))] for book in sorted(chosen))
