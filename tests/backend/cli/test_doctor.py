"""`flask doctor` names what is wrong with the machine, and how to mend it."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from backend.app import create_app
from backend.cli.checkup import OK, WARNING, WRONG, Finding, Machine, look_at
from backend.cli.doctor import doctor
from backend.core import clock
from backend.core.clockwork import claim_job, end_job
from backend.core.database import db
from backend.core.settings import MailSettings, Settings
from backend.jobs.rules import JOBS
from tests.backend.notices.conftest import Mailbox, MailServer
from tests.conftest import NOW, settings_for
from tests.factories import make_book, make_list, make_message, make_run, make_user

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def found(machine: Machine) -> dict[str, Finding]:
    return {one.name: one for one in look_at(machine)}


def states(machine: Machine) -> dict[str, str]:
    return {name: one.state for name, one in found(machine).items()}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "index.html").touch()
    return tmp_path


@pytest.fixture
def machine(library: Any, pages: Path) -> Machine:
    return Machine(library.config["SETTINGS"], pages, NOW)


def with_settings(machine: Machine, **changes: Any) -> Machine:
    return replace(machine, settings=replace(machine.settings, **changes))


def run_all_jobs() -> None:
    for job in JOBS:
        runner = claim_job(job.name, clock.now())
        assert runner is not None
        end_job(job.name, runner, clock.now(), {})
    db.session.commit()


def publish() -> None:
    make_list(make_run(), make_user(), [make_book()])
    db.session.commit()


@contextmanager
def nobody_listens() -> Iterator[int]:
    """A port that is taken, so that nobody else gets it, and where nobody answers."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_library_where_all_is_well_is_told_so(machine: Machine) -> None:
    run_all_jobs()
    publish()
    here = with_settings(machine, site_url="https://library.example", trusted_proxies=1)
    said = found(here)
    # What depends on the machine that the test runs on.
    said = {name: one for name, one in said.items() if name not in ("time zone", "disk")}
    assert {one.state for one in said.values()} == {OK}, said
    assert not any(one.mend for one in said.values())
    assert set(said) == {"address", "pages", "counters", "mail", "tables", "clock", "jobs", "letters", "lists", "model"}


@sqlite_only
def test_tls_that_ends_in_front_and_is_not_known_of_is_wrong(machine: Machine) -> None:
    assert states(with_settings(machine, site_url="https://library.example"))["address"] == WRONG
    assert states(with_settings(machine, trusted_proxies=1))["address"] == WARNING
    assert "TRUSTED_PROXIES" in found(with_settings(machine, site_url="https://library.example"))["address"].mend


@sqlite_only
def test_nobody_may_be_missing_who_does_the_work_of_a_library_in_production(machine: Machine, tmp_path: Path) -> None:
    real = with_settings(replace(machine, pages=tmp_path / "nowhere"), environment="production")
    assert (states(real)["jobs"], states(real)["pages"]) == (WRONG, WRONG)
    assert "no job ever ran" in found(real)["jobs"].what
    tried = with_settings(real, environment="development")
    assert (states(tried)["jobs"], states(tried)["pages"]) == (WARNING, WARNING)
    run_all_jobs()
    assert states(real)["jobs"] == OK
    late = found(replace(real, at=NOW + timedelta(hours=4)))["jobs"]
    assert (late.state, "4 hours ago" in late.what, "/etc/cron.d/shelfwise" in late.mend) == (WRONG, True, True)
    runner = claim_job("ageing", NOW)
    assert runner is not None
    end_job("ageing", runner, NOW, {}, "the ladder is gone")
    db.session.commit()
    failed = found(tried)["jobs"]
    assert (failed.state, "ageing: the ladder is gone" in failed.what) == (WRONG, True)


@sqlite_only
def test_lists_and_models_older_than_two_days_are_a_warning_and_so_are_none(machine: Machine) -> None:
    assert (states(machine)["lists"], states(machine)["model"]) == (WARNING, WARNING)
    publish()
    assert (states(machine)["lists"], states(machine)["model"]) == (OK, OK)
    at_last = replace(machine, at=NOW + timedelta(days=2))
    assert (states(at_last)["lists"], states(at_last)["model"]) == (OK, OK)
    old = found(replace(machine, at=NOW + timedelta(days=2, seconds=1)))
    assert (old["lists"].state, old["model"].state) == (WARNING, WARNING)
    assert "2 days ago" in old["model"].what


