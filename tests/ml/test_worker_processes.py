"""Two real workers over loopback, on one database: a run like any other, or none at all."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from ml.config import ROOT
from ml.database import also_liked, reading, recommendation_run, similar_book, writing
from ml.lock import run_lock
from tests.ml.libraries import open_with_old_lists, runs, served
from tests.ml.test_processes import finish, run_here, wait_for

READERS = list(range(1, 241))
OLD = {reader: [1, 2, 3] for reader in READERS}


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A library whose readers have old lists."""
    engine = open_with_old_lists(database_url, tmp_path, len(READERS))
    yield engine
    engine.dispose()


def start_workers(database_url: str, folder: Path) -> "list[subprocess.Popen[str]]":
    """The chief and another one."""
    places = []
    for _ in range(2):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            places.append(f"127.0.0.1:{probe.getsockname()[1]}")
    started = []
    for index in range(2):
        task = {"cluster": {"worker": places}, "task": {"type": "worker", "index": index}}
        environment = {**os.environ, "DATABASE_URL": database_url, "MODEL_DIR": str(folder / "models")}
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "ml", "run", "--workers"],
                cwd=ROOT,
                env=environment | {"TF_CONFIG": json.dumps(task)},
                stderr=subprocess.PIPE,
                text=True,
                bufsize=1,
            )
        )
    return started


def test_two_workers_publish_what_one_would(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_books = database_url.startswith("mysql")  # On one database is enough: they train a second model.
    if new_books:
        with writing(engine) as connection:
            late = "INSERT INTO book (id, title, sort_title, added_on) VALUES (:id, 'late', 'late', '2026-01-02')"
            connection.execute(text(late), [{"id": 91}, {"id": 92}])
    (code, log), (other_code, other_log) = [finish(worker) for worker in start_workers(database_url, tmp_path)]
    assert (code, other_code) == (0, 0), log + other_log
    assert "of 120 readers" in log
    assert "of 120 readers" in other_log
    together = served(engine)
    assert sorted(together) == READERS
    assert all(len(books) == 50 and len(set(books)) == 50 for books in together.values())
    # A new book is in many lists, by the model that knows it from its facts.
    assert (sum(bool({91, 92} & set(books[:10])) for books in together.values()) > 100) is new_books

    assert run_here(database_url, tmp_path, monkeypatch) == 0
    run_table = recommendation_run.c
    columns = (run_table.id, run_table.metrics, run_table.reader_count, run_table.interaction_count)
    with reading(engine) as connection:
        made = connection.execute(select(*columns).order_by(run_table.id).offset(1)).all()
        beside = [
            len(connection.execute(select(table.c.book_id).where(table.c.run_id == run.id)).all())
            for table in (similar_book, also_liked)
            for run in made
        ]
    (_, by_two, *facts), (_, by_one, *facts_of_one) = made
    assert facts == facts_of_one == [240, 4_800]
    low, high = by_one["model"]["ndcg_at_10_interval"]
    assert low < by_two["model"]["ndcg_at_10"] < high
    assert by_two["popularity"]["ndcg_at_10"] == pytest.approx(by_one["popularity"]["ndcg_at_10"])
    assert (by_two["lists"]["new_books"] > 100) is new_books
    assert beside[0] == pytest.approx(beside[1], rel=0.1)
    assert beside[2] == pytest.approx(beside[3], rel=0.1)


@pytest.mark.parametrize(
    ("killed", "database_url", "words"),
    # Each of the workers, each moment, and each of the databases once is enough.
    [("other", "sqlite", "embeddings: epoch 1"), ("chief", "mariadb", "Made lists")],
    indirect=["database_url"],
)
def test_a_worker_killed_without_warning_ends_the_run_and_the_old_lists_stand(
    engine: Engine, database_url: str, tmp_path: Path, killed: str, words: str
) -> None:
    chief, other = start_workers(database_url, tmp_path)
    victim, left = (chief, other) if killed == "chief" else (other, chief)
    wait_for(victim, words)
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=30)
    code, log = finish(left)
    assert code == 1
    assert "Another worker is gone" in log
    assert "Traceback" not in log
    assert served(engine) == OLD
    if killed == "other":
        assert [state for _, state, _ in runs(engine)] == ["published", "failed"]


# Either database's lock is tried by two runs; that the chief tells the others has nothing to do with it.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_workers_that_find_another_run_at_work_all_exit_4(engine: Engine, database_url: str, tmp_path: Path) -> None:
    with run_lock(engine):
        ended = [finish(worker) for worker in start_workers(database_url, tmp_path)]
    assert [code for code, _ in ended] == [4, 4]
    assert served(engine) == OLD


def test_workers_without_a_tf_config_are_wrong_usage(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TF_CONFIG"}
    answer = subprocess.run(
        [sys.executable, "-m", "ml", "run", "--workers"],
        cwd=ROOT,
        env=environment | {"INSTANCE_FOLDER": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "--workers needs TF_CONFIG" in answer.stderr
