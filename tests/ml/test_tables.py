"""Tables of books against books, counted part by part: the parts change nothing."""

import numpy as np
import pytest

from ml.models import tables
from ml.models.following import following_books
from ml.models.memory import Memory
from ml.models.tables import reader_parts
from tests.ml.libraries import QUICK, START, Row, interactions_from, taste_rows


def test_parts_are_whole_readers_and_together_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    interactions = interactions_from(taste_rows())
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", 100)
    parts = list(reader_parts(interactions.offsets))
    assert len(parts) > 5
    assert [part.start for part in parts] == [0, *[part.stop for part in parts[:-1]]]
    assert parts[-1].stop == len(interactions)
    assert {part.start for part in parts} <= set(interactions.offsets.tolist())


def test_tables_are_the_same_however_many_rows_are_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    interactions = interactions_from(taste_rows())
    whole = Memory(QUICK)
    whole.fit(interactions)
    following = following_books(interactions, QUICK)
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", 50)
    parts = Memory(QUICK)
    parts.fit(interactions)
    np.testing.assert_allclose(parts.weights.toarray(), whole.weights.toarray(), rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(following_books(interactions, QUICK).toarray(), following.toarray(), rtol=1e-5)


def test_what_follows_a_book_is_counted_in_one_direction_and_less_the_farther_it_is() -> None:
    rows: list[Row] = [(1, book, 5, START, book) for book in (1, 2, 3)]
    table = following_books(interactions_from(rows), QUICK).toarray()
    # Each book has one reader and the imaginary five: a pair side by side counts 1 / 6, two apart half of it.
    np.testing.assert_allclose(table, np.array([[0.0, 1 / 6, 1 / 12], [0.0, 0.0, 1 / 6], [0.0, 0.0, 0.0]]), rtol=1e-6)
