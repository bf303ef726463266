"""Tiny database in, ten books per reader out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text

from ml import __main__ as command
from ml.config import Settings, SignalConfig
from ml.data import loading
from ml.data.loading import load_interactions
from ml.database import open_engine
from ml.errors import DatabaseUnreachable, DegenerateModel, NothingToTrainOn, StepMissing, TablesMissing
from ml.pipeline import Job, run
from ml.run_states import published_run
from tests.ml.libraries import START, fill, runs, served, settings_for, taste_rows

OPTED_OUT = (3, 8)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    fill(database_url, taste_rows(), opted_out=OPTED_OUT, extra_books=3)
    return settings_for(database_url, tmp_path)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def as_configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reads the test's settings."""
    monkeypatch.setattr(command, "read_settings", lambda: settings)


def rated(engine: Engine) -> set[tuple[int, int]]:
    with engine.connect() as connection:
        return {(row[0], row[1]) for row in connection.execute(text("SELECT user_id, book_id FROM rating"))}


def test_every_reader_gets_ten_books_and_never_one_he_has_rated(engine: Engine, settings: Settings) -> None:
    assert run(Job(engine, settings, "ncf")) == 0
    lists = served(engine)
    assert sorted(lists) == [reader for reader in range(1, 61) if reader not in OPTED_OUT]
    known = rated(engine)
    for reader, books in lists.items():
        assert len(set(books)) == 12
        assert not {(reader, book) for book in books} & known
    # Books 41 to 43 have no rating at all.
    assert max(max(books) for books in lists.values()) <= 40


def test_a_run_tells_what_it_saw_and_how_good_it_was(engine: Engine, settings: Settings) -> None:
    run(Job(engine, settings, "item_knn"))
    run(Job(engine, replace(settings, gate=replace(settings.gate, tolerance=1.0)), "ncf"))
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT model, reader_count, book_count, interaction_count, list_count, seed, data_from, data_to, "
                "duration_seconds, peak_memory_mb FROM recommendation_run WHERE published = 1"
            )
        ).one()
    now = published_run(engine)
    assert now is not None
    metrics = now.metrics or {}
    assert tuple(row[:6]) == ("ncf", 58, 40, 58 * 14, 58, settings.seed)
    assert str(row[6]).startswith("2026-01-01 12:0")
    assert str(row[7]).startswith("2026-01-02 0")
    assert row[8] > 0
    assert row[9] > 50
    assert metrics["model"]["ndcg_at_10"] > metrics["popularity"]["ndcg_at_10"]
    assert metrics["published"]["recorded"]["ndcg_at_10"] > 0
    assert {"hr_at_10", "mrr", "recall_at_50", "rmse", "mae", "coverage_at_10", "novelty_at_10"} <= set(
        metrics["model"]
    )


def test_a_run_keeps_its_log_and_tells_how_much_lists_have_in_common(engine: Engine, settings: Settings) -> None:
    alarmed = replace(settings, lists=replace(settings.lists, overlap_limit=0.01))
    run(Job(engine, alarmed, "item_knn"))
    with engine.connect() as connection:
        said = connection.execute(text("SELECT log FROM recommendation_run WHERE published = 1")).scalar_one()
    lines = [line[9:] for line in said.splitlines()]
    assert lines[0].startswith("Loaded 812 ratings of 58 readers")
    assert any(line.startswith("NDCG@10: item_knn") for line in lines)
    assert any(line.startswith("Alarm: two readers' lists share") for line in lines)
    assert lines[-1].startswith("Rows written")
    now = published_run(engine)
    assert now is not None
    figures = (now.metrics or {})["lists"]
    assert 0.01 < figures["overlap_at_10"] < 1
    assert (figures["overlap_limit"], figures["overlap_alarm"], figures["new_books"]) == (0.01, True, 0)
    # Books 41 to 43 are on nobody's list.
    assert 0.5 < figures["coverage"] <= 40 / 43


def test_a_failed_run_is_recorded_and_keeps_the_log_of_what_it_did_until_then(
    engine: Engine, settings: Settings, as_configured: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: object) -> None:
        raise DegenerateModel("The model's scores are not numbers.")

    monkeypatch.setattr("ml.pipeline.evaluate", dead)
    assert command.main(["run", "--model", "item_knn"]) == 1
    assert [(state, rows) for _, state, rows in runs(engine)] == [("failed", 0)]
    with engine.connect() as connection:
        said = connection.execute(text("SELECT log FROM recommendation_run")).scalar_one()
    assert "Trained item_knn" in said
    assert said.endswith("Failed: The model's scores are not numbers.")


