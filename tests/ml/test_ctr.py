from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ml.data.catalogue import Ragged
from ml.data.histories import Histories, histories_of
from ml.errors import NothingToTrainOn
from ml.feature_config import CtrConfig
from ml.models.base import FitOptions, Validation
from ml.models.ctr import Ctr
from ml.models.ctr_features import NUMBERS, Filling, book_facts, features, profile_flags
from ml.models.ctr_network import class_weights
from ml.ranking import mask_known, top_books
from tests.ml.contract import PersonalContract
from tests.ml.libraries import START, Row, catalogue_of, checkerboard, history, interactions_from

QUICK = CtrConfig(epochs=6, learning_rate=0.01)


class TestCtr(PersonalContract):
    @classmethod
    def make(cls) -> Ctr:
        return Ctr(QUICK)


def column(name: str, books: list[int], reader: Histories) -> list[float]:
    """What one column says of books for one reader of the checkerboard."""
    board = checkerboard()
    facts = book_facts(board, catalogue_of(board))
    asked = np.array([books], dtype=np.int32)
    retrieval = np.zeros((*asked.shape, 2), dtype=np.float32)
    rows = features(facts, reader, asked, retrieval, profile_flags(reader, ()))
    values: list[float] = rows[0, :, NUMBERS.index(name)].tolist()
    return values


def test_the_share_of_a_category_is_that_of_the_books_the_reader_liked() -> None:
    reader = history([0, 2, 3, 5], stars=[5, 4, 5, 1])
    # 0, 2 and 3 were liked; two of them are even. The disliked 5 says nothing here.
    np.testing.assert_allclose(column("same_category", [4, 7], reader), [2 / 3, 1 / 3], rtol=1e-6)


def test_the_share_of_an_author_counts_his_books_alone() -> None:
    # Books 0 and 2 are by one author, 4 and 6 by another, 1 and 3 by a third.
    np.testing.assert_allclose(column("same_author", [2, 6, 3], history([0, 4, 8, 6])), [0.25, 0.5, 0.0])


def test_what_is_not_known_is_a_gap_not_a_zero() -> None:
    assert np.isnan(column("same_category", [4], history([]))).all()
    assert np.isnan(column("reader_mean_stars", [4], history([]))).all()
    # None of these books belongs to a series.
    assert np.isnan(column("same_series", [4], history([0, 2]))).all()


def test_gaps_are_filled_with_the_median_and_flagged() -> None:
    rows = np.array([[1.0, 7.0], [3.0, np.nan], [11.0, 9.0], [np.nan, 8.0], [5.0, 8.0]], dtype=np.float32)
    filling = Filling.of(rows)
    np.testing.assert_array_equal(filling.median, [4.0, 8.0])
    filled = filling(rows)
    assert filled.shape == (5, 4)
    assert np.isfinite(filled).all()
    np.testing.assert_array_equal(filled[:, 2:], [[0, 0], [0, 1], [0, 0], [1, 0], [0, 0]])
    np.testing.assert_allclose(filled[:, :2].mean(axis=0), 0.0, atol=1e-6)
    np.testing.assert_allclose(filled[:, :2].std(axis=0), 1.0, rtol=1e-5)


def test_a_column_without_gaps_has_no_flag_and_an_empty_one_is_harmless() -> None:
    filling = Filling.of(np.array([[1.0, np.nan], [2.0, np.nan]], dtype=np.float32))
    assert filling(np.array([[1.5, np.nan], [np.nan, 4.0]], dtype=np.float32)).shape == (2, 3)
    assert np.isfinite(filling(np.array([[np.nan, np.nan]], dtype=np.float32))).all()


def test_three_positives_weigh_as_much_as_nine_negatives() -> None:
    chosen = np.array([True] * 3 + [False] * 9)
    weights = class_weights(chosen)
    assert weights[chosen].sum() == pytest.approx(weights[~chosen].sum())
    assert weights.mean() == pytest.approx(1.0)


def test_a_profile_becomes_yes_and_no_and_a_new_answer_none() -> None:
    reader = replace(history([0]), profile=np.array([[2, 9]], dtype=np.int32))
    np.testing.assert_array_equal(profile_flags(reader, (4, 3)), [[0, 1, 0, 0, 0]])
    np.testing.assert_array_equal(profile_flags(history([0]), (4, 3)), [[0, 0, 0, 0, 0]])


