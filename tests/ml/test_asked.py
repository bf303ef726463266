"""A run that the staff asked for: taken once, told of while it goes on, and how it ended is never left open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from ml import __main__ as command
from ml.asked import run_request, take, telling
from ml.config import Settings
from ml.database import open_engine, writing
from ml.progress import Progress, begin_step
from tests.ml.libraries import ask_for, fill, settings_for, taste_rows


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    fill(database_url, taste_rows(), extra_books=3)
    return settings_for(database_url, tmp_path)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    yield engine
    engine.dispose()


def ask(engine: Engine, **values: Any) -> None:
    ask_for(engine, "popularity")
    if values:
        with writing(engine) as connection:
            connection.execute(run_request.update().values(values))


def row(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(run_request)).one()


def test_what_was_asked_for_is_run_and_its_row_tells_how_it_ended(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "read_settings", lambda: settings)
    assert command.main(["run", "--asked"]) == 0, "nobody asked"
    ask(engine, model="item_knn", seed=11)
    assert command.main(["run", "--asked"]) in (0, 3)
    told = row(engine)
    assert told.state in ("published", "refused")
    assert told.open is None
    assert told.run_id is not None
    assert "NDCG@10: item_knn" in told.log
    with engine.connect() as connection:
        run = connection.exec_driver_sql(f"SELECT model, seed FROM recommendation_run WHERE id = {told.run_id}").one()
    assert tuple(run) == ("item_knn", 11)


def test_a_run_that_breaks_has_failed_and_the_next_may_be_asked_for(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "read_settings", lambda: settings)
    ask(engine, model="crystal_ball")
    assert command.main(["run", "--asked"]) == 2
    told = row(engine)
    assert (told.state, told.open, told.problem) == ("failed", None, "There is no model crystal_ball.")


def test_steps_and_units_are_told_while_it_goes_on_and_one_request_is_taken_once(engine: Engine) -> None:
    ask(engine)
    asked = take(engine)
    assert asked is not None
    assert take(engine) is None
    with telling(engine, asked) as ended:
        begin_step("train")
        Progress(terminal=False)("epochs", 3, 20)
        ended["state"] = "published"
    told = row(engine)
    assert (told.state, told.step, told.label, told.done, told.total) == ("published", "train", "epochs", 3, 20)
