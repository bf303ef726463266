"""What several workers count and solve together is what one counts and solves alone."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from ml.book_shelves import book_shelves
from ml.composing import bare_shelf
from ml.config import EvaluationConfig, SplitConfig
from ml.data.histories import histories_of
from ml.data.interactions import Interactions, Vocabulary
from ml.data.splitting import split_by_time
from ml.errors import NothingToTrainOn, WrongWorkers
from ml.evaluation import evaluate
from ml.list_config import BookShelfConfig
from ml.models.base import FitOptions, Validation
from ml.models.choosing import choose_memory
from ml.models.factors import Factors
from ml.models.following import following_books
from ml.models.judging import judges_of
from ml.models.memory import Memory
from ml.models.network import batches_of
from ml.models.popularity import Popularity
from ml.run_record import RunRecord
from ml.workers import ALONE, Kind, Workers
from tests.ml.libraries import QUICK, interactions_from, taste_rows

Answer = TypeVar("Answer")
EVERYBODY = interactions_from(taste_rows(readers=61))


class Together(Workers):
    """Workers in the threads of one process: they put their arrays on one table, and each adds them up."""

    def __init__(self, index: int, table: list[Any], barrier: threading.Barrier) -> None:
        self.index, self.count, self.table, self.barrier = index, len(table), table, barrier

    def sum(self, values: NDArray[Kind]) -> NDArray[Kind]:
        self.table[self.index] = values
        self.barrier.wait(timeout=20)
        total = np.sum(self.table, axis=0)
        self.barrier.wait(timeout=20)
        return np.asarray(total).astype(values.dtype)

    def spread(self, step: Callable[..., Any]) -> Callable[..., Any]:
        # A test that trains here would compare models that never met: gradients are added up by real processes only.
        raise AssertionError("threads add up numbers, not gradients")

    def watched(self, graph: Callable[..., Any]) -> Callable[..., Any]:
        return graph


def by_workers(count: int, work: Callable[[Workers], Answer]) -> list[Answer]:
    """What each of so many workers answers."""
    table, barrier = [None] * count, threading.Barrier(count)
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda index: work(Together(index, table, barrier)), range(count)))


def shard(workers: Workers, whole: Interactions = EVERYBODY) -> Interactions:
    """The worker's readers of all, with a vocabulary of their own, as loading gives them."""
    own = whole.rows(whole.readers.ids[whole.reader] % workers.count == workers.index)
    readers = np.unique(own.reader)
    place = np.searchsorted(readers, own.reader).astype(np.int32)
    return replace(own, readers=Vocabulary(whole.readers.ids[readers]), reader=place, profile=whole.profile[readers])


def test_arrays_are_added_and_joined_in_the_order_of_the_workers() -> None:
    def work(workers: Workers) -> list[Any]:
        own = np.arange(workers.index + 1, dtype=np.int32)
        pairs = np.full((workers.index, 2), workers.index, dtype=np.float32)
        return [
            workers.sum(np.array([1.5, workers.index])).tolist(),
            workers.joined(own).tolist(),
            workers.joined(pairs).tolist(),
            workers.from_chief(np.array([workers.index + 7])).tolist(),
            workers.any(workers.index == 2),
            workers.mean(workers.index),
        ]

    told = [[4.5, 3.0], [0, 0, 1, 0, 1, 2], [[1, 1], [2, 2], [2, 2]], [7], True, 1.0]
    assert by_workers(3, work) == [told] * 3
    assert ALONE.joined(np.arange(3)).tolist() == ALONE.from_chief(np.arange(3)).tolist() == [0, 1, 2]


def test_the_memory_and_what_follows_are_the_same() -> None:
    def work(workers: Workers) -> tuple[Any, Any]:
        memory = Memory(replace(QUICK, memory_whole_books=0))
        memory.fit(shard(workers), workers)
        return memory.weights.toarray(), following_books(shard(workers), QUICK, workers).toarray()

    ((weights, following),) = by_workers(1, work)
    assert weights.any()
    assert following.any()
    for mine in by_workers(3, work):
        np.testing.assert_allclose(mine[0], weights, atol=1e-4)
        np.testing.assert_allclose(mine[1], following, rtol=1e-4)


def test_the_factors_are_the_same() -> None:
    def work(workers: Workers) -> NDArray[np.float32]:
        factors = Factors(replace(QUICK, factors=4), seed=1)
        factors.fit(shard(workers), workers)
        return factors.books @ factors.books.T

    (alone,) = by_workers(1, work)
    for mine in by_workers(2, work):
        np.testing.assert_allclose(mine, alone, rtol=1e-2, atol=1e-3)