def test_each_list_has_one_new_book_that_nobody_has_read_yet(engine: Engine, settings: Settings) -> None:
    # Any model that scores every book will do; which books suit whom is tested where that model is.
    lists = replace(settings.lists, new_book_place=9, new_book_model="popularity")
    assert run(Job(engine, replace(settings, lists=lists), "item_knn")) == 0
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT user_id, `rank`, book_id, source, evidence_book_id FROM recommendation "
                "WHERE reason = 'new_book'"
            )
        ).all()
        others = connection.execute(
            text("SELECT DISTINCT source FROM recommendation WHERE reason <> 'new_book'")
        ).scalars()
        assert set(others) == {"item_knn"}
    assert sorted(row[0] for row in rows) == [reader for reader in range(1, 61) if reader not in OPTED_OUT]
    assert {tuple(row[1:]) for row in rows} == {(9, 41, "popularity", None)}
    now = published_run(engine)
    assert now is not None
    assert (now.metrics or {})["lists"]["new_books"] == 58


def test_similar_books_and_books_liked_too_are_written_with_the_run(engine: Engine, settings: Settings) -> None:
    assert run(Job(engine, settings, "item_knn")) == 0
    now = published_run(engine)
    assert now is not None
    for table, other in (("similar_book", "similar_book_id"), ("also_liked", "other_book_id")):
        with engine.connect() as connection:
            rows = connection.execute(text(f"SELECT run_id, book_id, `rank`, {other} FROM {table}")).all()
        assert {row[0] for row in rows} == {now.id}
        assert {row[1] for row in rows} == set(range(1, 41))
        # Readers of four tastes: the nearest book is of the same one.
        nearest = [row for row in rows if row[2] == 1]
        assert sum(row[1] % 4 == row[3] % 4 for row in nearest) > 0.8 * len(nearest)


def test_opted_out_readers_and_their_ratings_are_not_in_the_training_data(engine: Engine, settings: Settings) -> None:
    interactions = load_interactions(engine, SignalConfig())
    assert not set(OPTED_OUT) & set(interactions.readers.ids.tolist())
    assert len(interactions) == 58 * 14


def test_readers_read_in_stretches_are_the_same_readers(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = load_interactions(engine, SignalConfig())
    with engine.begin() as connection:
        # A stretch of ids in which nobody is.
        connection.execute(text("DELETE FROM rating WHERE user_id BETWEEN 21 AND 40"))
    without = load_interactions(engine, SignalConfig())
    monkeypatch.setattr(loading, "IDS_AT_ONCE", 7)
    in_stretches = load_interactions(engine, SignalConfig())
    assert len(at_once) > len(without) == len(in_stretches)
    assert in_stretches.readers.ids.tolist() == without.readers.ids.tolist()
    for column in ("reader", "book", "stars", "weight", "had", "at", "timed", "profile"):
        np.testing.assert_array_equal(getattr(in_stretches, column), getattr(without, column))


def test_a_run_that_does_not_beat_popularity_is_refused_with_exit_code_3(
    engine: Engine, settings: Settings, as_configured: None
) -> None:
    assert command.main(["run", "--model", "popularity"]) == 3
    assert served(engine) == {}
    assert [(state, rows) for _, state, rows in runs(engine)] == [("refused", 0)]


def test_a_dry_run_leaves_the_database_as_it_was(engine: Engine, settings: Settings, as_configured: None) -> None:
    assert command.main(["run", "--dry-run", "--model", "item_knn"]) == 0
    assert runs(engine) == []
    assert served(engine) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # Steps hand on by files, whatever the database is.
def test_the_steps_one_by_one_publish_the_lists_that_one_run_publishes(
    engine: Engine, settings: Settings, as_configured: None
) -> None:
    assert [command.main([step]) for step in ("train", "evaluate", "recommend", "publish")] == [0, 0, 0, 0]
    by_steps = served(engine)
    assert command.main(["run"]) == 0
    assert served(engine) == by_steps
    assert len(by_steps) == 58


def test_a_step_without_the_step_before_it_says_which_is_missing(
    engine: Engine, settings: Settings, as_configured: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert command.main(["recommend"]) == StepMissing.exit_code
    assert "python -m ml train" in caplog.text


def test_too_few_ratings_are_said_in_one_line(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(database_url, [(1, 1, 5, START, None)])
    monkeypatch.setattr(command, "read_settings", lambda: settings_for(database_url, tmp_path))
    assert command.main(["run"]) == NothingToTrainOn.exit_code == 1
    assert "too few to learn from" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_missing_database_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match="no database file"):
        open_engine(f"sqlite:///{tmp_path / 'nothing.db'}")


def test_a_server_that_does_not_answer_is_said_in_one_line() -> None:
    with pytest.raises(DatabaseUnreachable, match="No answer") as caught:
        open_engine("mysql+pymysql://root:secret@127.0.0.1:1/shelfwise")
    assert "secret" not in str(caught.value)


def test_a_database_that_was_not_migrated_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(TablesMissing, match="migrate"):
        open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
