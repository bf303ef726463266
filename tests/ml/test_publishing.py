"""Readers see the old lists or the new ones, whatever breaks and whenever."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from ml.config import PublishingConfig
from ml.database import open_engine
from ml.errors import IncompleteLists
from ml.publishing import prune, publish, published_run, record_failed, record_refused, remove_leftovers
from ml.run_record import RunRecord
from tests.ml.libraries import START, FailAt, fill, lists_of, runs, served

READERS = [1, 2, 3, 4, 5]
CONFIG = PublishingConfig(batch_readers=2, delete_rows=4, kept_runs=2)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    fill(database_url, [(reader, book, 4, START, None) for reader in READERS for book in range(1, 40)])
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def record() -> RunRecord:
    return RunRecord("ncf", seed=1, metrics={"model": {"ndcg_at_10": 0.2}})


def expected(first_book: int) -> dict[int, list[int]]:
    return {reader: [first_book, first_book + 1, first_book + 2] for reader in READERS}


def test_published_lists_are_served_in_order_and_the_run_says_so(engine: Engine) -> None:
    run_id = publish(engine, record(), lists_of(READERS, 10), CONFIG)
    assert served(engine) == expected(10)
    now = published_run(engine)
    assert now is not None
    assert (now.id, now.model, now.metrics) == (run_id, "ncf", {"model": {"ndcg_at_10": 0.2}})
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT state, list_count, published_at, peak_memory_mb FROM recommendation_run")
        ).one()
    assert row[:2] == ("published", 5)
    assert row[2] is not None
    assert row[3] > 1


def test_a_row_holds_score_stars_and_reason(engine: Engine) -> None:
    lists = lists_of([1], 10)
    lists.evidence[0, 0] = [30, 31]
    lists.stars[0, 1] = np.nan
    publish(engine, record(), lists, CONFIG)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT score, predicted_stars, reason, evidence_book_id, evidence_book2_id "
                "FROM recommendation ORDER BY user_id, book_id"
            )
        ).all()
    assert tuple(rows[0]) == (1.0, 5.0, "because_you_liked", 30, 31)
    assert tuple(rows[1]) == (0.75, None, "similar_readers", None, None)


def test_lists_that_ran_out_of_books_are_shorter(engine: Engine) -> None:
    lists = lists_of(READERS, 10)
    lists.book[2, 1:] = -1
    publish(engine, record(), lists, CONFIG)
    assert served(engine)[3] == [10]


def test_a_crash_at_any_statement_leaves_the_old_lists_or_the_new_ones(engine: Engine, database_url: str) -> None:
    publish(engine, record(), lists_of(READERS, 10), CONFIG)
    old, number = 10, 0
    while True:
        number += 1
        new = 20 if old == 10 else 10
        dying = open_engine(database_url)
        with FailAt(dying, number) as failing, suppress(FailAt.Crash):
            publish(dying, record(), lists_of(READERS, new), CONFIG)
        dying.dispose()
        seen = served(engine)
        assert seen in (expected(old), expected(new)), f"a mixture after statement {number}"
        assert sum(state == "published" for _, state, _ in runs(engine)) == 1
        # Whatever was left, the next run cleans up, and nobody notices.
        remove_leftovers(engine, CONFIG)
        prune(engine, CONFIG)
        assert served(engine) == seen
        assert all((rows > 0) == (state in ("published", "kept")) for _, state, rows in runs(engine))
        if seen == expected(new):
            old = new
        if not failing.hit:
            break
    # Statements: new run, three batches, check and flip, prune. A count that shrinks would mean that nothing was tried.
    assert number > 12


def test_a_crash_while_leftovers_are_removed_is_made_good_by_the_next_run(engine: Engine, database_url: str) -> None:
    publish(engine, record(), lists_of(READERS, 10), CONFIG)
    for number in range(1, 12):
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO recommendation_run "
                    "(model, state, reader_count, book_count, interaction_count, list_count, "
                    "started_at) VALUES ('ncf', 'writing', 0, 0, 0, 0, '2026-01-01 00:00:00')"
                )
            )
            run_id = connection.execute(text("SELECT MAX(id) FROM recommendation_run")).scalar_one()
            for reader in READERS:
                connection.execute(
                    text(
                        "INSERT INTO recommendation (run_id, user_id, `rank`, book_id, score, reason) "
                        "VALUES (:run, :reader, 1, 3, 0.5, 'similar_readers')"
                    ),
                    {"run": run_id, "reader": reader},
                )
        dying = open_engine(database_url)
        with FailAt(dying, number), suppress(FailAt.Crash):
            remove_leftovers(dying, CONFIG)
        dying.dispose()
        remove_leftovers(engine, CONFIG)
        prune(engine, CONFIG)
        assert served(engine) == expected(10)
        assert runs(engine)[-1][1:] == ("failed", 0)


def test_missing_rows_stop_the_flip(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(engine, record(), lists_of(READERS, 10), CONFIG)
    monkeypatch.setattr("ml.publishing.insert_lists", lambda *_: None)
    with pytest.raises(IncompleteLists, match="0 of 15 rows"):
        publish(engine, record(), lists_of(READERS, 20), CONFIG)
    assert served(engine) == expected(10)
    assert runs(engine)[-1][1:] == ("failed", 0)


def test_a_reader_who_left_or_opted_out_meanwhile_gets_no_list(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM user WHERE id = 2"))
        connection.execute(text("UPDATE user SET personalised = 0 WHERE id = 4"))
    publish(engine, record(), lists_of(READERS, 10), CONFIG)
    assert sorted(served(engine)) == [1, 3, 5]


def test_the_database_refuses_a_second_published_run(engine: Engine) -> None:
    publish(engine, record(), lists_of(READERS, 10), CONFIG)
    publish(engine, record(), lists_of(READERS, 20), CONFIG)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("UPDATE recommendation_run SET published = 1, state = 'published'"))


def test_old_runs_lose_their_rows_and_keep_their_figures(engine: Engine) -> None:
    for first_book in (1, 5, 10, 15, 20):
        publish(engine, record(), lists_of(READERS, first_book), CONFIG)
    assert [(state, rows) for _, state, rows in runs(engine)] == [
        ("pruned", 0),
        ("pruned", 0),
        ("kept", 15),
        ("kept", 15),
        ("published", 15),
    ]
    assert served(engine) == expected(20)


def test_refused_and_failed_runs_are_kept_with_their_reason(engine: Engine) -> None:
    publish(engine, record(), lists_of(READERS, 10), CONFIG)
    record_refused(engine, record(), "worse than popularity")
    record_failed(engine, replace(record(), metrics={}), "no numbers")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT state, reason, finished_at FROM recommendation_run ORDER BY id")).all()
    assert [tuple(row[:2]) for row in rows] == [
        ("published", None),
        ("refused", "worse than popularity"),
        ("failed", "no numbers"),
    ]
    assert all(row[2] is not None for row in rows)
    assert served(engine) == expected(10)
