"""What is known of books before anybody has touched them: titles, authors, series, categories, year, language."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from ml.data.interactions import Int32, Int64, Vocabulary
from ml.database import book, book_author, book_category, book_series, reading

# "The Hunger Games (The Hunger Games, #1)", "Dune Chronicles #3": the name before the number is the series.
SERIES = re.compile(r"\(([^()]+?),?\s*#\s*\d+(?:[.-]\d+)*[^()]*\)\s*$")
# "三体Ⅱ", "平凡的世界 第二部", "哈利·波特3": the title without its number is the series.
VOLUME = re.compile(r"[\s(（:：]*(?:第[一二三四五六七八九十百\d]+[部卷册集季]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[\d]{1,2}|[上中下])[)）]?$")


@dataclass(frozen=True)
class Ragged:
    """Several values for each of n books: book b has values[offsets[b] : offsets[b + 1]], the main one first."""

    offsets: Int64
    values: Int32

    def rows(self) -> Int64:
        """Shape (values,): the book of each value."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def first(self) -> Int32:
        """Shape (n,): the main value of each book, -1 for none."""
        has = np.diff(self.offsets) > 0
        first = np.full(len(has), -1, dtype=np.int32)
        first[has] = self.values[self.offsets[:-1][has]]
        return first


@dataclass(frozen=True)
class Catalogue:
    """Facts of n books, in the order of Interactions.books. Codes begin at 0; -1 means unknown or none."""

    title: tuple[str, ...]
    author: Ragged
    category: Ragged
    series: Int32
    """Shape (n,): books with one code are volumes of one series."""
    language: Int32
    year: Int32
    """Shape (n,): year of first publication, 0 where it is not known."""
    added_on: NDArray[np.datetime64]
    """Shape (n,), days."""

    def __len__(self) -> int:
        return len(self.title)


def load_catalogue(engine: Engine, books: Vocabulary) -> Catalogue:
    """The facts of these books; a book that is gone by now has none."""
    with reading(engine) as connection:
        columns = (book.c.id, book.c.title, book.c.published_year, book.c.language, book.c.added_on)
        found = {row.id: row for row in connection.execute(select(*columns))}
        authors = select(book_author.c.book_id, book_author.c.author_id)
        author_rows = connection.execute(authors.order_by(book_author.c.book_id, book_author.c.position)).all()
        categories = select(book_category.c.book_id, book_category.c.category_id)
        category_rows = connection.execute(categories.order_by(book_category.c.book_id, book_category.c.position)).all()
        series_rows = connection.execute(select(book_series.c.book_id, book_series.c.series_id)).all()
    rows = [found.get(book_id) for book_id in books.ids.tolist()]
    titles = tuple("" if row is None else row.title for row in rows)
    author = _ragged(books, author_rows)
    return Catalogue(
        title=titles,
        author=author,
        category=_ragged(books, category_rows),
        series=series_of(titles, author.first(), _ragged(books, series_rows).first()),
        language=_codes(["" if row is None else row.language or "" for row in rows]),
        year=np.array([0 if row is None else row.published_year or 0 for row in rows], dtype=np.int32),
        added_on=np.array(["NaT" if row is None else row.added_on for row in rows], dtype="datetime64[D]"),
    )


def series_of(titles: tuple[str, ...], author: Int32, known: Int32 | None = None) -> Int32:
    """Codes of series; shape (n,), -1 for none. known: what the catalogue says, -1 where it says nothing; the others
    are read off their titles, where volumes of one series have one (main) author."""
    members: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, title in enumerate(titles):
        if known is not None and known[place] >= 0:
            # No title can be empty and have an author: these keys are the catalogue's alone.
            members["", -2 - int(known[place])].append(place)
            continue
        named = SERIES.search(title)
        name = named.group(1) if named else VOLUME.sub("", title)
        members[name.strip().lower(), int(author[place])].append(place)
    codes = np.full(len(titles), -1, dtype=np.int32)
    for code, places in enumerate(volumes for volumes in members.values() if len(volumes) > 1):
        codes[places] = code
    return codes


def _codes(names: list[str]) -> Int32:
    known = {name: code for code, name in enumerate(sorted(set(names) - {""}))}
    return np.array([known.get(name, -1) for name in names], dtype=np.int32)


def _ragged(books: Vocabulary, rows: Any) -> Ragged:
    pairs = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    place = books.indices(pairs[:, 0])
    pairs, place = pairs[place >= 0], place[place >= 0]
    values = Vocabulary(np.unique(pairs[:, 1])).indices(pairs[:, 1])
    counts = np.bincount(place, minlength=len(books))
    return Ragged(np.concatenate([[0], np.cumsum(counts)]), values[np.argsort(place, kind="stable")])
