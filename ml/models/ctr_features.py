"""What the click-through network sees of a reader, a book and the moment: named columns, gaps filled as declared."""

from dataclasses import dataclass

import numpy as np

from ml.data.catalogue import Catalogue, Ragged
from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Interactions
from ml.models.book_content import nothing_known

CATEGORIES_TOLD_APART = 32
# Standard deviations from the mean: beyond what training saw, farther is not stronger.
FARTHEST = 4.0
# In this order: the reader; reader and book; the context, that is how the book came to be on the shortlist; the book.
# Then the columns of yes and no: the book's main category, and each column of the reader's profile.
NUMBERS = (
    "history_length",
    "reader_mean_stars",
    "same_category",
    "same_author",
    "same_language",
    "same_series",
    "retrieval_recent",
    "retrieval_lasting",
    "recent_of_best",
    "lasting_of_best",
    "shortlist_place",
    "book_readers",
    "book_mean_stars",
    "book_year",
    "book_age",
)


@dataclass(frozen=True)
class BookFacts:
    """Columns of n books; NaN where a fact is not known."""

    numbers: Float32
    """Shape (n, 4): log of the readers, mean stars, year, log of the days in the catalogue before the newest."""
    category: Ragged
    author: Ragged
    language: Ragged
    series: Ragged
    told_apart: Int32
    """Codes of the most frequent main categories."""


def book_facts(interactions: Interactions, catalogue: Catalogue | None) -> BookFacts:
    """Facts of the books of these interactions, counted from them and read from the catalogue."""
    books = len(interactions.books)
    catalogue = catalogue or nothing_known(books)
    given = interactions.stars > 0
    count = np.bincount(interactions.book[given], minlength=books)
    total = np.bincount(interactions.book[given], interactions.stars[given], books)
    stars = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    dated = ~np.isnat(catalogue.added_on)
    newest = catalogue.added_on[dated].max() if dated.any() else np.datetime64("NaT")
    age = np.where(dated, (newest - catalogue.added_on).astype("timedelta64[D]").astype(np.float64), np.nan)
    columns = (
        np.log1p(interactions.book_readers()),
        stars,
        np.where(catalogue.year == 0, np.nan, catalogue.year),
        np.log1p(age),
    )
    main = catalogue.category.first()
    frequency = np.bincount(main[main >= 0])
    frequent = np.argsort(-frequency, kind="stable")[:CATEGORIES_TOLD_APART]
    return BookFacts(
        np.stack(columns, axis=1).astype(np.float32),
        catalogue.category,
        catalogue.author,
        _one_each(catalogue.language),
        _one_each(catalogue.series),
        np.sort(frequent[frequency[frequent] > 0]).astype(np.int32),
    )


def features(facts: BookFacts, histories: Histories, books: Int32, retrieval: Float32, profile: Int32) -> Float32:
    """Shape (readers, k, columns), NaN where something is not known.

    books: shape (readers, k), in the order of retrieval; retrieval: (readers, k, 2), what the memory says with recent
    and with lasting weights; profile: yes-and-no columns of the readers, (readers, p).
    """
    readers, k = books.shape
    likes = np.bincount(histories.row_reader()[histories.weight > 0], minlength=readers)
    shares = [_share(v, histories, books) for v in (facts.category, facts.author, facts.language, facts.series)]
    numbers = [
        np.broadcast_to(np.log1p(likes)[:, None], books.shape),
        np.broadcast_to(_mean_stars(histories)[:, None], books.shape),
        *shares,
        # A few answers are many times as strong as the usual one: the root keeps them apart, and in proportion.
        *np.sqrt(np.maximum(retrieval, 0.0)).transpose(2, 0, 1),
        *_of_best(retrieval).transpose(2, 0, 1),
        np.broadcast_to(np.log1p(np.arange(k)), books.shape),
    ]
    category = facts.category.first()[books][:, :, None] == facts.told_apart
    whole = (
        np.stack(numbers, axis=2),
        facts.numbers[books],
        category,
        np.broadcast_to(profile[:, None, :], (readers, k, profile.shape[1])),
    )
    return np.concatenate([part.astype(np.float32) for part in whole], axis=2)


