from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from ml.data.histories import histories_of
from ml.data.interactions import Interactions
from ml.model_config import NeumfConfig
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.nearest import FoldIn, weights_of
from ml.models.neumf import Neumf
from ml.models.neumf_network import Network, RunningMean, Step
from tests.ml.contract import PersonalContract
from tests.ml.libraries import START, Row, checkerboard, history, interactions_from

QUICK = NeumfConfig(
    embedding_size=4,
    mlp_embedding_size=4,
    mlp_units=(8, 4),
    gmf_epochs=12,
    mlp_epochs=15,
    epochs=2,
    learning_rate=0.04,
    l2=0.001,
    mlp_l2=0.001,
    steps_at_least=4,
)


class TestNeumf(PersonalContract):
    @classmethod
    def make(cls) -> Recommender:
        return Neumf(QUICK)


class TestGmf(PersonalContract):
    @classmethod
    def make(cls) -> Recommender:
        return Neumf(replace(QUICK, variant="gmf"))


class TestMlp(PersonalContract):
    @classmethod
    def make(cls) -> Recommender:
        return Neumf(replace(QUICK, variant="mlp"))


def network_of(variant: str, readers: int = 5, books: int = 7) -> Network:
    return Network(QUICK, variant, readers, books, seed=1)


@pytest.mark.parametrize("variant", ["gmf", "mlp", "neumf"])
def test_all_books_are_scored_as_pairs_would_be(variant: str) -> None:
    network = network_of(variant)
    for variable in network.variables:
        variable.assign(np.random.default_rng(1).normal(size=variable.shape))
    readers = tf.range(5)
    pairs, _ = network.logits(readers, tf.tile(tf.range(7)[None, :], (5, 1)))
    nothing = np.empty((0, 0), dtype=np.float32)
    gmf = np.asarray(network.gmf_reader) if network.with_gmf else nothing
    mlp = np.asarray(network.mlp_reader) if network.with_mlp else nothing
    np.testing.assert_allclose(network.scores(gmf, mlp), pairs, rtol=1e-4, atol=1e-5)


def test_joined_halves_score_the_mean_of_what_each_scores_alone() -> None:
    gmf, mlp, both = (network_of(variant) for variant in ("gmf", "mlp", "neumf"))
    both.join(gmf, mlp)
    u, v = np.asarray(gmf.gmf_reader), np.asarray(mlp.mlp_reader)
    nothing = np.empty((0, 0), dtype=np.float32)
    alone = 0.5 * gmf.scores(u, nothing) + 0.5 * mlp.scores(nothing, v)
    np.testing.assert_allclose(both.scores(u, v), alone, rtol=1e-4, atol=1e-6)


def test_what_a_reader_had_is_never_his_negative() -> None:
    # Reader 0 had all books but book 3; reader 1 had none of them.
    positives = np.array([0, 1, 2, 4, 5, 6], dtype=np.int64)
    step = Step(network_of("gmf"), QUICK, positives, keras.optimizers.SGD(0.1), seed=4)
    books, fair = (np.asarray(x) for x in step._negatives(tf.constant([0] * 50 + [1] * 50), tf.constant(1, tf.int64)))
    assert books.shape == fair.shape == (100, 4)
    assert set(books[:50][fair[:50] == 1].tolist()) == {3}
    assert (fair[50:] == 1).all()
    assert len(set(books[50:].ravel().tolist())) == 7


def test_every_step_draws_other_negatives_and_the_same_seed_the_same() -> None:
    def drawn(seed: int, number: int) -> list[int]:
        step = Step(network_of("gmf"), QUICK, np.array([0], dtype=np.int64), keras.optimizers.SGD(0.1), seed)
        return np.asarray(step._negatives(tf.zeros(20, tf.int32), tf.constant(number, tf.int64))[0]).ravel().tolist()

    assert drawn(4, 1) == drawn(4, 1)
    assert drawn(4, 1) != drawn(4, 2)
    assert drawn(4, 1) != drawn(5, 1)


