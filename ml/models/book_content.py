"""What is known of books without anybody having touched them, as padded codes that embedding tables can look up."""

from dataclasses import dataclass

import numpy as np

from ml.data.catalogue import Catalogue, Ragged
from ml.data.interactions import Bool, Int32
from ml.feature_config import TwoTowerConfig
from ml.models.titles import Words, words_of

# Years are told apart finely where most books are; each bucket reaches from its edge to the next.
YEAR_EDGES = (1800, 1900, 1950, 1970, 1980, 1990, 1995, 2000, 2003, 2006, 2009, 2012, 2015, 2018, 2021, 2024)
CATEGORIES_AT_MOST = 32
AUTHORS_AT_MOST = 4
NOTHING = 0


@dataclass(frozen=True)
class Part:
    """One kind of fact. Code 0 says nothing: unknown, or never seen with a book that somebody has had."""

    codes: Int32
    """Shape (books, values at most), the main value first, zeros behind the last."""
    size: int
    """Codes there are, 0 included."""


@dataclass(frozen=True)
class BookContent:
    """Facts of n books, in the order of the vocabulary."""

    facts: dict[str, Part]
    """category, author, series, language, year."""
    title: Part


def content_of(catalogue: Catalogue | None, known: Bool, config: TwoTowerConfig) -> BookContent:
    """The facts of books; known (shape (books,)): books that somebody has had.

    A category, author or word that no known book has would only add an untrained vector, that is noise, to a new book:
    it gets no code of its own. Without a catalogue nothing is known of any book.
    """
    catalogue = catalogue or nothing_known(len(known))
    words = [words_of(title) for title in catalogue.title]
    titles = (words[book] for book in np.flatnonzero(known))
    vocabulary = Words(titles, config.word_books_at_least, config.word_buckets)
    years = np.where(catalogue.year == 0, NOTHING, 1 + np.digitize(catalogue.year, YEAR_EDGES))
    return BookContent(
        facts={
            "category": _several(catalogue.category, CATEGORIES_AT_MOST, known),
            "author": _several(catalogue.author, AUTHORS_AT_MOST, known),
            "series": _seen(catalogue.series[:, None] + 1, known),
            "language": _seen(catalogue.language[:, None] + 1, known),
            "year": _seen(years[:, None], known),
        },
        title=Part(vocabulary.codes(words, config.title_length), len(vocabulary)),
    )


def _several(values: Ragged, at_most: int, known: Bool) -> Part:
    place = np.arange(len(values.values)) - values.offsets[:-1][values.rows()]
    kept = place < at_most
    codes = np.full((len(known), int(place[kept].max(initial=0)) + 1), NOTHING, dtype=np.int32)
    codes[values.rows()[kept], place[kept]] = values.values[kept] + 1
    return _seen(codes, known)


def _seen(codes: Int32, known: Bool) -> Part:
    """The same codes, numbered anew without those that only unknown books have."""
    seen = np.unique(np.append(codes[known], NOTHING))
    place = np.minimum(np.searchsorted(seen, codes), len(seen) - 1)
    return Part(np.where(seen[place] == codes, place, NOTHING).astype(np.int32), len(seen))


def nothing_known(books: int) -> Catalogue:
    """The facts of books of which there are none."""
    none = np.full(books, -1, dtype=np.int32)
    nobody = Ragged(np.zeros(books + 1, dtype=np.int64), np.empty(0, dtype=np.int32))
    unknown_day = np.full(books, "NaT", dtype="datetime64[D]")
    return Catalogue(("",) * books, nobody, nobody, none, none, np.zeros(books, dtype=np.int32), unknown_day)
