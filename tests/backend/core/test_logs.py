"""The log tells what was asked and never who, nor with which words; Prometheus reads how long it took."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from backend.core import logs
from backend.core.database import db
from tests.conftest import settings_for


@pytest.fixture
def lines(app: Any, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the log of production says of this library; asked as a list of objects."""
    written = io.StringIO()
    log = logging.getLogger(logs.LOGGER)
    before = log.handlers[:], log.level
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Json())
    handler.addFilter(logs._Asked(settings_for(database_url, tmp_path).secret_key))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    log.handlers = before[0]
    log.setLevel(before[1])


NAME = "Wang Anyi"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_only
def test_each_request_is_a_line_with_its_id_its_rule_and_an_unnamed_reader(lines: Any, sign_in_as: Any) -> None:
    reader, other = sign_in_as("reader"), sign_in_as("reader")
    paths = ("/api/account", "/api/lists/77", "/api/books?q=secret-words")
    answers = [*(reader.get(path) for path in paths), other.get("/api/account")]
    first, second, _, third = lines()
    assert [line["request_id"] for line in lines()] == [answer.headers["X-Request-Id"] for answer in answers]
    assert (first["route"], first["status"], first["level"]) == ("/api/account", 200, "INFO")
    assert (second["route"], second["ids"], second["status"]) == ("/api/lists/<int:list_id>", {"list_id": 77}, 404)
    assert first["user"] == second["user"] != third["user"]
    assert len(first["user"]) == 12
    assert 0 < first["seconds"] < 60
    assert "secret-words" not in json.dumps(lines())


@sqlite_only
def test_what_fails_is_in_the_log_under_the_answers_id_without_the_values_of_the_statement(
    app: Any, lines: Any, guest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        db.session.execute(text("SELECT :name FROM nowhere"), {"name": NAME})

    endpoint = next(rule.endpoint for rule in app.url_map.iter_rules() if rule.rule == "/api/categories")
    view = app.view_functions[endpoint]
    monkeypatch.setitem(app.view_functions, endpoint, _like(view, fail))
    answer = guest.get("/api/categories")
    assert answer.status_code == 500
    told = next(line for line in lines() if line["level"] == "ERROR")
    assert told["request_id"] == answer.json["request_id"]
    assert "nowhere" in told["exc_info"]
    assert NAME not in json.dumps(lines(), ensure_ascii=False)


def _like(view: Any, instead: Any) -> Any:
    instead.__dict__.update(view.__dict__)
    return instead
