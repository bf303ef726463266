"""Catalogues from the lists of public data sets: names become codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ml.data.catalogue import Catalogue, Ragged, series_of
from ml.data.interactions import Int32, Vocabulary


@dataclass(frozen=True)
class Facts:
    """What a list says of one book; empty where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""
    year: int = 0


def catalogue_from(books: Vocabulary, facts: Mapping[int, Facts]) -> Catalogue:
    """The catalogue of these books (ids), of whom some may have no facts."""
    rows = [facts.get(book, Facts()) for book in books.ids.tolist()]
    titles = tuple(row.title for row in rows)
    author = _ragged([row.authors for row in rows])
    languages = _codes(row.language for row in rows)
    return Catalogue(
        title=titles,
        author=author,
        category=_ragged([row.categories for row in rows]),
        series=series_of(titles, author.first()),
        language=np.array([languages.get(row.language, -1) for row in rows], dtype=np.int32),
        year=np.array([row.year for row in rows], dtype=np.int32),
        added_on=np.full(len(rows), "NaT", dtype="datetime64[D]"),
    )


def profile_codes(rows: Mapping[int, Sequence[str]]) -> dict[int, tuple[int, ...]]:
    """Words that readers say about themselves, column by column, as codes from 1; 0 for an empty one."""
    columns = [_codes(column) for column in zip(*rows.values(), strict=True)]
    return {
        reader: tuple(codes.get(word, -1) + 1 for codes, word in zip(columns, words, strict=True))
        for reader, words in rows.items()
    }


def decade(age: str) -> str:
    """An age as its decade: "24" is "2", whatever is no number is unknown."""
    return str(int(age) // 10) if age.isdecimal() else ""


def _codes(names: Iterable[str]) -> dict[str, int]:
    return {name: code for code, name in enumerate(sorted(set(names) - {""}))}


def _ragged(rows: Sequence[tuple[str, ...]]) -> Ragged:
    codes = _codes(name for row in rows for name in row)
    # The same name twice (two roles of one person) counts once.
    values = [[codes[name] for name in dict.fromkeys(row) if name] for row in rows]
    flat: Int32 = np.array([code for row in values for code in row], dtype=np.int32)
    return Ragged(np.concatenate([[0], np.cumsum([len(row) for row in values])]).astype(np.int64), flat)
