"""The command line says what is wrong in a sentence, not in a stack trace."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from backend.core.settings import ROOT


def _flask(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(Path(sys.executable).parent / "flask"), *arguments],
        cwd=ROOT,
        env={**os.environ, "INSTANCE_FOLDER": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _is_a_sentence(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert "Traceback" not in said
    for word in words:
        assert word in said


def test_a_taken_port_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        _is_a_sentence(_flask(tmp_path, "serve", PORT=port), port, "PORT=8001 make run")
    assert not (tmp_path / "shelfwise.db").exists()


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    done = _flask(tmp_path, "serve", PORT=str(closed), DATABASE_URL=f"mysql+pymysql://x:y@127.0.0.1:{closed}/z")
    _is_a_sentence(done, "The database cannot be used")


@pytest.mark.parametrize(
    "environment",
    [
        *({"DATABASE_URL": "nonsense"}, {"TIME_ZONE": "Nowhere/Land"}, {"PAYMENT_PROVIDERS": "os"}),
        {"SECRET_KEY": "", "SHELFWISE_ENV": "production"},
        {"PAYMENT_PROVIDERS": "pay_at_desk,sandbox", "SHELFWISE_ENV": "production", "SECRET_KEY": "0123456789" * 4},
    ],
    ids=lambda environment: next(iter(environment)),
)
def test_settings_that_cannot_be_served_are_named(tmp_path: Path, environment: dict[str, str]) -> None:
    done = _flask(tmp_path, "serve", **environment)
    _is_a_sentence(done, next(iter(environment)))


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path) -> Path:
    """The folder of an instance whose database is migrated and empty."""
    shutil.copyfile(sqlite_template, tmp_path / "shelfwise.db")
    return tmp_path


def test_production_refuses_the_demonstration_library(instance: Path) -> None:
    production = {"SHELFWISE_ENV": "production", "SECRET_KEY": "0123456789" * 4}
    _is_a_sentence(_flask(instance, "seed", **production), "production")


def test_a_librarian_opens_the_first_admin_account(instance: Path) -> None:
    made = _flask(instance, "create-user", "head", "--role", "admin", SHELFWISE_PASSWORD="correct horse battery")
    assert (made.returncode, made.stdout) == (0, "Account head opened as admin.\n")
    again = _flask(instance, "create-user", "head", SHELFWISE_PASSWORD="correct horse battery")
    _is_a_sentence(again, "Somebody has this name already.")
    weak = _flask(instance, "create-user", "clerk", SHELFWISE_PASSWORD="short")
    _is_a_sentence(weak, "at least 8 characters")
