from typing import Any

import numpy as np
import pytest

from ml.data.histories import histories_of
from ml.data.interactions import Interactions, Vocabulary
from tests.ml.libraries import START, checkerboard, history, interactions_from


def test_a_vocabulary_finds_the_place_of_every_id_and_says_so_when_there_is_none() -> None:
    vocabulary = Vocabulary(np.array([3, 7, 9]))
    assert vocabulary.indices(np.array([9, 3, 4, 99, 7])).tolist() == [2, 0, -1, -1, 1]
    assert vocabulary.ids[2] == 9


def test_a_vocabulary_refuses_ids_that_are_not_distinct_and_ascending() -> None:
    with pytest.raises(ValueError, match="distinct"):
        Vocabulary(np.array([3, 3]))


@pytest.mark.parametrize(
    ("column", "values", "complaint"),
    [
        ("reader", [1, 0], "grouped by reader"),
        ("reader", [0, 5], "reader index"),
        ("book", [0, 5], "book index"),
        ("stars", [0, 6], "stars"),
        ("weight", [0, 2], "weights"),
        ("book", [1, 1], "two rows"),
        ("timed", [True], "length"),
    ],
)
def test_interactions_check_themselves(column: str, values: list[int], complaint: str) -> None:
    columns: dict[str, Any] = {
        "reader": np.array([0, 0], dtype=np.int32),
        "book": np.array([0, 1], dtype=np.int32),
        "stars": np.array([4, 5], dtype=np.int8),
        "weight": np.array([1, 1], dtype=np.float32),
        "had": np.array([True, True]),
        "at": np.array(["NaT", "NaT"], dtype="datetime64[us]"),
        "timed": np.array([True, True]),
        "profile": np.zeros((2, 0), dtype=np.int32),
    }
    columns[column] = np.array(values, dtype=columns[column].dtype)
    with pytest.raises(ValueError, match=complaint):
        Interactions(Vocabulary(np.array([1, 2])), Vocabulary(np.array([1, 2])), **columns)


def test_ratings_of_a_book_that_was_withdrawn_meanwhile_are_left_out() -> None:
    interactions = interactions_from([(1, 7, 5, START, None), (1, 8, 4, START, None)], catalogue=[8])
    assert interactions.books.ids[interactions.book].tolist() == [8]


def test_a_reader_is_positive_by_three_stars_or_more() -> None:
    assert not history([0, 1], [1, 2]).with_positive_signal()[0]
    assert history([0, 1], [1, 3]).with_positive_signal()[0]
    assert not history([]).with_positive_signal()[0]


def test_histories_can_be_picked_in_any_order() -> None:
    everyone = histories_of(checkerboard())
    picked = everyone.pick(np.array([5, 0], dtype=np.int32))
    assert picked.part(0, 1).book.tolist() == everyone.part(5, 6).book.tolist()
    assert picked.part(1, 2).book.tolist() == everyone.part(0, 1).book.tolist()
