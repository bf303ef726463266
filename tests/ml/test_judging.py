"""Validation figures against what they are by hand."""

from math import comb, log2

import numpy as np
import pytest

from ml.data.histories import Histories, histories_of
from ml.data.interactions import Float32
from ml.models.base import Validation
from ml.models.judging import gains_of, judge, judges_of
from tests.ml.libraries import checkerboard, history


def told(*scores: float) -> Float32:
    return np.array([scores], dtype=np.float32)


def test_against_all_books_the_gain_is_that_of_the_rank() -> None:
    # Books 1 and 3 are ahead of book 2; book 0 is known.
    gain = gains_of(told(9, 5, 3, 4, 1), np.array([2], dtype=np.int32), history([0]), sampled=0)
    assert gain.tolist() == [pytest.approx(1 / log2(4))]


def test_against_random_books_the_gain_is_the_expected_one() -> None:
    # Two of three rivals are ahead; drawn twice: none, one or both draws are ahead.
    gain = gains_of(told(9, 5, 3, 4, 1), np.array([2], dtype=np.int32), history([0]), sampled=2)
    expected = sum(comb(2, k) * (2 / 3) ** k * (1 / 3) ** (2 - k) / log2(k + 2) for k in range(3))
    assert gain.tolist() == [pytest.approx(expected)]


@pytest.mark.parametrize("sampled", [0, 99])
def test_a_book_the_model_knows_nothing_of_gains_nothing(sampled: int) -> None:
    scores = np.full((1, 40), 1.0, dtype=np.float32)
    scores[0, 5] = -np.inf
    assert gains_of(scores, np.array([5], dtype=np.int32), history([0]), sampled).tolist() == [pytest.approx(0.0)]


def test_the_figure_is_the_mean_over_all_readers_whatever_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    board = histories_of(checkerboard())
    judges = Validation(board, np.arange(20, dtype=np.int32))

    def of_own_colour(part: Histories) -> Float32:
        first = part.book[part.offsets[:-1]] % 2
        scores: Float32 = (np.arange(20) % 2 == first[:, None]).astype(np.float32)
        return scores

    assert judge(of_own_colour, judges) == pytest.approx(1.0)
    monkeypatch.setattr("ml.models.judging.BATCH_READERS", 7)
    assert judge(of_own_colour, judges) == pytest.approx(1.0)


def test_too_few_readers_do_not_judge_and_many_are_sampled_with_all_that_is_known_of_them() -> None:
    board = histories_of(checkerboard())
    everybody = Validation(board, np.arange(20, dtype=np.int32), 99, np.arange(20, dtype=np.float32) % 6)
    assert judges_of(None, 10, seed=1) is None
    assert judges_of(everybody, 50, seed=1, at_least=21) is None
    assert judges_of(everybody, 20, seed=1) is everybody
    some = judges_of(everybody, 8, seed=1)
    assert some is not None
    assert some.stars is not None
    assert len(some.book) == len(some.histories) == 8
    assert some.sampled == 99
    assert some.stars.tolist() == (some.book % 6).tolist()
