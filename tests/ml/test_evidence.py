"""Which history book is named, on tables small enough to compute by hand."""

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.histories import histories_of
from ml.models.base import FitOptions
from ml.models.evidence import strongest_events
from ml.models.ncf import Ncf
from ml.models.pooling import Pooled, pool_all
from tests.ml.libraries import QUICK, Row, history, interactions_from, taste_rows

KNOWN = np.ones(6, dtype=bool)
NOBODY = np.zeros((6, 2), dtype=np.float32)


def pooled(books: list[int]) -> Pooled:
    return pool_all(history(books), 100, 1.0)


def named(events: Pooled, table: np.ndarray, books: list[int], share: float = 0.2) -> list[list[int]]:
    """What is named when every event speaks through the table alone, with the strength of its recency."""
    none = np.zeros((len(events.row), 2), dtype=np.float32)
    tables = [(events.recent, csr_matrix(table.astype(np.float32)))]
    evidence: list[list[int]] = strongest_events(
        events, np.array([books], dtype=np.int32), tables, none, NOBODY, KNOWN, share
    )[0].tolist()
    return evidence


def test_a_book_that_speaks_for_every_book_alike_explains_none() -> None:
    table = np.zeros((6, 6))
    table[1] = 1.0
    table[0, 3] = 0.9
    # Book 1 is the latest and says most for books 3 and 4, and just as much for every other book.
    assert named(pooled([0, 1]), table, [3, 4]) == [[0, -1], [-1, -1]]


def test_a_vector_that_leans_to_every_book_alike_explains_none() -> None:
    events = pooled([0, 1])
    book_vectors = np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (6, 1))
    book_vectors[3, 1] = 1.0
    leaning = np.where(events.book[:, None] == 1, [5.0, 0.0], [0.0, 0.5]).astype(np.float32)
    books = np.array([[3, 4]], dtype=np.int32)
    evidence = strongest_events(events, books, [], leaning, book_vectors, KNOWN, 0.2)
    assert evidence[0].tolist() == [[0, -1], [-1, -1]]


def test_books_that_cannot_be_recommended_are_no_part_of_the_average() -> None:
    table = np.zeros((6, 6))
    table[1, :5] = 1.0
    table[0, 3] = 0.9
    known = np.arange(6) < 5
    events = pooled([0, 1])
    none = np.zeros((2, 2), dtype=np.float32)
    tables = [(events.recent, csr_matrix(table.astype(np.float32)))]
    evidence = strongest_events(events, np.array([[3, 4]], dtype=np.int32), tables, none, NOBODY, known, 0.2)
    assert evidence[0].tolist() == [[0, -1], [-1, -1]]


def test_the_longer_the_history_the_smaller_the_part_that_stands_out() -> None:
    def of(length: int, part: float) -> list[int]:
        """One event with this part of all that speaks for the last book, the rest shared evenly by the others."""
        books = length + 2
        table = np.zeros((books, books))
        table[:length, -1] = (1 - part) / (length - 1)
        table[0, -1] = part
        events = pool_all(history(list(range(length)), ordered=False), 100, 1.0)
        speaking = [(np.ones(length, dtype=np.float32), csr_matrix(table.astype(np.float32)))]
        vectors = np.zeros((books, 2), dtype=np.float32)
        asked = np.array([[books - 1]], dtype=np.int32)
        none = np.zeros((length, 2), dtype=np.float32)
        known = np.ones(books, dtype=bool)
        evidence: list[int] = strongest_events(events, asked, speaking, none, vectors, known, 0.2)[0, 0].tolist()
        return evidence

    assert of(16, 0.21) == [0, -1]
    assert of(16, 0.19) == [-1, -1]
    assert of(64, 0.11) == [0, -1]
    assert of(64, 0.09) == [-1, -1]
    assert of(7, 0.29) == [-1, -1]


def test_the_reason_is_a_book_of_the_same_taste_although_the_latest_book_is_of_another() -> None:
    rows: list[Row] = taste_rows(readers=120, books=40, each=14)
    interactions = interactions_from(rows)
    model = Ncf(QUICK)
    model.fit(interactions, FitOptions(seed=1))
    assert len(histories_of(interactions)) == 120
    # Books 0, 4, 8 ... are of one taste; the latest book, 1, of another.
    reader = history([0, 4, 8, 12, 16, 1])
    books = np.array([[20, 24, 28, 32, 36, 21, 25, 29]], dtype=np.int32)
    first = model.evidence(reader, books, 0.15)[0, :, 0]
    same, other = first[:5], first[5:]
    assert (same >= 0).sum() >= 4
    assert set(same.tolist()) - {-1} <= {0, 4, 8, 12, 16}
    assert set(other.tolist()) <= {1, -1}
    assert 1 in other
