"""A list follows its reader's taste within minutes, by the model of the run that readers are shown."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, text

from ml import __main__ as command
from ml.config import GateConfig, Settings
from ml.database import open_engine
from ml.errors import DegenerateModel, ModelMissing
from ml.feature_config import TwoTowerConfig
from ml.list_rows import replace_lists
from ml.lock import refresh_lock, run_lock
from ml.models.neighbours import ItemKnn
from ml.pipeline import Job, run
from ml.refreshing import readers_to_refresh, refresh
from ml.run_states import published_run, roll_back
from ml.work_folder import run_folder
from tests.ml.libraries import FailAt, fill, lists_of, served, settings_for, taste_rows

OPTED_OUT = 3
READERS = [reader for reader in range(1, 31) if reader != OPTED_OUT]
# TensorFlow takes seconds to start, and what is tested here is not the network.
MODEL = "item_knn"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    fill(database_url, taste_rows(readers=30), opted_out=(OPTED_OUT,))
    return settings_for(database_url, tmp_path)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """A library whose readers have the lists of a run."""
    engine = open_engine(settings.database_url)
    assert run(Job(engine, settings, MODEL)) == 0
    yield engine
    engine.dispose()


def do(engine: Engine, statement: str, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def touch(engine: Engine, reader: int) -> None:
    do(engine, "UPDATE user SET taste_version = taste_version + 1 WHERE id = :reader", reader=reader)


def rate(engine: Engine, reader: int, book: int, stars: int = 5) -> None:
    do(
        engine,
        "INSERT INTO rating (user_id, book_id, stars, rated_at) VALUES (:r, :b, :s, '2026-02-01 00:00:00')",
        r=reader,
        b=book,
        s=stars,
    )
    touch(engine, reader)


def rows(engine: Engine, reader: int) -> list[tuple[Any, ...]]:
    """A reader's list as it is shown, but for the scores."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT r.`rank`, r.book_id, r.predicted_stars, r.source, r.reason, r.evidence_book_id, "
                "r.evidence_book2_id FROM recommendation r JOIN recommendation_run run ON run.id = r.run_id "
                "WHERE run.published = 1 AND r.user_id = :reader ORDER BY r.`rank`"
            ),
            {"reader": reader},
        )
        return [tuple(row) for row in found]


