import csv
from pathlib import Path

import numpy as np
import pytest

from ml import __main__ as command
from ml.config import Settings
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Float32
from ml.errors import NoVectors, StepMissing
from ml.models.base import FitOptions
from ml.models.popularity import Popularity
from ml.vectors import export_vectors
from tests.ml.libraries import checkerboard, fill, settings_for, taste_rows


class ShelfMarks(Popularity):
    """A model whose vectors can be told beforehand: a book's place, a reader's number of events."""

    def book_vectors(self) -> Float32:
        return (np.arange(40).reshape(20, 2) / 3).astype(np.float32)

    def reader_vectors(self, histories: Histories) -> Float32:
        return np.stack([np.diff(histories.offsets), histories.reader], axis=1).astype(np.float32)


@pytest.fixture
def trained() -> ShelfMarks:
    model = ShelfMarks()
    model.fit(checkerboard(), FitOptions(seed=1))
    return model


def test_vectors_are_written_with_the_ids_of_the_library(trained: ShelfMarks, tmp_path: Path) -> None:
    written = export_vectors(trained, checkerboard(), tmp_path / "new" / "folder")
    assert sorted(path.name for path in written) == ["books.csv", "books.npz", "readers.csv", "readers.npz"]
    with np.load(tmp_path / "new" / "folder" / "books.npz") as books:
        np.testing.assert_array_equal(books["ids"], np.arange(100, 120))
        np.testing.assert_array_equal(books["vectors"], trained.book_vectors())
    with np.load(tmp_path / "new" / "folder" / "readers.npz") as readers:
        np.testing.assert_array_equal(readers["ids"], np.arange(100, 120))
        np.testing.assert_array_equal(readers["vectors"], trained.reader_vectors(histories_of(checkerboard())))


def test_the_text_file_says_the_same_to_the_last_digit(trained: ShelfMarks, tmp_path: Path) -> None:
    export_vectors(trained, checkerboard(), tmp_path)
    with (tmp_path / "books.csv").open() as file:
        header, *rows = csv.reader(file)
    assert header == ["id", "v0", "v1"]
    assert [int(row[0]) for row in rows] == list(range(100, 120))
    np.testing.assert_array_equal(np.array([row[1:] for row in rows], dtype=np.float32), trained.book_vectors())


def test_a_model_without_vectors_says_so_and_writes_nothing(tmp_path: Path) -> None:
    model = Popularity()
    model.fit(checkerboard(), FitOptions(seed=1))
    with pytest.raises(NoVectors, match="popularity has no vectors"):
        export_vectors(model, checkerboard(), tmp_path / "vectors")
    assert not (tmp_path / "vectors").exists()


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A library with readers, books and ratings; the command reads its settings."""
    fill(database_url, taste_rows(), extra_books=2)
    settings = settings_for(database_url, tmp_path)
    monkeypatch.setattr(command, "read_settings", lambda: settings)
    return settings


def test_the_step_exports_what_the_train_step_left(settings: Settings, tmp_path: Path) -> None:
    assert command.main(["train"]) == 0
    assert command.main(["vectors", "--out", str(tmp_path / "vectors")]) == 0
    with np.load(tmp_path / "vectors" / "books.npz") as books:
        assert books["ids"].tolist() == list(range(1, 43))
        assert books["vectors"].shape == (42, settings.ncf.embedding_size)
    assert len((tmp_path / "vectors" / "readers.csv").read_text().splitlines()) == 1 + 60


def test_the_step_says_that_a_model_has_no_vectors(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert command.main(["train", "--model", "popularity"]) == 0
    asked = ["vectors", "--model", "popularity", "--out", str(tmp_path / "vectors")]
    assert command.main(asked) == NoVectors.exit_code
    assert "popularity has no vectors" in caplog.text
    assert "Traceback" not in caplog.text


def test_the_step_before_training_says_what_is_missing(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert command.main(["vectors", "--out", str(tmp_path)]) == StepMissing.exit_code
    assert "python -m ml train" in caplog.text