def test_the_network_finds_by_the_author_what_the_retrieval_ranks_too_low() -> None:
    # Forty authors of five books; each reader has read four books each of three authors, few readers each book.
    rows: list[Row] = []
    random = np.random.default_rng(3)
    for reader in range(50):
        own = [5 * author + book for author in random.permutation(40)[:3] for book in random.permutation(5)[:4]]
        rows += [(reader, int(b), 5, START + timedelta(days=i), None) for i, b in enumerate(random.permutation(own))]
    interactions = interactions_from(rows, list(range(200)))
    author = Ragged(np.arange(201), (np.arange(200) // 5).astype(np.int32))
    facts = replace(catalogue_of(interactions), title=("",) * 200, author=author)
    model = Ctr(replace(QUICK, epochs=15))
    model.fit(interactions, FitOptions(seed=2, catalogue=facts))
    known = np.flatnonzero(interactions.book_readers() > 0)
    alone: list[float] = []
    again: list[float] = []
    for first in range(0, 200, 5):
        if not {first, first + 1, first + 2, first + 3} <= set(known.tolist()):
            continue
        newcomer = history([first, first + 1])
        for scores, found in ((model._retrieve(newcomer)[0], alone), (model.scores(newcomer), again)):
            best = top_books(mask_known(scores, newcomer), 2)[0]
            found.append(float(np.mean(best // 5 == first // 5)))
    assert len(again) >= 20
    assert np.mean(again) > 0.95
    assert np.mean(again) > np.mean(alone)


def test_books_off_the_shortlist_stay_behind_it() -> None:
    board = checkerboard()
    model = Ctr(replace(QUICK, shortlist=4))
    model.fit(board, FitOptions(seed=2, catalogue=catalogue_of(board)))
    everyone = histories_of(board)
    _, lists = model._retrieve(everyone)
    scores = mask_known(model.scores(everyone), everyone)
    mine = np.zeros(scores.shape, dtype=bool)
    np.put_along_axis(mine, lists.book, True, axis=1)
    listed = np.where(mine, scores, np.inf).min(axis=1)
    others = np.where(mine, -np.inf, scores).max(axis=1)
    assert (others <= listed).all()


def test_books_that_nobody_has_had_are_left_out() -> None:
    board = checkerboard()
    wider = interactions_from(_rows_of_board(), [100 + b for b in range(25)])
    model = Ctr(QUICK)
    model.fit(wider, FitOptions(seed=2, catalogue=catalogue_of(wider)))
    scores = model.scores(histories_of(board))
    assert np.isneginf(scores[:, 20:]).all()
    assert np.isfinite(scores[:, :20]).all()


def _rows_of_board() -> list[Row]:
    rows: list[Row] = []
    for reader in range(20):
        own = [book for book in range(reader % 2, 20, 2) if book != reader]
        rows += [(100 + reader, 100 + book, 5, START + timedelta(days=i), None) for i, book in enumerate(own)]
    return rows


def test_the_best_epoch_on_validation_is_kept_and_the_examples_are_counted() -> None:
    board = checkerboard()
    validation = Validation(histories_of(board), np.arange(20, dtype=np.int32))
    model = Ctr(QUICK)
    model.fit(board, FitOptions(seed=2, validation=validation, catalogue=catalogue_of(board)))
    training = model.hyper_parameters()["training"]
    assert 1 <= training["epochs"] <= QUICK.epochs
    assert training["validation_ndcg_at_10"] > 0.5
    # One book each was held back; those of the last two books are not found, for then nobody else has had them.
    assert 8 <= training["positives"] <= 20
    assert training["negatives"] >= 180


def test_readers_of_one_book_each_are_nothing_to_learn_from() -> None:
    rows: list[Row] = [(reader, reader % 5, 5, START, None) for reader in range(20)]
    with pytest.raises(NothingToTrainOn, match="no shortlist"):
        Ctr(QUICK).fit(interactions_from(rows), FitOptions(seed=2))