def test_choices_are_made_by_the_validation_readers_of_all() -> None:
    config = replace(QUICK, memory_l2s=(1.0, 1000.0), recency_powers=(0.5, 2.0))

    def work(workers: Workers) -> tuple[float, float, Any]:
        split = split_by_time(shard(workers), SplitConfig(), seed=1, workers=workers)
        histories = histories_of(split.train)
        validation = Validation(histories.pick(split.validation.reader), split.validation.book)
        chosen, _, figures = choose_memory(config, split.train, validation, workers)
        return chosen.memory_l2, chosen.recency_power, figures

    (alone,) = by_workers(1, work)
    assert by_workers(2, work) == [alone] * 2


def test_judges_are_sampled_in_proportion_and_missing_when_one_has_none() -> None:
    def sampled(workers: Workers) -> int:
        split = split_by_time(shard(workers), SplitConfig(), seed=1, workers=workers)
        histories = histories_of(split.train)
        judges = judges_of(Validation(histories, np.zeros(len(histories), dtype=np.int32)), 30, 1, workers=workers)
        return 0 if judges is None else len(judges.histories)

    def missing(workers: Workers) -> bool:
        histories = histories_of(shard(workers)).part(0, workers.index)
        return judges_of(Validation(histories, np.zeros(workers.index, dtype=np.int32)), 30, 1, workers=workers) is None

    assert sum(by_workers(2, sampled)) in (29, 30)
    assert by_workers(2, missing) == [True, True]


def test_test_events_of_all_are_measured_as_by_one() -> None:
    config = EvaluationConfig(overlap_pairs=2_000)

    def work(workers: Workers) -> dict[str, Any]:
        split = split_by_time(shard(workers), SplitConfig(), seed=1, workers=workers)
        model = Popularity()
        model.fit(split.train, FitOptions(1, workers=workers))
        return evaluate(model, split, config, 1, workers)

    (alone,) = by_workers(1, work)
    first, second = by_workers(2, work)
    assert first == second
    # Which pairs of lists are compared is chance.
    assert first.pop("list_overlap_at_10") == pytest.approx(alone.pop("list_overlap_at_10"), abs=0.03)
    for name, value in alone.items():
        assert first[name] == pytest.approx(value), name


def test_what_stands_beside_a_book_is_the_same() -> None:
    config = BookShelfConfig(similar=5, also_liked=5, support=3, readers=8)

    def work(workers: Workers) -> Any:
        interactions = shard(workers)
        shelf = bare_shelf(len(interactions.books))
        return book_shelves(Popularity(), None, interactions, shelf, config, workers=workers)

    (alone,) = by_workers(1, work)
    assert all(alone.row_counts())
    for mine in by_workers(2, work):
        assert mine.similar.tolist() == alone.similar.tolist()
        # Of readers who like a book equally, who is asked depends on the order in which they come.
        assert mine.also_liked_readers.sum() == pytest.approx(alone.also_liked_readers.sum(), rel=0.1)


def test_a_run_is_described_by_what_all_have_read() -> None:
    def work(workers: Workers) -> tuple[Any, ...]:
        record = RunRecord("ncf", seed=1)
        record.describe(shard(workers), workers)
        return record.reader_count, record.book_count, record.interaction_count, record.data_from, record.data_to

    (alone,) = by_workers(1, work)
    assert alone[:3] == (61, 40, len(EVERYBODY))
    assert by_workers(3, work) == [alone] * 3


def test_an_epoch_has_as_many_steps_for_every_worker() -> None:
    assert by_workers(2, lambda workers: batches_of(workers, 500 + workers.index, 256, 2)) == [(128, 3), (128, 3)]
    assert batches_of(ALONE, 1_001, 256, 2) == (256, 3)


def test_a_worker_without_readers_ends_the_run_for_all() -> None:
    def work(workers: Workers) -> str:
        with pytest.raises(NothingToTrainOn) as error:
            batches_of(workers, workers.index, 256, 2)
        return str(error.value)

    assert by_workers(2, work) == ["A worker has no reader to train on: take fewer workers."] * 2


@pytest.mark.parametrize(
    ("task", "place"),
    [
        ('{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 1}}', (1, 2)),
        ('{"cluster": {"chief": ["a:1"], "worker": ["b:1"]}, "task": {"type": "chief", "index": 0}}', (0, 2)),
        ('{"cluster": {"chief": ["a:1"], "worker": ["b:1"]}, "task": {"type": "worker", "index": "0"}}', (1, 2)),
    ],
)
def test_tf_config_says_which_worker_this_one_is(task: str, place: tuple[int, int]) -> None:
    from ml.mirrored import place_of

    assert place_of(task) == place


@pytest.mark.parametrize(
    "task",
    [None, "", "no json", "[]", "{}", '{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}'],
)
def test_a_tf_config_that_names_no_worker_is_refused_in_words(task: str | None) -> None:
    from ml.mirrored import place_of

    with pytest.raises(WrongWorkers, match="TF_CONFIG"):
        place_of(task)
