from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ml.config import SplitConfig
from ml.data.histories import histories_of
from ml.data.interactions import Interactions
from ml.data.splitting import split_by_time
from ml.model_config import NeighbourConfig
from ml.models.base import FitOptions, Validation
from ml.models.nearest import closest, closest_of
from ml.models.neighbours import ItemKnn, Neighbours, UserKnn
from ml.ranking import mask_known, top_books
from tests.ml.contract import PersonalContract
from tests.ml.libraries import START, Row, checkerboard, history, interactions_from

PLAIN = NeighbourConfig(neighbours=5, shrinkage=0.0)


class TestUserKnn(PersonalContract):
    @classmethod
    def make(cls) -> UserKnn:
        return UserKnn(NeighbourConfig(neighbours=8))


class TestItemKnn(PersonalContract):
    @classmethod
    def make(cls) -> ItemKnn:
        return ItemKnn(NeighbourConfig(neighbours=8))


def shelf(rows: list[tuple[int, int, int]]) -> list[Row]:
    return [(reader, book, stars, START, None) for reader, book, stars in rows]


# Books 0 and 1 share readers 1 and 2, book 2 has reader 3 in common with book 0, nobody has more than book 3's reader.
FOUR = shelf([(1, 0, 5), (1, 1, 5), (2, 0, 5), (2, 1, 5), (3, 0, 5), (3, 2, 5), (4, 3, 5)])


def fitted(model: Neighbours, rows: list[Row]) -> Neighbours:
    model.fit(interactions_from(rows), FitOptions(seed=1))
    return model


def test_a_book_speaks_for_another_by_the_cosine_of_their_readers() -> None:
    scores = fitted(ItemKnn(PLAIN), FOUR).scores(history([0]))[0]
    assert scores[1] == pytest.approx(2 / np.sqrt(3 * 2))
    assert scores[2] == pytest.approx(1 / np.sqrt(3 * 1))


def test_shrinkage_trusts_two_common_readers_more_than_one() -> None:
    scores = fitted(ItemKnn(replace(PLAIN, shrinkage=3.0)), FOUR).scores(history([0]))[0]
    assert scores[1] == pytest.approx(2 / (np.sqrt(3 * 2) + 3))
    assert scores[2] == pytest.approx(1 / (np.sqrt(3 * 1) + 3))


def test_a_reader_speaks_for_his_books_by_how_much_he_is_alike() -> None:
    scores = fitted(UserKnn(PLAIN), FOUR).scores(history([0, 1]))[0]
    # Readers 1 and 2 have both books of this history; reader 3 has one of two, beside book 2.
    assert scores[2] == pytest.approx(1 / 2)
    assert scores[1] == pytest.approx(1 + 1)


def test_only_the_nearest_have_a_say() -> None:
    one = replace(PLAIN, neighbours=1)
    assert fitted(ItemKnn(one), FOUR).scores(history([0]))[0, 2] < 0
    assert fitted(UserKnn(one), FOUR).scores(history([0, 1]))[0, 2] < 0


@pytest.mark.parametrize("model", [UserKnn(PLAIN), ItemKnn(PLAIN)])
def test_books_without_a_neighbour_follow_by_popularity(model: Neighbours) -> None:
    rows = shelf([(1, 0, 5), (1, 1, 5), (2, 1, 5), (3, 2, 5), (4, 3, 5), (5, 3, 5)])
    fitted(model, rows)
    reader = history([0])
    assert top_books(mask_known(model.scores(reader), reader), 4).tolist() == [[1, 3, 2, -1]]
    assert top_books(model.scores(history([])), 2).tolist() == [[1, 3]]


@pytest.mark.parametrize("model", [UserKnn(PLAIN), ItemKnn(PLAIN)])
def test_a_disliked_book_speaks_for_nothing(model: Neighbours) -> None:
    fitted(model, [*FOUR, *shelf([(5, 0, 1), (5, 3, 5)])])
    assert model.scores(history([0]))[0, 3] < 0
    assert (model.scores(history([0], stars=[1])) < 0).all()


@pytest.mark.parametrize("model", [UserKnn(PLAIN), ItemKnn(PLAIN)])
def test_a_book_that_nobody_had_is_never_recommended(model: Neighbours) -> None:
    model.fit(interactions_from(FOUR, [0, 1, 2, 3, 4]), FitOptions(seed=1))
    assert np.isneginf(model.scores(history([0]))[0, 4])


def test_a_training_reader_is_not_his_own_neighbour() -> None:
    interactions = interactions_from(FOUR)
    model = UserKnn(PLAIN)
    model.fit(interactions, FitOptions(seed=1))
    everyone = histories_of(interactions)
    # Reader 4 has nothing in common with anybody but himself.
    assert (model.scores(everyone.part(3, 4)) < 0).all()
    assert model.scores(everyone.part(3, 4).as_strangers())[0, 3] == pytest.approx(1.0)


def test_the_reason_is_the_book_that_did_most() -> None:
    model = ItemKnn(replace(PLAIN, neighbours=20))
    model.fit(checkerboard(), FitOptions(seed=1))
    evidence = model.evidence(history([0, 1, 4]), np.array([[6, 7]], dtype=np.int32), share=0.2)
    assert evidence[0, 0, 0] in (0, 4)
    assert evidence[0, 1, 0] == 1
    assert (model.evidence(history([0, 2, 4]), np.array([[6]], dtype=np.int32), share=1.1) == -1).all()


def test_shrinkage_is_chosen_where_accidents_mislead(tmp_path: Path) -> None:
    split, validation = accidents()
    model = ItemKnn(replace(PLAIN, neighbours=3, neighbours_grid=(3,), shrinkages=(0.0, 20.0)))
    model.fit(split, FitOptions(seed=1, validation=validation))
    assert model.shrinkage == 20.0
    assert model.hyper_parameters()["shrinkage"] == 20.0
    model.save(tmp_path)
    again = ItemKnn()
    again.load(tmp_path)
    assert again.hyper_parameters() == model.hyper_parameters()
    few = replace(model.config, choice_readers=(10_000, 20_000))
    undecided = ItemKnn(few)
    undecided.fit(split, FitOptions(seed=1, validation=validation))
    assert undecided.shrinkage == 0.0


def test_the_nearest_come_first_and_fewer_are_the_first_of_them() -> None:
    alike = np.array([[0.1, 0.0, 0.9, 0.5], [0.0, 0.0, 0.0, 0.2]], dtype=np.float32)
    ranked = closest(alike, 3)
    assert ranked.indices.tolist() == [2, 3, 0, 3]
    assert closest_of(ranked, 2).toarray().tolist() == [[0, 0, np.float32(0.9), 0.5], [0, 0, 0, np.float32(0.2)]]


def accidents(readers: int = 120) -> tuple[Interactions, Validation]:
    """Two tastes of twelve books; besides, each reader shares one rare book with one other and has three of his own."""
    random = np.random.default_rng(4)
    rows: list[Row] = []
    for reader in range(readers):
        pair = 100 + reader // 2
        rare = [pair, *range(1_000 + 3 * reader, 1_003 + 3 * reader)]
        common = 12 * (reader % 4 // 2) + random.permutation(12)[:7]
        books = [*rare, *common.tolist()]
        rows += [(reader, book, 5, START + timedelta(days=day), None) for day, book in enumerate(books)]
    split = split_by_time(interactions_from(rows), SplitConfig(), seed=1)
    return split.train, Validation(histories_of(split.train).pick(split.validation.reader), split.validation.book)
