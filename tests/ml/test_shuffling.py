"""Every epoch looks at the books of readers without order in another order; nobody's books become another's."""

import numpy as np
import pytest

from ml.data import spilling
from ml.data.histories import histories_of
from ml.models import tables
from ml.models.embeddings import shuffle_unordered
from tests.ml.libraries import START, Row, interactions_from

READERS, BOOKS = 40, 12


def some_rows() -> list[Row]:
    """Even readers with dates, odd ones without; reader r has every book but r's own, his stars tell which it is."""
    return [
        (reader, book, 1 + (reader * book) % 5, *((START, book) if reader % 2 == 0 else (None, None)))
        for reader in range(READERS)
        for book in range(BOOKS)
        if book != reader % BOOKS
    ]


@pytest.mark.parametrize("rows_at_once", [1_000_000, 30])
def test_an_epoch_mixes_only_the_books_of_readers_without_order(
    monkeypatch: pytest.MonkeyPatch, rows_at_once: int
) -> None:
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", rows_at_once)
    monkeypatch.setattr(spilling, "SPILLED_FROM_BYTES", 100)
    histories = histories_of(interactions_from(some_rows()))
    mixed = shuffle_unordered(histories, np.random.default_rng(1))
    moved = 0
    for reader in range(len(histories)):
        own = slice(histories.offsets[reader], histories.offsets[reader + 1])
        before = list(zip(histories.book[own], histories.stars[own], histories.weight[own], strict=True))
        after = list(zip(mixed.book[own], mixed.stars[own], mixed.weight[own], strict=True))
        assert sorted(after) == sorted(before)
        if histories.ordered[reader]:
            assert after == before
        else:
            moved += after != before
    assert moved > READERS // 2 - 3


def test_how_many_rows_are_mixed_at_once_changes_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    histories = histories_of(interactions_from(some_rows()))
    whole = shuffle_unordered(histories, np.random.default_rng(1))
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", 30)
    np.testing.assert_array_equal(shuffle_unordered(histories, np.random.default_rng(1)).book, whole.book)
