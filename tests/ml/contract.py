"""What every model must do, shown on a checkerboard whose right answer is known."""

from abc import ABC, abstractmethod
from pathlib import Path

import numpy as np
import pytest

from ml.data.histories import histories_of
from ml.data.interactions import Interactions
from ml.list_config import ListConfig
from ml.models.base import FitOptions, Recommender
from ml.ranking import mask_known, top_books
from ml.recommending import recommend
from tests.ml.libraries import catalogue_of, checkerboard, history


class RecommenderContract(ABC):
    """A model's test class inherits this and says how to make the model."""

    @classmethod
    @abstractmethod
    def make(cls) -> Recommender: ...

    @pytest.fixture(scope="class")
    @classmethod
    def board(cls) -> Interactions:
        return checkerboard()

    @pytest.fixture(scope="class")
    @classmethod
    def model(cls, board: Interactions) -> Recommender:
        return cls.fitted(board)

    @classmethod
    def fitted(cls, board: Interactions) -> Recommender:
        model = cls.make()
        model.fit(board, FitOptions(seed=5, catalogue=catalogue_of(board)))
        return model

    def test_a_known_reader_gets_a_finite_score_for_every_rated_book(
        self, model: Recommender, board: Interactions
    ) -> None:
        scores = model.scores(histories_of(board))
        assert scores.shape == (20, 20)
        assert np.isfinite(scores).all()

    def test_a_reader_who_was_not_in_the_training_data_is_his_history(self, model: Recommender) -> None:
        assert np.isfinite(model.scores(history([0, 2, 4]))).all()

    def test_a_reader_without_history_gets_scores_too(self, model: Recommender) -> None:
        scores = model.scores(history([]))
        assert scores.shape == (1, 20)
        assert np.isfinite(scores).all()

    def test_a_reader_of_bad_books_only_gets_scores_too(self, model: Recommender) -> None:
        assert np.isfinite(model.scores(history([1, 3], stars=[1, 2]))).all()

    def test_readers_are_scored_alike_alone_and_in_a_batch(self, model: Recommender, board: Interactions) -> None:
        everyone = histories_of(board)
        together = model.scores(everyone)
        alone = np.concatenate([model.scores(everyone.part(i, i + 1)) for i in range(len(everyone))])
        np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-4)

    def test_what_a_caller_does_with_scores_changes_no_later_answer(
        self, model: Recommender, board: Interactions
    ) -> None:
        everyone = histories_of(board)
        scores = model.scores(everyone)
        before = scores.copy()
        scores[:] = 0.0
        np.testing.assert_array_equal(model.scores(everyone), before)

    def test_a_saved_model_gives_equal_scores(self, model: Recommender, board: Interactions, tmp_path: Path) -> None:
        model.save(tmp_path)
        again = self.make()
        again.load(tmp_path)
        np.testing.assert_array_equal(model.scores(histories_of(board)), again.scores(histories_of(board)))

    def test_the_same_seed_and_data_give_the_same_scores(self, model: Recommender, board: Interactions) -> None:
        again = self.fitted(board)
        np.testing.assert_array_equal(model.scores(histories_of(board)), again.scores(histories_of(board)))

    def test_no_list_holds_a_book_that_its_reader_has_rated(self, model: Recommender, board: Interactions) -> None:
        lists = recommend(model, board, ListConfig(list_size=4, reserve=2, surprise_place=0, new_book_place=0))
        rated = set(zip(board.readers.ids[board.reader].tolist(), board.books.ids[board.book].tolist(), strict=True))
        shown = {(r, b) for r, books in zip(lists.reader.tolist(), lists.book.tolist(), strict=True) for b in books}
        assert not rated & shown

    def test_predicted_stars_are_stars(self, model: Recommender, board: Interactions) -> None:
        stars = model.predicted_stars(histories_of(board), np.tile(np.arange(3, dtype=np.int32), (20, 1)))
        assert stars is None or (stars.shape == (20, 3) and stars.min() >= 1 and stars.max() <= 5)

    def test_evidence_is_of_the_readers_own_history(self, model: Recommender, board: Interactions) -> None:
        everyone = histories_of(board)
        books = top_books(mask_known(model.scores(everyone), everyone), 5)
        evidence = model.evidence(everyone, books, share=0.01)
        for reader in range(len(everyone)):
            named = set(evidence[reader].ravel().tolist()) - {-1}
            assert named <= set(everyone.part(reader, reader + 1).book.tolist())


class PersonalContract(RecommenderContract):
    """Besides, what a model that knows taste must do."""

    def test_even_readers_get_even_books_and_odd_ones_odd(self, model: Recommender, board: Interactions) -> None:
        everyone = histories_of(board)
        best = top_books(mask_known(model.scores(everyone), everyone), 1)[:, 0]
        # The one book of his colour that reader r has not rated is book r.
        np.testing.assert_array_equal(best, np.arange(20))

    def test_a_newcomer_with_even_books_gets_an_even_book(self, model: Recommender) -> None:
        newcomer = history([2, 6, 8, 10])
        best = top_books(mask_known(model.scores(newcomer), newcomer), 3)[0]
        assert set((best % 2).tolist()) == {0}
