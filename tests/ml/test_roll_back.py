"""Back to an older run: one transaction, or nothing at all."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ml import __main__ as command
from ml.database import open_engine
from ml.errors import JobError, NothingPublished, RunNotKept
from ml.list_config import PublishingConfig
from ml.publishing import prune, publish
from ml.run_record import RunRecord
from ml.run_states import record_refused, roll_back
from tests.ml.libraries import START, FailAt, fill, lists_of, runs, served, settings_for, shelves_of

READERS = [1, 2, 3]
CONFIG = PublishingConfig(batch_readers=2, batch_books=2, kept_runs=2)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A library that has published runs 1, 2 and 3, whose lists begin with book 10, 20 and 30."""
    fill(database_url, [(reader, book, 4, START, None) for reader in READERS for book in range(1, 40)])
    engine = open_engine(database_url)
    for first_book in (10, 20, 30):
        put(engine, first_book)
    yield engine
    engine.dispose()


def put(engine: Engine, first_book: int) -> int:
    return publish(engine, RunRecord("ncf", seed=1), lists_of(READERS, first_book), shelves_of([1, 2]), CONFIG)


def ids(engine: Engine) -> list[int]:
    return [run_id for run_id, _, _ in runs(engine)]


def states(engine: Engine) -> list[str]:
    return [state for _, state, _ in runs(engine)]


def first_book(engine: Engine) -> int:
    return served(engine)[1][0]


def test_readers_see_the_last_kept_run_again_and_the_runs_say_why(engine: Engine) -> None:
    two = ids(engine)[1]
    assert roll_back(engine) == two
    assert first_book(engine) == 20
    assert states(engine) == ["kept", "published", "kept"]
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT published, reason, withdrawn_at, published_at FROM recommendation_run ORDER BY id")
        ).all()
    assert [row[0] for row in rows] == [None, 1, None]
    assert rows[2][1] == f"Rolled back to run {two}."
    assert rows[2][2] is not None
    assert rows[1][1] is rows[1][2] is None
    assert rows[1][3] is not None


def test_a_second_roll_back_goes_further_back_and_not_to_the_run_that_was_withdrawn(engine: Engine) -> None:
    one, two, three = ids(engine)
    assert [roll_back(engine), roll_back(engine)] == [two, one]
    assert first_book(engine) == 10
    with pytest.raises(RunNotKept, match="no earlier run"):
        roll_back(engine)
    # By name the withdrawn one can be shown again.
    assert roll_back(engine, three) == three
    assert first_book(engine) == 30
    with engine.connect() as connection:
        withdrawn = connection.execute(text("SELECT withdrawn_at FROM recommendation_run ORDER BY id")).scalars().all()
    assert [at is None for at in withdrawn] == [False, False, True]


def test_a_run_without_lists_cannot_be_shown_again(engine: Engine) -> None:
    put(engine, 5)
    refused = record_refused(engine, RunRecord("ncf", seed=1), "worse")
    one, _, _, four, _ = ids(engine)
    for run_id, words in ((one, "is pruned"), (four, "is published"), (refused, "is refused"), (9999, "no run 9999")):
        with pytest.raises(RunNotKept, match=words):
            roll_back(engine, run_id)
    assert first_book(engine) == 5


def test_a_crash_at_any_statement_of_a_roll_back_leaves_one_run_or_the_other(engine: Engine) -> None:
    one = ids(engine)[0]
    for number in range(1, 9):
        dying = open_engine(engine.url.render_as_string(hide_password=False))
        with FailAt(dying, number), suppress(FailAt.Crash):
            roll_back(dying, one)
        dying.dispose()
        assert sorted(states(engine)) == ["kept", "kept", "published"]
        if first_book(engine) == 10:
            break
    assert first_book(engine) == 10
    assert number > 3


def test_of_two_roll_backs_at_once_both_are_told_the_truth(engine: Engine) -> None:
    two = ids(engine)[1]
    done: list[int] = []

    def back() -> None:
        with suppress(JobError):
            done.append(roll_back(engine, two))

    threads = [threading.Thread(target=back) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # The second finds run 2 published, which is not a kept run.
    assert done == [two]
    assert states(engine) == ["kept", "published", "kept"]


def test_a_run_that_was_shown_again_meanwhile_is_not_pruned(engine: Engine) -> None:
    one = ids(engine)[0]
    roll_back(engine, one)
    prune(engine, PublishingConfig(kept_runs=0))
    assert states(engine) == ["published", "pruned", "pruned"]
    assert first_book(engine) == 10


def test_the_command_says_what_is_wrong_in_one_line_and_exits_2(
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(command, "read_settings", lambda: settings_for(database_url, tmp_path))
    assert command.main(["rollback", "--run", str(ids(engine)[2])]) == 2
    assert "only a kept run" in caplog.text
    assert "Traceback" not in caplog.text
    assert command.main(["rollback"]) == 0
    assert first_book(engine) == 20
    assert command.main(["rollback", "--run", str(ids(engine)[0])]) == 0
    assert first_book(engine) == 10


def test_without_a_published_run_there_is_nothing_to_go_back_from(database_url: str) -> None:
    fill(database_url, [(1, 1, 5, START, None)])
    engine = open_engine(database_url)
    with pytest.raises(NothingPublished):
        roll_back(engine)
    engine.dispose()