def profile_flags(histories: Histories, sizes: tuple[int, ...]) -> Int32:
    """One yes-and-no column for each code of each profile column, shape (readers, sum of sizes less 1 each).

    Somebody who says nothing, or something new, has none.
    """
    flags = [np.zeros((len(histories), 0), dtype=np.int32)]
    for column, size in enumerate(sizes):
        there = column < histories.profile.shape[1]
        codes = histories.profile[:, column] if there else np.zeros(len(histories), dtype=np.int32)
        flags.append((codes[:, None] == np.arange(1, size)).astype(np.int32))
    return np.concatenate(flags, axis=1)


class Filling:
    """Fills gaps with the column's median and says so in a column of its own; brings columns to one scale."""

    def __init__(self, median: Float32, gaps: Bool, mean: Float32, spread: Float32) -> None:
        """All of shape (columns,); gaps: the columns in which training saw something missing."""
        self.median, self.gaps, self.mean, self.spread = median, gaps, mean, spread

    @classmethod
    def of(cls, rows: Float32) -> "Filling":
        """Learned from training rows, shape (n, columns). A column that is all gap is filled with 0."""
        missing = np.isnan(rows)
        median = np.zeros(rows.shape[1], dtype=np.float32)
        some = ~missing.all(axis=0)
        median[some] = np.nanmedian(rows[:, some], axis=0)
        filled = np.where(missing, median, rows)
        mean, spread = filled.mean(axis=0, dtype=np.float64), filled.std(axis=0, dtype=np.float64)
        # What never changed in training, but for the last bit, says nothing; divided by its spread it would shout.
        spread[spread <= 1e-6 * np.abs(mean)] = 1.0
        gaps: Bool = np.asarray(missing.any(axis=0))
        return cls(median, gaps, mean.astype(np.float32), spread.astype(np.float32))

    def __call__(self, rows: Float32) -> Float32:
        """Shape (..., columns + flags); rows: (..., columns)."""
        missing = np.isnan(rows)
        scaled = np.clip((np.where(missing, self.median, rows) - self.mean) / self.spread, -FARTHEST, FARTHEST)
        whole: Float32 = np.concatenate([scaled, missing[..., self.gaps]], axis=-1).astype(np.float32)
        return whole


def _one_each(codes: Int32) -> Ragged:
    """Codes of which a book has one or (-1) none."""
    return Ragged(np.concatenate([[0], np.cumsum(codes >= 0)]), codes[codes >= 0])


def _of_best(retrieval: Float32) -> np.ndarray:
    """What the memory says as a share of the strongest answer on the reader's shortlist; shape of retrieval."""
    said = np.maximum(retrieval, 0.0)
    best = said.max(axis=1, keepdims=True)
    share: np.ndarray = np.divide(said, best, out=np.zeros_like(said), where=best > 0)
    return share


def _mean_stars(histories: Histories) -> np.ndarray:
    given = histories.stars > 0
    reader = histories.row_reader()[given]
    count = np.bincount(reader, minlength=len(histories))
    total = np.bincount(reader, histories.stars[given], len(histories))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _share(values: Ragged, histories: Histories, books: Int32) -> np.ndarray:
    """Share of each reader's liked books that have the main value of a book as one of theirs; shape of books.

    NaN where the book has no value, or the reader has liked nothing. Costs as much as the histories have values, never
    readers x values.
    """
    likes = histories.weight > 0
    reader, book = histories.row_reader()[likes], histories.book[likes]
    counts = np.diff(values.offsets)[book]
    first = np.repeat(values.offsets[book] - (np.cumsum(counts) - counts), counts)
    width = int(values.values.max(initial=0)) + 1
    keys = np.repeat(reader, counts) * width + values.values[first + np.arange(counts.sum())]
    liked = np.bincount(reader, minlength=len(histories))[:, None]
    main = values.first()[books]
    known, times = np.unique(np.append(keys, -1), return_counts=True)
    wanted = np.arange(len(books))[:, None] * width + main
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    found = np.where(known[place] == wanted, times[place], 0)
    return np.where((main >= 0) & (liked > 0), found / np.maximum(liked, 1), np.nan)
