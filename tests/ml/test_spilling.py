"""Large columns lie in files: nothing but the memory notices."""

from pathlib import Path

import numpy as np
import pytest

from ml.data import spilling
from ml.data.histories import histories_of
from ml.data.spilling import spilled
from ml.models.base import FitOptions
from ml.models.ncf import Ncf
from tests.ml.libraries import QUICK, checkerboard


def test_a_small_column_stays_where_it_is() -> None:
    column = np.arange(1_000)
    assert spilled(column) is column


def test_a_large_column_leaves_the_memory_and_keeps_its_values() -> None:
    before = _own_memory()
    columns = [spilled(np.full(32_000_000, value, dtype=np.int8)) for value in range(4)]
    assert _own_memory() - before < 40_000_000
    assert [int(column[-1]) for column in columns] == [0, 1, 2, 3]
    columns[0][5] = 7
    assert columns[0][:7].tolist() == [0, 0, 0, 0, 0, 7, 0]


def test_a_model_learns_the_same_from_files_as_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def scores() -> np.ndarray:
        board = checkerboard()
        model = Ncf(QUICK)
        model.fit(board, FitOptions(seed=3))
        return model.scores(histories_of(board))

    from_memory = scores()
    monkeypatch.setattr(spilling, "SPILLED_FROM_BYTES", 0)
    np.testing.assert_array_equal(scores(), from_memory)


def _own_memory() -> int:
    """Bytes that are this process's own, in no file."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("RssAnon:")).split()[1])