def test_pre_training_and_fine_tuning_are_reported_and_saved(tmp_path: Path) -> None:
    board = checkerboard()
    validation = Validation(histories_of(board), np.arange(20, dtype=np.int32))
    model = Neumf(replace(QUICK, gmf_epochs=3, mlp_epochs=3))
    model.fit(board, FitOptions(seed=5, validation=validation))
    assert set(model.history) == {"gmf", "mlp", "neumf"}
    assert all("validation_ndcg_at_10" in stage for stage in model.history.values())
    model.save(tmp_path)
    again = Neumf()
    again.load(tmp_path)
    assert again.hyper_parameters() == model.hyper_parameters()
    model.config = replace(model.config, pretrain=False)
    model.fit(board, FitOptions(seed=5))
    assert model.history == {"neumf": {"epochs": 2}}


def test_a_book_that_nobody_had_is_never_recommended() -> None:
    rows: list[Row] = [(reader, book, 5, START, None) for reader in range(9) for book in range(1 + reader % 3)]
    model = Neumf(replace(QUICK, variant="gmf", gmf_epochs=1))
    model.fit(interactions_from(rows, list(range(5))), FitOptions(seed=5))
    assert np.isneginf(model.scores(history([0]))[0]).tolist() == [False, False, False, True, True]


@pytest.fixture
def four() -> Interactions:
    rows: list[Row] = [(1, 0, 5, START, None), (1, 1, 5, START, None), (2, 1, 5, START, None), (3, 2, 5, START, None)]
    return interactions_from([*rows, (4, 0, 1, START, None)])


def test_a_stranger_is_the_weighted_mean_of_the_readers_with_common_books(four: Interactions) -> None:
    fold_in = FoldIn(weights_of(four, 4, 3), neighbours=10)
    mixed = fold_in.mixture(history([0, 1])).toarray()[0]
    # Reader 1 has both books (cosine 1), reader 2 one of them (cosine 1 / root 2), the others none.
    alike = np.array([1, 1 / np.sqrt(2), 0, 0])
    np.testing.assert_allclose(mixed, alike / alike.sum(), rtol=1e-5)
    nearest = FoldIn(weights_of(four, 4, 3), neighbours=1).mixture(history([0, 1])).toarray()[0]
    np.testing.assert_allclose(nearest, [1, 0, 0, 0])


def test_who_has_nothing_in_common_is_the_mean_of_all_who_were_trained(four: Interactions) -> None:
    fold_in = FoldIn(weights_of(four, 4, 3), neighbours=10)
    np.testing.assert_allclose(fold_in.mixture(history([])).toarray()[0], [1 / 3, 1 / 3, 1 / 3, 0], rtol=1e-5)


def test_a_known_reader_is_his_own_vector_unless_nothing_spoke_for_his_taste(four: Interactions) -> None:
    mixed = FoldIn(weights_of(four, 4, 3), neighbours=10).mixture(histories_of(four)).toarray()
    np.testing.assert_allclose(mixed[:3], np.eye(4)[:3])
    # Reader 4 disliked his only book: his vector was never trained.
    np.testing.assert_allclose(mixed[3], [1 / 3, 1 / 3, 1 / 3, 0], rtol=1e-5)


def test_a_variant_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="gmf, mlp or neumf"):
        NeumfConfig(variant="nmf")


def test_the_mean_is_that_of_all_steps_until_there_are_enough_and_then_forgets_the_oldest() -> None:
    network, mean = network_of("gmf"), network_of("gmf")
    running = RunningMean(network, mean, span=4.0)
    seen = []
    for step in range(1, 41):
        network.bias.assign([float(step)])
        running.follow(step)
        seen.append(float(np.asarray(mean.bias)[0]))
    np.testing.assert_allclose(seen[:4], [1.0, 1.5, 2.0, 2.5], rtol=1e-6)
    # What grows by one a step is followed at a distance of the span, less the step just made.
    assert seen[-1] == pytest.approx(40 - 3, abs=0.01)


def test_the_mean_of_a_long_span_is_looked_at_now_and_then() -> None:
    network, mean = network_of("gmf"), network_of("gmf")
    running = RunningMean(network, mean, span=2000.0)
    network.bias.assign([1.0])
    for step in range(1, 10):
        running.follow(step)
    assert np.asarray(mean.bias)[0] == 0.0
    running.follow(10)
    assert np.asarray(mean.bias)[0] == 1.0
