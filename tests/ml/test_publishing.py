"""Readers see the old lists or the new ones, whatever breaks and whenever."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from ml.database import open_engine
from ml.errors import IncompleteLists
from ml.list_config import PublishingConfig
from ml.list_rows import insert_lists
from ml.lists import BECAUSE_YOU_LIKED, NEW_BOOK, SIMILAR_READERS, Lists
from ml.publishing import prune, publish, remove_leftovers
from ml.run_record import RunRecord
from ml.run_states import published_run, record_failed, record_refused
from tests.ml.libraries import START, FailAt, fill, lists_of, runs, served, shelves_of

READERS = [1, 2, 3, 4, 5]
CONFIG = PublishingConfig(batch_readers=2, batch_books=2, delete_rows=4, kept_runs=2)
SHELVES = shelves_of([1, 2, 3])
# Of one published run: five lists of three books and a note of each; two similar books and one liked too beside three.
ROWS = 5 * 3 + 5 + 3 * 2 + 3


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
    run_id = publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
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
    lists.reason[0] = [BECAUSE_YOU_LIKED, SIMILAR_READERS, NEW_BOOK]
    lists.source[0, 2] = 1
    lists = replace(lists, sources=("ncf", "two_tower"))
    publish(engine, record(), lists, SHELVES, CONFIG)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT score, predicted_stars, reason, source, evidence_book_id, evidence_book2_id "
                "FROM recommendation ORDER BY user_id, book_id"
            )
        ).all()
    assert tuple(rows[0]) == (1.0, 5.0, "because_you_liked", "ncf", 30, 31)
    assert tuple(rows[1]) == (0.75, None, "similar_readers", "ncf", None, None)
    assert tuple(rows[2]) == (0.5, 2.5, "new_book", "two_tower", None, None)


def test_each_list_is_noted_with_its_moment_and_version_also_one_without_books(engine: Engine) -> None:
    lists = lists_of(READERS, 10)
    lists.version[1] = 7
    lists.book[3] = -1
    publish(engine, record(), lists, SHELVES, CONFIG)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT user_id, made_at, taste_version, refreshed FROM recommendation_list ORDER BY user_id")
        ).all()
    assert [(row[0], row[2], bool(row[3])) for row in rows] == [(r, 7 if r == 2 else 0, False) for r in READERS]
    assert {str(row[1])[:19] for row in rows} == {str(START)}
    assert sorted(served(engine)) == [1, 2, 3, 5]


def test_what_stands_beside_a_book_is_written_in_order(engine: Engine) -> None:
    run_id = publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
    with engine.connect() as connection:
        similar = connection.execute(
            text("SELECT run_id, book_id, `rank`, similar_book_id, score FROM similar_book ORDER BY book_id, `rank`")
        ).all()
        liked = connection.execute(
            text("SELECT run_id, book_id, `rank`, other_book_id, score, reader_count FROM also_liked ORDER BY book_id")
        ).all()
    assert [tuple(row) for row in similar[:3]] == [
        (run_id, 1, 1, 2, 0.5),
        (run_id, 1, 2, 3, 0.5),
        (run_id, 2, 1, 3, 0.5),
    ]
    assert [tuple(row) for row in liked] == [(run_id, book, 1, book + 1, 2.0, 3) for book in (1, 2, 3)]


def test_lists_that_ran_out_of_books_are_shorter(engine: Engine) -> None:
    lists = lists_of(READERS, 10)
    lists.book[2, 1:] = -1
    publish(engine, record(), lists, SHELVES, CONFIG)
    assert served(engine)[3] == [10]


def test_a_crash_at_any_statement_leaves_the_old_lists_or_the_new_ones(engine: Engine, database_url: str) -> None:
    publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
    old, number = 10, 0
    while True:
        number += 1
        new = 20 if old == 10 else 10
        dying = open_engine(database_url)
        with FailAt(dying, number) as failing, suppress(FailAt.Crash):
            publish(dying, record(), lists_of(READERS, new), SHELVES, CONFIG)
        dying.dispose()
        seen = served(engine)
        assert seen in (expected(old), expected(new)), f"a mixture after statement {number}"
        assert sum(state == "published" for _, state, _ in runs(engine)) == 1
        # Whatever was left, the next run cleans up, and nobody notices.
        remove_leftovers(engine, CONFIG)
        prune(engine, CONFIG)
        assert served(engine) == seen
        assert all(rows == (ROWS if state in ("published", "kept") else 0) for _, state, rows in runs(engine))
        if seen == expected(new):
            old = new
        if not failing.hit:
            break
    # Statements: new run, three batches of lists and two of books, check and flip, prune four tables. A count that
    # shrinks would mean that nothing was tried.
    assert number > 30


def test_a_crash_while_leftovers_are_removed_is_made_good_by_the_next_run(engine: Engine, database_url: str) -> None:
    publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
    for number in range(1, 16):
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
                connection.execute(
                    text(
                        "INSERT INTO similar_book (run_id, book_id, `rank`, similar_book_id, score) "
                        "VALUES (:r, :b, 1, 1, 1)"
                    ),
                    {"r": run_id, "b": reader},
                )
        dying = open_engine(database_url)
        with FailAt(dying, number), suppress(FailAt.Crash):
            remove_leftovers(dying, CONFIG)
        dying.dispose()
        remove_leftovers(engine, CONFIG)
        prune(engine, CONFIG)
        assert served(engine) == expected(10)
        assert runs(engine)[-1][1:] == ("failed", 0)


@pytest.mark.parametrize(
    ("left_out", "words"), [("insert_lists", "0 of 15 rows"), ("insert_book_shelves", "0 of 6 rows in similar_book")]
)
def test_missing_rows_stop_the_flip(engine: Engine, monkeypatch: pytest.MonkeyPatch, left_out: str, words: str) -> None:
    publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
    monkeypatch.setattr(f"ml.publishing.{left_out}", lambda *_: None)
    with pytest.raises(IncompleteLists, match=words):
        publish(engine, record(), lists_of(READERS, 20), SHELVES, CONFIG)
    assert served(engine) == expected(10)
    assert runs(engine)[-1][1:] == ("failed", 0)


def test_a_reader_who_left_or_opted_out_meanwhile_gets_no_list(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM user WHERE id = 2"))
        connection.execute(text("UPDATE user SET personalised = 0 WHERE id = 4"))
    publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
    assert sorted(served(engine)) == [1, 3, 5]
    with engine.connect() as connection:
        noted = connection.execute(text("SELECT user_id FROM recommendation_list ORDER BY user_id")).scalars().all()
    assert noted == [1, 3, 5]


def test_lists_that_are_not_noted_stop_the_flip(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(engine: Engine, run_id: int, lists: Lists, *rest: Any) -> None:
        insert_lists(engine, run_id, lists, *rest)
        with engine.begin() as connection:
            connection.execute(
                text("DELETE FROM recommendation_list WHERE run_id = :run AND user_id > 3"), {"run": run_id}
            )

    monkeypatch.setattr("ml.publishing.insert_lists", half)
    with pytest.raises(IncompleteLists, match="notes 3 of 5 readers"):
        publish(engine, record(), lists_of(READERS, 20), SHELVES, CONFIG)
    assert served(engine) == {}
    assert runs(engine)[-1][1:] == ("failed", 0)


def test_a_run_is_put_away_for_refreshing_before_readers_see_it_or_not_shown_at_all(engine: Engine) -> None:
    def full(run_id: int) -> None:
        raise OSError("no space left")

    publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
    with pytest.raises(OSError, match="no space"):
        publish(engine, record(), lists_of(READERS, 20), SHELVES, CONFIG, keep=full)
    assert served(engine) == expected(10)
    assert runs(engine)[-1][1:] == ("failed", 0)


def test_the_database_refuses_a_second_published_run(engine: Engine) -> None:
    publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
    publish(engine, record(), lists_of(READERS, 20), SHELVES, CONFIG)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("UPDATE recommendation_run SET published = 1, state = 'published'"))


def test_old_runs_lose_their_rows_and_keep_their_figures(engine: Engine) -> None:
    for first_book in (1, 5, 10, 15, 20):
        publish(engine, record(), lists_of(READERS, first_book), SHELVES, CONFIG)
    assert [(state, rows) for _, state, rows in runs(engine)] == [
        ("pruned", 0),
        ("pruned", 0),
        ("kept", ROWS),
        ("kept", ROWS),
        ("published", ROWS),
    ]
    assert served(engine) == expected(20)


def test_refused_and_failed_runs_are_kept_with_their_reason(engine: Engine) -> None:
    publish(engine, record(), lists_of(READERS, 10), SHELVES, CONFIG)
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
