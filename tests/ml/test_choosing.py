"""What the data decide: libraries in which it is known how much the latest books count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ml.config import SignalConfig, SplitConfig
from ml.data.histories import histories_of
from ml.data.splitting import Split, split_by_time
from ml.models.base import FitOptions, Validation
from ml.models.choosing import choose_memory, settle
from ml.models.judging import judges_of
from ml.models.ncf import Ncf
from tests.ml.libraries import QUICK, START, Row, history, interactions_from

SIGNALS = SignalConfig()
# Between the answers: either library has to move away from here.
UNDECIDED = replace(QUICK, recency_power=0.5)
BOOKS, GROUPS = 60, 12


def latest_decides(readers: int = 150) -> list[Row]:
    """Three books of one group of five, then three of another, and so on: the next book is of the last one's group."""
    random = np.random.default_rng(4)
    rows: list[Row] = []
    for reader in range(readers):
        groups = random.permutation(GROUPS)[:6]
        books = [int(g * 5 + b) for g in groups for b in random.permutation(5)[:3]]
        rows += _dated(reader, books)
    return rows


def old_taste_decides(readers: int = 150) -> list[Row]:
    """Ten books of one's own third of the library, a fad of six books of anything, then the own third again, twice."""
    random = np.random.default_rng(4)
    rows: list[Row] = []
    for reader in range(readers):
        own = np.arange(reader % 3, BOOKS, 3)
        chosen = random.permutation(own)[:12]
        fad = random.permutation(np.setdiff1d(np.arange(BOOKS), own))[:6]
        rows += _dated(reader, [*chosen[:10].tolist(), *fad.tolist(), *chosen[10:].tolist()])
    return rows


def _dated(reader: int, books: list[int]) -> list[Row]:
    return [(reader, book, 5, START + timedelta(days=day), None) for day, book in enumerate(books)]


def split_of(rows: list[Row]) -> tuple[Split, Validation]:
    split = split_by_time(interactions_from(rows), SplitConfig(), seed=1)
    return split, Validation(histories_of(split.train).pick(split.validation.reader), split.validation.book)


def trained(rows: list[Row]) -> Ncf:
    split, validation = split_of(rows)
    model = Ncf(UNDECIDED)
    model.fit(split.train, FitOptions(seed=1, validation=validation))
    return model


def test_the_history_weighting_follows_the_data() -> None:
    def power(library: Callable[[], list[Row]]) -> float:
        split, validation = split_of(library())
        return choose_memory(UNDECIDED, split.train, validation)[0].recency_power

    assert power(latest_decides) > 0.5
    assert power(old_taste_decides) < 0.5


def test_retrieval_is_led_by_the_part_of_the_history_that_decides(tmp_path: Path) -> None:
    latest, lasting = (trained(rows) for rows in (latest_decides(), old_taste_decides()))
    assert latest.config.retrieval_gains[2] == 0.0
    assert lasting.config.retrieval_gains[2] > 0.0
    assert lasting.hyper_parameters()["recency_power"] == lasting.config.recency_power < 0.5
    # Somebody of the first third whose latest book is of the second.
    reader = history([0, 3, 6, 9, 12, 1])
    books = np.argsort(-lasting.scores(reader)[0])
    assert sum(book % 3 == 0 for book in books[~np.isin(books, reader.book)][:10]) >= 8
    lasting.save(tmp_path)
    again = Ncf()
    again.load(tmp_path)
    assert again.config == lasting.config
    np.testing.assert_array_equal(again.scores(reader), lasting.scores(reader))


def test_a_second_fit_starts_from_the_given_configuration() -> None:
    split, validation = split_of(old_taste_decides())
    model = Ncf(UNDECIDED)
    model.fit(split.train, FitOptions(seed=1, validation=validation))
    assert model.config != UNDECIDED
    model.fit(split.train, FitOptions(seed=1))
    assert model.config == replace(UNDECIDED, order="known")


def test_too_few_readers_choose_nothing_and_many_are_sampled() -> None:
    _, validation = split_of(old_taste_decides())
    assert judges_of(None, 3_000, 1, at_least=50) is None
    assert judges_of(validation, 200, 1, at_least=151) is None
    assert judges_of(validation, 200, 1, at_least=50) is validation
    few = judges_of(validation, 60, 1, at_least=50)
    assert few is not None
    assert len(few.histories) == len(few.book) == 60


@pytest.mark.parametrize(
    ("second", "chosen"),
    [
        (np.zeros(100), "first"),
        (np.tile([1.0, -0.9], 50), "first"),
        (np.tile([0.2, 0.1], 50), "second"),
        (np.full(100, -0.1), "first"),
    ],
)
def test_the_default_gives_way_only_to_what_is_better_by_more_than_chance(second: np.ndarray, chosen: str) -> None:
    assert settle({"first": np.zeros(100), "second": second}) == chosen


def test_one_reader_proves_nothing() -> None:
    assert settle({"first": np.zeros(1), "second": np.ones(1)}) == "first"