def notes(engine: Engine) -> dict[int, tuple[int, bool]]:
    """Reader -> version and whether it was refreshed, of the published run."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT l.user_id, l.taste_version, l.refreshed FROM recommendation_list l "
                "JOIN recommendation_run run ON run.id = l.run_id WHERE run.published = 1"
            )
        )
        return {row[0]: (row[1], bool(row[2])) for row in found}


@pytest.mark.parametrize(("model", "new_book_model"), [(MODEL, "popularity"), ("ncf", "two_tower")])
def test_a_refreshed_list_is_the_list_that_the_run_made_of_the_same_history(
    settings: Settings, model: str, new_book_model: str
) -> None:
    if model == "ncf" and settings.database_url.startswith("mysql"):
        pytest.skip("the networks do not know which database it is; once is enough")
    towers = TwoTowerConfig(embedding_size=8, units=16, filters=4, epochs=1)
    lists = replace(settings.lists, new_book_place=9, new_book_model=new_book_model)
    settings = replace(settings, two_tower=towers, lists=lists)
    engine = open_engine(settings.database_url)
    for book in (51, 52):
        new = "INSERT INTO book (id, title, sort_title, added_on) VALUES (:b, 'a new one', 'a new one', '2026-02-01')"
        do(engine, new, b=book)
    assert run(Job(engine, settings, model)) == 0
    assert rows(engine, 1)[8][1] in (51, 52)
    assert rows(engine, 1)[8][3:5] == (new_book_model, "new_book")
    before = {reader: rows(engine, reader) for reader in READERS}
    for reader in READERS[:7]:
        touch(engine, reader)
    assert refresh(engine, settings) == 7
    assert {reader: rows(engine, reader) for reader in READERS} == before
    assert notes(engine) == {reader: (1, True) if reader in READERS[:7] else (0, False) for reader in READERS}
    engine.dispose()


def test_only_who_did_something_gets_a_new_list_and_a_second_refresh_changes_nothing(
    engine: Engine, settings: Settings
) -> None:
    before = {reader: rows(engine, reader) for reader in READERS}
    first, second = before[1][0][1], before[1][1][1]
    rate(engine, 1, first)
    rate(engine, 1, second)
    assert refresh(engine, settings) == 1
    after = {reader: rows(engine, reader) for reader in READERS}
    assert not {first, second} & {row[1] for row in after[1]}
    assert {reader for reader in READERS if after[reader] != before[reader]} == {1}
    assert refresh(engine, settings) == 0
    assert {reader: rows(engine, reader) for reader in READERS} == after


def test_a_newcomer_with_three_books_has_a_personal_list_within_minutes(engine: Engine, settings: Settings) -> None:
    do(engine, "INSERT INTO user (id, name, display_name, created_at) VALUES (77, 'n', 'n', '2026-02-01 00:00:00')")
    assert refresh(engine, settings) == 0
    for book in (2, 6, 10):
        rate(engine, 77, book)
    assert refresh(engine, settings) == 1
    books = [row[1] for row in rows(engine, 77)]
    assert len(set(books)) >= 10
    assert not {2, 6, 10} & set(books)
    # Readers of these books read every fourth book.
    assert {book % 4 for book in books[:3]} == {2}


def test_ratings_that_were_imported_count_without_a_new_version(engine: Engine, settings: Settings) -> None:
    do(engine, "INSERT INTO user (id, name, display_name, created_at) VALUES (77, 'n', 'n', '2026-02-01 00:00:00')")
    do(engine, "INSERT INTO rating (user_id, book_id, stars) VALUES (77, 2, 5)")
    assert refresh(engine, settings) == 1
    assert rows(engine, 77)


def test_a_dismissed_book_leaves_the_list_and_an_excluded_one_is_no_reason(engine: Engine, settings: Settings) -> None:
    dismissed = rows(engine, 1)[0][1]
    do(
        engine,
        "INSERT INTO dismissal (user_id, book_id, dismissed_at) VALUES (1, :b, '2026-02-01 00:00:00')",
        b=dismissed,
    )
    reason = next(row[5] for row in rows(engine, 2) if row[5] is not None)
    do(
        engine,
        "INSERT INTO taste_exclusion (user_id, book_id, excluded_at) VALUES (2, :b, '2026-02-01 00:00:00')",
        b=reason,
    )
    touch(engine, 1)
    touch(engine, 2)
    assert refresh(engine, settings) == 2
    assert dismissed not in [row[1] for row in rows(engine, 1)]
    assert reason not in [book for row in rows(engine, 2) for book in (row[1], row[5], row[6])]


def test_who_takes_everything_back_has_no_list_and_is_not_looked_at_again(engine: Engine, settings: Settings) -> None:
    do(engine, "DELETE FROM rating WHERE user_id = 1")
    touch(engine, 1)
    assert refresh(engine, settings) == 1
    assert rows(engine, 1) == []
    assert notes(engine)[1] == (1, True)
    assert refresh(engine, settings) == 0


def test_who_opted_out_is_never_refreshed(engine: Engine, settings: Settings) -> None:
    rate(engine, OPTED_OUT, 40)
    assert refresh(engine, settings) == 0
    assert OPTED_OUT not in served(engine)


def test_who_opts_out_while_his_list_is_written_has_none(engine: Engine, settings: Settings) -> None:
    run_id = the_run(engine)
    written = threading.Thread(target=replace_lists, args=(engine, run_id, lists_of([1, 2, 4], 10), 3))
    with engine.connect().execution_options(shelfwise_writes=True) as portal, portal.begin():
        portal.execute(text("UPDATE user SET personalised = 0 WHERE id = 2"))
        written.start()
        # Either it waits for this transaction, or it has not begun: the outcome is the same.
        written.join(0.3)
        for table in ("recommendation", "recommendation_list"):
            portal.execute(text(f"DELETE FROM {table} WHERE user_id = 2"))
    written.join(30)
    assert 2 not in served(engine)
    assert 2 not in notes(engine)
    assert served(engine)[1] == served(engine)[4] == [10, 11, 12]


def test_it_goes_on_while_a_run_trains(engine: Engine, settings: Settings, as_configured: None) -> None:
    rate(engine, 1, rows(engine, 1)[0][1])
    with run_lock(engine):
        assert command.main(["refresh"]) == 0
    assert notes(engine)[1] == (1, True)


def test_of_two_refreshes_at_once_one_exits_4(
    engine: Engine, settings: Settings, as_configured: None, caplog: pytest.LogCaptureFixture
) -> None:
    rate(engine, 1, rows(engine, 1)[0][1])
    with refresh_lock(engine):
        assert command.main(["refresh"]) == 4
    assert "Another refresh is at work" in caplog.text
    assert notes(engine)[1] == (0, False)


def test_a_run_published_meanwhile_keeps_its_own_lists(engine: Engine, settings: Settings) -> None:
    old = the_run(engine)
    assert run(Job(engine, settings, MODEL)) == 0
    now = served(engine)
    assert replace_lists(engine, old, lists_of([1, 2], 10), 1) is False
    assert served(engine) == now
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT COUNT(*) FROM recommendation_list WHERE refreshed = 1")).scalar()
    assert kept == 0


def test_what_changes_while_a_run_trains_is_made_good_by_the_next_refresh(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = rows(engine, 1)[0][1]

    def fit_and_be_overtaken(model: ItemKnn, *rest: Any) -> None:
        real(model, *rest)
        rate(engine, 1, wanted)

    real = ItemKnn.fit
    monkeypatch.setattr(ItemKnn, "fit", fit_and_be_overtaken)
    assert run(Job(engine, settings, MODEL)) == 0
    assert wanted in [row[1] for row in rows(engine, 1)]
    assert readers_to_refresh(engine, the_run(engine)) == [1]
    assert refresh(engine, settings) == 1
    assert wanted not in [row[1] for row in rows(engine, 1)]


def test_after_a_roll_back_the_older_runs_own_model_refreshes(engine: Engine, settings: Settings) -> None:
    old, before = the_run(engine), rows(engine, 1)
    rate(engine, 2, rows(engine, 2)[0][1])
    assert run(Job(engine, replace(settings, gate=GateConfig(tolerance=1.0)), "ncf")) == 0
    assert rows(engine, 1)[0][3] == "ncf"
    assert roll_back(engine) == old
    assert refresh(engine, settings) == 1
    touch(engine, 1)
    assert refresh(engine, settings) == 1
    assert rows(engine, 1) == before
    assert rows(engine, 2)[0][3] == MODEL


def test_folders_of_runs_that_can_be_shown_are_kept_and_others_go(engine: Engine, settings: Settings) -> None:
    for _ in range(3):
        assert run(Job(engine, settings, MODEL)) == 0
    with engine.connect() as connection:
        shown = connection.execute(text("SELECT id FROM recommendation_run WHERE state <> 'pruned'")).scalars().all()
    assert len(shown) == 3
    assert {path.name for path in (settings.model_dir / "runs").iterdir()} == {str(run_id) for run_id in shown}


def test_a_run_whose_model_is_gone_is_said_in_one_line(
    engine: Engine, settings: Settings, as_configured: None, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(run_folder(settings.model_dir, the_run(engine)).folder)
    assert command.main(["refresh"]) == 0
    rate(engine, 1, rows(engine, 1)[0][1])
    assert command.main(["refresh"]) == ModelMissing.exit_code == 1
    assert "python -m ml run" in caplog.text
    assert "Traceback" not in caplog.text


def test_the_model_of_another_librarys_run_of_the_same_number_is_not_taken(engine: Engine, settings: Settings) -> None:
    rate(engine, 1, rows(engine, 1)[0][1])
    do(engine, "UPDATE recommendation_run SET started_at = '2026-01-01 00:00:00'")
    with pytest.raises(ModelMissing, match="not that of published run"):
        refresh(engine, settings)


def test_a_library_without_a_published_run_has_nothing_to_refresh(settings: Settings, as_configured: None) -> None:
    assert command.main(["refresh"]) == 0


@pytest.mark.parametrize(
    ("scores", "words"),
    [(lambda shape: np.full(shape, np.nan), "not numbers"), (np.zeros, "same score"), (None, "the same 10 books")],
)
def test_a_degenerate_model_fails_loudly_and_leaves_the_lists(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, scores: Any, words: str
) -> None:
    before = served(engine)
    for reader in READERS:
        touch(engine, reader)

    def dead(_: ItemKnn, histories: Any) -> np.ndarray:
        shape = (len(histories), 40)
        made = np.tile(np.arange(40), (shape[0], 1)) if scores is None else scores(shape)
        return made.astype(np.float32)

    monkeypatch.setattr(ItemKnn, "scores", dead)
    with pytest.raises(DegenerateModel, match=words):
        refresh(engine, settings)
    assert served(engine) == before


def test_a_crash_at_any_statement_leaves_each_reader_his_old_list_or_his_new_one(engine: Engine) -> None:
    run_id, number = the_run(engine), 0
    replace_lists(engine, run_id, lists_of(READERS[:6], 10), 2)
    old = {reader: [10, 11, 12] for reader in READERS[:6]}
    while True:
        number += 1
        first = 20 if number % 2 else 10
        dying = open_engine(str(engine.url.render_as_string(hide_password=False)))
        with FailAt(dying, number) as failing, suppress(FailAt.Crash):
            replace_lists(dying, run_id, lists_of(READERS[:6], first), 2)
        dying.dispose()
        seen = {reader: books for reader, books in served(engine).items() if reader in old}
        new = [first, first + 1, first + 2]
        assert all(books in (old[reader], new) for reader, books in seen.items())
        assert sorted(seen) == sorted(notes(engine))[:6]
        old = seen
        if not failing.hit:
            break
    assert set(map(tuple, old.values())) == {tuple(new)}
    assert number > 15


def the_run(engine: Engine) -> int:
    now = published_run(engine)
    assert now is not None
    return now.id


@pytest.fixture
def as_configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reads the test's settings."""
    monkeypatch.setattr(command, "read_settings", lambda: settings)