@sqlite_only
def test_letters_that_were_given_up_are_told(machine: Machine) -> None:
    make_message(make_user().id, made_at=NOW - timedelta(minutes=7))
    db.session.commit()
    assert found(machine)["letters"] == Finding("letters", OK, "1 letters wait, the oldest since 7 minutes ago.")
    make_message(make_user().id, state="failed")
    db.session.commit()
    assert found(machine)["letters"].state == WARNING


@sqlite_only
def test_a_mail_server_is_greeted_as_the_letters_will_greet_it(machine: Machine) -> None:
    server = MailServer(Mailbox())
    server.start()
    try:
        assert states(with_settings(machine, mail=server.settings()))["mail"] == OK
        untold = found(with_settings(machine, mail=server.settings(tls="starttls")))["mail"]
        assert (untold.state, "STARTTLS" in untold.what) == (WRONG, True), "it does not speak TLS"
    finally:
        server.stop()
    with nobody_listens() as port:
        mail = MailSettings("127.0.0.1", port, "none", "", "", "post@library.example")
        gone = found(with_settings(machine, mail=mail))["mail"]
    assert (gone.state, "refused" in gone.what, "MAIL_" in gone.mend) == (WRONG, True, True)


@sqlite_only
def test_a_redis_that_is_needed_and_gone_is_wrong(machine: Machine) -> None:
    with nobody_listens() as port:
        gone = found(with_settings(machine, limits_storage=f"redis://127.0.0.1:{port}/0"))["counters"]
    assert (gone.state, "RATE_LIMITS_STORAGE" in gone.mend) == (WRONG, True)


@sqlite_only
def test_a_disk_is_told_of_before_it_is_full(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    gigabyte = 1024**3

    def with_free(free: float, total: float) -> str:
        usage = SimpleNamespace(total=int(total * gigabyte), free=int(free * gigabyte))
        monkeypatch.setattr("backend.cli.checkup.shutil.disk_usage", lambda _path: usage)
        return states(machine)["disk"]

    assert [with_free(50, 100), with_free(9.9, 100), with_free(0.9, 5)] == [OK, WARNING, WRONG]


@sqlite_only
def test_cron_by_another_time_than_the_library_is_a_warning(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert states(machine)["time zone"] == OK
        other = found(with_settings(machine, time_zone=ZoneInfo("Europe/Paris")))["time zone"]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (other.state, "16:30" in other.what, "09:30" in other.what) == (WARNING, True, True)


@pytest.mark.parametrize("database_url", ["mariadb"], indirect=True)
def test_a_database_whose_clock_goes_wrong_is_wrong(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of this connection alone is set, and the connection given back as it was."""
    db.session.execute(text(f"SET timestamp = {int(time.time()) - 3600}"))
    monkeypatch.setattr(db.session, "rollback", lambda: None)
    try:
        slow = found(machine)["clock"]
    finally:
        monkeypatch.undo()
        db.session.execute(text("SET timestamp = DEFAULT"))
        db.session.rollback()
    assert (slow.state, "seconds apart" in slow.what) == (WRONG, True)
    assert states(machine)["clock"] == OK


@sqlite_only
def test_tables_of_another_version_are_wrong_and_nothing_more_is_asked_of_them(app: Any, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    sound = run(doctor, ["--machine"])
    assert (sound.exit_code, "Lending" in sound.output) == (0, False), sound.output
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
        newer = found(Machine(app.config["SETTINGS"], tmp_path, NOW))
    assert (newer["tables"].state, "jobs" in newer) == (WARNING, True), "the old code goes on"
    lost = create_app(settings_for(f"sqlite:////{tmp_path}/nowhere/library.db", tmp_path))
    said = lost.test_cli_runner().invoke(doctor)
    assert said.exit_code == 1
    assert "wrong    tables" in said.output
    assert "Lending" not in said.output
    empty = create_app(settings_for(f"sqlite:///{tmp_path}/empty.db", tmp_path))
    assert "Run `flask db upgrade`" in empty.test_cli_runner().invoke(doctor).output
    for other in (lost, empty):
        with other.app_context():
            db.engine.dispose()


@sqlite_only
def test_what_is_wrong_with_the_machine_does_not_hide_what_is_wrong_in_the_library(app: Any) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, site_url="https://library.example")
    said = app.test_cli_runner().invoke(doctor)
    assert said.exit_code == 1
    assert said.output.splitlines()[0].startswith("wrong    address")
    assert said.output.endswith("\nLending: 0 problems.\nShop: 0 problems.\n")
