"""Imports that are stopped, run twice at once, or share the library with its readers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Connection, func, insert, select

from backend.app import create_app
from backend.catalog.models import Author, Book
from backend.cli.import_books import import_books
from backend.core import clock
from backend.core.api import App
from backend.core.database import db
from backend.engagement.models import Rating
from backend.engagement.service import rate_book
from backend.imports import goodbooks, storing_ratings
from backend.imports.goodbooks import find_folder, read_folder, store_contents
from backend.imports.progress import Progress
from backend.imports.report import Report
from backend.imports.writing import writing
from tests.backend.imports.conftest import Folder
from tests.conftest import settings_for
from tests.factories import make_user

Run = Callable[..., Result]
Snapshot = Callable[[], dict[str, list[Any]]]


def _book(number: str) -> Book:
    return db.session.scalars(select(Book).where(Book.origin == "goodbooks", Book.origin_id == number)).one()


def test_an_interrupted_import_is_completed_by_the_next(
    whole_folder: Folder,
    run: Run,
    snapshot: Snapshot,
    facts_hold: Callable[[], bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(goodbooks, "RATINGS_A_CHUNK", 1)
    store, calls = storing_ratings.store_ratings, []

    def break_down(connection: Connection, **values: Any) -> Any:
        calls.append(values)
        answer = store(connection, **values)
        if len(calls) == 2:
            raise RuntimeError("the power failed")
        return answer

    monkeypatch.setattr(goodbooks, "store_ratings", break_down)
    with pytest.raises(RuntimeError, match="the power failed"):
        run(whole_folder)
    # The first reader is there, the second was undone, and the books are not yet counted.
    half = snapshot()
    assert (len(half["user"]), len(half["rating"])) == (1, 3)
    assert run(whole_folder).exit_code == 0
    whole = snapshot()
    assert (len(whole["user"]), len(whole["rating"])) == (3, 5) and facts_hold()


def test_who_stops_an_import_is_told_how_to_go_on(
    whole_folder: Folder, run: Run, facts_hold: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(goodbooks, "RATINGS_A_CHUNK", 1)
    store, calls = storing_ratings.store_ratings, []

    def press_control_c(connection: Connection, **values: Any) -> Any:
        calls.append(values)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return store(connection, **values)

    monkeypatch.setattr(goodbooks, "store_ratings", press_control_c)
    result = run(whole_folder)
    assert result.exit_code == 130 and "Run the same command again" in result.output
    assert facts_hold()


def test_one_import_at_a_time(
    database_app: App, whole_folder: Folder, run: Run, facts_hold: Callable[[], bool]
) -> None:
    with database_app.app_context(), writing(db.engine):
        embedded = db.engine.dialect.name == "sqlite"
        result = run(whole_folder)
    # The embedded database makes each step of two imports wait for the other instead.
    assert result.exit_code == (0 if embedded else 2)
    assert embedded or "Another import is at work" in result.stderr
    assert run(whole_folder).exit_code == 0 and facts_hold()


def test_a_name_taken_at_the_last_moment_is_no_obstacle(
    database_app: App, whole_folder: Folder, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, calls = storing_ratings.store_ratings, []

    def too_late(connection: Connection, **values: Any) -> Any:
        calls.append(values)
        if len(calls) == 1:
            connection.execute(insert(Author), [{"id": 1, "name": "x"}, {"id": 1, "name": "y"}])
        return store(connection, **values)

    monkeypatch.setattr(goodbooks, "store_ratings", too_late)
    assert run(whole_folder).exit_code == 0 and len(calls) == 2
    with database_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Rating)) == 5


def test_a_database_that_is_not_there_is_one_clear_line(tmp_path: Path, whole_folder: Folder) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'library.db'}"
    runner = create_app(settings_for(url, tmp_path)).test_cli_runner()
    result = runner.invoke(import_books, ["--format", "goodbooks", str(whole_folder.path)])
    assert result.exit_code == 2 and result.stderr.startswith("The database cannot be used")
    assert len(result.stderr.splitlines()) == 1


class _RatingMeanwhile(Progress):
    """Somebody rates a book on the site after each step of the import."""

    def reach(self, done: int) -> None:
        user = make_user()
        db.session.commit()
        rate_book(user.id, _book("1").id, 4, clock.now())
        db.session.commit()


def test_ratings_given_on_the_site_meanwhile_are_counted(
    database_app: App,
    whole_folder: Folder,
    report_path: Any,
    facts_hold: Callable[[], bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(goodbooks, "FACTS_A_CHUNK", 1)
    with database_app.app_context(), Report(report_path) as report:
        contents = read_folder(find_folder(whole_folder.path, None), report, Progress(), None)
        store_contents(contents, db.engine, report, _RatingMeanwhile(), date(2026, 1, 1), clock.now())
        # Once after each chunk of ratings, of counts and of the search index.
        assert _book("1").stars[3] == 6
    assert facts_hold()
