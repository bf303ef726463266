"""Accounts from the command line."""

from typing import Any

import pytest

from backend import cli
from backend.accounts.models import User
from backend.core.database import db


@pytest.fixture
def runner(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("backend.cli.application.create_app", lambda: app)
    return cli.create_app().test_cli_runner()


def test_an_auditor_is_appointed_and_a_password_forgotten_is_set_at_the_desk(app: Any, runner: Any) -> None:
    opened = runner.invoke(args=["create-user", "eve", "--role", "auditor", "--password", "a long enough secret"])
    assert opened.output.strip() == "Account eve opened as auditor."
    set_anew = runner.invoke(args=["set-password", "EVE", "--password", "another long secret"])
    assert set_anew.output.strip() == "The password of eve is set."
    with app.app_context():
        assert (db.session.query(User).one().role, db.session.query(User).one().session_version) == ("auditor", 2)
    signed_in = app.test_client().post("/api/session", json={"name": "eve", "password": "another long secret"})
    assert signed_in.get_json()["reader"]["role"] == "auditor"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["create-user", "eve", "--password", "woaini1314"], "among the first that anybody would try"),
        (["set-password", "nobody", "--password", "a long enough secret"], "There is no account called nobody."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(runner: Any, args: list[str], said: str) -> None:
    answer = runner.invoke(args=args)
    assert answer.exit_code == 1
    assert said in answer.output
