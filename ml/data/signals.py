"""The kinds of event that say something about a reader's taste, and how several about one book become one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Subquery, Table

from ml.config import SignalConfig
from ml.data.interactions import NO_SEQUENCE, Bool, Events, Float32, Int64, Moment
from ml.data.purchases import purchase
from ml.database import book_favourite, book_like, book_view, dismissal, loan, review

RATING = "rating"


@dataclass(frozen=True)
class Signal:
    """One table of events without stars. The weight is the field of SignalConfig with this name."""

    name: str
    table: Table | Subquery
    moment: ColumnElement[Any]
    had: bool
    """Whether the event means that the book must not be recommended to this reader any more."""
    only: ColumnElement[bool] | None = None
    """Other rows of the table are none."""
    again: bool = False
    """Whether it may happen several times with one book; the last time counts."""


# The strongest word first.
SIGNALS = (
    Signal("dismissal", dismissal, dismissal.c.dismissed_at, had=True),
    Signal("like", book_like, book_like.c.liked_at, had=True),
    Signal("favourite", book_favourite, book_favourite.c.favourited_at, had=True),
    # What was brought back says nothing.
    Signal("purchase", purchase, purchase.c.confirmed_at, had=True, again=True),
    # One that was a mistake of the desk says nothing.
    Signal("loan", loan, loan.c.borrowed_at, had=True, only=loan.c.state != "voided", again=True),
    # Whatever was written, and whoever may see it; one that its reader took back says nothing.
    Signal("review", review, review.c.created_at, had=True, only=review.c.removed_at.is_(None)),
    Signal("view", book_view, book_view.c.viewed_at, had=False),
)


@dataclass(frozen=True)
class Happened:
    """Events of one kind, shape (n,) each; stars are 0, and sequence NO_SEQUENCE, where there are none."""

    name: str
    reader: Int64
    book: Int64
    at: Moment
    stars: np.ndarray
    sequence: Int64
    row: Int64
    had: bool = True

    def weights(self, config: SignalConfig) -> Float32:
        if self.name == RATING:
            return weights_of(self.stars, config)
        return np.full(len(self.reader), getattr(config, self.name), dtype=np.float32)


def weights_of(stars: np.ndarray, config: SignalConfig) -> Float32:
    """What stars say; half a star lies half-way between its neighbours: 2.5 is neither for nor against a book."""
    steps = np.interp(np.arange(0, 5.5, 0.5), np.arange(6), (0.0, *config.star_weights)).astype(np.float32)
    said: Float32 = steps[np.rint(stars * 2).astype(np.int64)]
    return said


def happened(name: str, reader: Int64, book: Int64, at: Moment, had: bool) -> Happened:
    """Events without stars."""
    n = len(reader)
    nothing = np.zeros(n, dtype=np.int64)
    return Happened(name, reader, book, at, nothing, np.full(n, NO_SEQUENCE), np.arange(n), had)


def merge(kinds: Sequence[Happened], config: SignalConfig, excluded: tuple[Int64, Int64]) -> Events:
    """One row per reader and book. The first kind in the sequence that speaks of a pair decides its weight and moment.

    Stars and "had" are kept whichever kind decides. excluded: readers and books of pairs that are to say nothing about
    taste; such a book stays had.
    """
    reader = np.concatenate([kind.reader for kind in kinds])
    book = np.concatenate([kind.book for kind in kinds])
    weight = np.concatenate([kind.weights(config) for kind in kinds])
    had = np.concatenate([np.full(len(kind.reader), kind.had) for kind in kinds])
    events = Events(
        reader,
        book,
        np.concatenate([kind.stars for kind in kinds]).astype(np.float32),
        np.where(_pairs_in(reader, book, excluded), np.float32(0.0), weight),
        had,
        np.concatenate([kind.at for kind in kinds]),
        np.concatenate([kind.sequence for kind in kinds]),
        np.concatenate([kind.row for kind in kinds]),
    )
    if len(kinds) == 1:
        return events
    place = np.concatenate([np.full(len(kind.reader), i) for i, kind in enumerate(kinds)])
    order = np.lexsort((place, book, reader))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (reader[order][1:] != reader[order][:-1]) | (book[order][1:] != book[order][:-1])
    starts = np.flatnonzero(first)
    return _rows_of(events, order[starts], np.logical_or.reduceat(had[order], starts) if len(starts) else had)


def _rows_of(events: Events, rows: Int64, had: Bool) -> Events:
    return Events(
        events.reader[rows],
        events.book[rows],
        events.stars[rows],
        events.weight[rows],
        had,
        events.at[rows],
        events.sequence[rows],
        events.row[rows],
    )


def _pairs_in(reader: Int64, book: Int64, pairs: tuple[Int64, Int64]) -> Bool:
    if not len(pairs[0]):
        return np.zeros(len(reader), dtype=bool)
    width = 1 + max(int(book.max(initial=0)), int(pairs[1].max()))
    named: Bool = np.isin(reader * width + book, pairs[0] * width + pairs[1])
    return named
