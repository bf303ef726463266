"""Real processes: two at once, killed without warning, and stopped by the staff."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from ml.__main__ import main
from ml.asked import SECONDS_BETWEEN_WRITES, run_request
from ml.config import ROOT
from ml.database import writing
from ml.errors import AnotherRunAtWork
from ml.lock import run_lock
from tests.ml.libraries import ask_for, open_with_old_lists, runs, served

READERS = list(range(1, 121))
OLD = {reader: [1, 2, 3] for reader in READERS}


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A library whose readers have old lists."""
    engine = open_with_old_lists(database_url, tmp_path, len(READERS))
    yield engine
    engine.dispose()


def start(database_url: str, folder: Path, *more: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "DATABASE_URL": database_url, "MODEL_DIR": str(folder / "models")}
    return subprocess.Popen(
        [sys.executable, "-m", "ml", "run", *more],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def run_here(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The same in this process, which need not start TensorFlow anew; the exit status."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("MODEL_DIR", str(folder / "models"))
    return main(["run"])


def wait_for(process: "subprocess.Popen[str]", words: str) -> None:
    """Read the job's log until a line holds the words."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if words in line:
            return
    raise AssertionError(f"no line says {words!r}:\n{''.join(lines)}")


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, log = process.communicate(timeout=120)
    return process.returncode, log


@pytest.mark.parametrize(
    ("database_url", "words"),
    # While it trains nothing is in the database yet; once is enough.
    [("sqlite", "mlp: epoch"), ("mariadb", "Writing"), ("sqlite", "Rows written")],
    indirect=["database_url"],
)
def test_a_run_killed_without_warning_leaves_the_old_lists_or_the_new(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    process = start(database_url, tmp_path)
    wait_for(process, words)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    seen = served(engine)
    # The flip may have been faster than the signal; half a list is never seen.
    assert seen == OLD or all(len(books) == 50 for books in seen.values())
    assert sorted(seen) == READERS
    if words == "mlp: epoch":
        assert seen == OLD
    if words == "Rows written":
        # A server notices a dead client, and frees its lock, within a moment.
        wait_until_free(engine)
        assert run_here(database_url, tmp_path, monkeypatch) == 0
        assert all(len(books) == 50 for books in served(engine).values())
        assert {state for _, state, _ in runs(engine)} <= {"published", "kept", "failed"}
        assert not any(rows for _, state, rows in runs(engine) if state == "failed")


def test_of_two_runs_at_once_one_does_the_job_and_the_other_exits_4(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    first = start(database_url, tmp_path)
    wait_for(first, "Held out")
    code, log = finish(start(database_url, tmp_path))
    assert code == 4
    assert "Another run is at work" in log
    assert "Traceback" not in log
    assert finish(first)[0] == 0
    assert all(len(books) == 50 for books in served(engine).values())


def test_a_run_that_the_staff_stops_ends_by_itself_and_the_old_lists_stand(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    ask_for(engine, "ncf")
    process = start(database_url, tmp_path, "--asked")
    wait_for(process, "Held out")
    # It sleeps while it is told, so that it is told in time however fast it is.
    process.send_signal(signal.SIGSTOP)
    with writing(engine) as connection:
        connection.execute(run_request.update().values(state="stopping"))
    time.sleep(SECONDS_BETWEEN_WRITES + 0.5)
    process.send_signal(signal.SIGCONT)
    code, log = finish(process)
    assert (code, "The staff stopped the run." in log, "Traceback" in log) == (5, True, False), log
    assert served(engine) == OLD
    with engine.connect() as connection:
        told = connection.execute(select(run_request)).one()
    assert (told.state, told.open, told.problem, told.run_id) == ("stopped", None, None, None)
    assert [state for _, state, _ in runs(engine)] == ["published"], "nothing of it is kept"
    with run_lock(engine):
        pass


def test_the_lock_is_free_again_after_a_run_and_after_a_failure(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(engine):
        raise ZeroDivisionError
    with run_lock(engine), pytest.raises(AnotherRunAtWork), run_lock(engine):
        pass
    with run_lock(engine):
        pass


def wait_until_free(engine: Engine) -> None:
    for _ in range(100):
        try:
            with run_lock(engine):
                return
        except AnotherRunAtWork:
            time.sleep(0.1)
    raise AssertionError("the lock of a killed run was never freed")


def test_wrong_usage_exits_2() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "ml", "dance"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert "invalid choice" in answer.stderr


def test_steps_that_need_no_network_start_without_tensorflow() -> None:
    words = "import sys, ml.__main__, ml.evaluation, ml.publishing; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False).returncode == 0


def test_a_refresh_for_nobody_ends_without_tensorflow(engine: Engine, database_url: str, tmp_path: Path) -> None:
    words = (
        "import sys; from ml.__main__ import main; sys.exit(main(['refresh']) or 10 * ('tensorflow' in sys.modules))"
    )
    environment = {**os.environ, "DATABASE_URL": database_url, "MODEL_DIR": str(tmp_path / "models")}
    answer = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, check=False
    )
    assert answer.returncode == 0
    assert "No reader's taste has changed" in answer.stderr
