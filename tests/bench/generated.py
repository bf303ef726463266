"""Interactions of any number with the shape of goodbooks, made block by block: memory grows with the arrays alone.

Forty tastes over ten thousand books, popularity with a long tail inside each; readers of two tastes with some twenty
books on average; of one reader in twenty the time order is known. Same number and seed, same interactions.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ml.config import SignalConfig
from ml.data.interactions import Int32, Int64, Interactions, Vocabulary
from ml.data.spilling import spilled

BOOKS, TASTES = 10_000, 40
# A reader's number of books is log-normal: half have 11 or fewer, the mean is 24, nobody has more than 200.
MEDIAN_BOOKS, LOG_SPREAD, MOST = 11.0, 1.265, 200
ORDERED_EVERY = 20
STARS = np.array([1, 2, 3, 4, 5], dtype=np.int8)
# As goodbooks gives them.
STAR_SHARES = (0.02, 0.07, 0.25, 0.36, 0.30)
BLOCK_READERS = 20_000


@dataclass(frozen=True)
class Block:
    """Rows of some thousand readers, reader after reader; shape (n,)."""

    reader: Int32
    book: Int32
    stars: np.ndarray


def blocks(rows: int, seed: int = 20) -> Iterator[Block]:
    """Blocks with `rows` rows in all."""
    random = np.random.default_rng(seed)
    chances = _chances()
    first, left = 0, rows
    while left > 0:
        sizes = np.clip(random.lognormal(np.log(MEDIAN_BOOKS), LOG_SPREAD, BLOCK_READERS), 1, MOST).astype(np.int64)
        reader, book = _distinct(np.repeat(np.arange(BLOCK_READERS), sizes), chances, random)
        reader, book = reader[:left], book[:left]
        stars = random.choice(STARS, size=len(book), p=STAR_SHARES)
        yield Block((first + reader).astype(np.int32), book.astype(np.int32), stars)
        first += BLOCK_READERS
        left -= len(book)


def generated(rows: int, seed: int = 20) -> Interactions:
    """All blocks as one; 23 bytes a row, kept as ml.data.loading keeps them."""
    reader, book = np.empty(rows, dtype=np.int32), np.empty(rows, dtype=np.int32)
    stars = np.empty(rows, dtype=np.int8)
    done = 0
    for block in blocks(rows, seed):
        here = slice(done, done + len(block.book))
        reader[here], book[here], stars[here] = block.reader, block.book, block.stars
        done += len(block.book)
    readers = int(reader[-1]) + 1
    return Interactions(
        Vocabulary(np.arange(readers)),
        Vocabulary(np.arange(BOOKS)),
        spilled(reader),
        spilled(book),
        spilled(stars.astype(np.float32)),
        spilled(np.array((0.0, *SignalConfig().star_weights), dtype=np.float32)[stars]),
        spilled(np.ones(rows, dtype=bool)),
        spilled(np.full(rows, "NaT", dtype="datetime64[us]")),
        spilled(reader % ORDERED_EVERY == 0),
        np.zeros((readers, 0), dtype=np.int32),
    )


def _chances() -> np.ndarray:
    """Cumulated chance of the places of a taste's books: few are read by very many."""
    weight = 1.0 / (np.arange(BOOKS // TASTES) + 1.0) ** 0.65
    chances: np.ndarray = np.cumsum(weight / weight.sum())
    return chances


def _distinct(reader: Int64, chances: np.ndarray, random: np.random.Generator) -> tuple[Int64, Int64]:
    """A book for each row, doubles left out; a reader's rows stay in the order in which they were drawn."""
    # Seven of ten from the first taste, the rest from the second.
    taste = np.where(random.random(len(reader)) < 0.7, reader % TASTES, reader * 7 % TASTES)
    place = np.minimum(np.searchsorted(chances, random.random(len(reader))), len(chances) - 1)
    book = taste + TASTES * place
    first = np.sort(np.unique(reader * BOOKS + book, return_index=True)[1])
    return reader[first], book[first]
