"""What the library does by itself: every job, one runner at a time, and somebody sees when it stops."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from backend.app import create_app
from backend.core import clock
from backend.core.clockwork import LEASE, JobRun, claim_job, end_job, keep_job
from backend.core.database import db
from backend.jobs.rules import JOBS
from backend.jobs.service import Ran, run_jobs
from backend.jobs.service.work import WORK
from backend.notices.service import PostClosed
from tests.conftest import NOW, settings_for
from tests.factories import make_book, make_copy, make_message, make_user
from tests.lending import make_hold

TOKEN = "a token that only Prometheus knows"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def run(app: Any) -> dict[str, Ran]:
    with app.app_context():
        return {ran.name: ran for ran in run_jobs(app.config["SETTINGS"], db.session.commit, clock.now)}


@pytest.fixture
def later() -> Iterator[Any]:
    """`later(minutes)`: the clock goes on."""
    stack: list[Any] = []

    def go_on(minutes: int) -> None:
        held = clock.frozen(NOW + timedelta(minutes=minutes))
        held.__enter__()
        stack.append(held)

    yield go_on
    for held in reversed(stack):
        held.__exit__(None, None, None)


def test_every_job_of_the_table_is_done(app: Any) -> None:
    assert [job.name for job in JOBS] == list(WORK)
    with app.app_context():
        book = make_book()
        make_copy(book)
        make_hold(make_user(), book)
        db.session.commit()
    ran = run(app)
    assert [(one.name, one.problem) for one in ran.values()] == [(job.name, None) for job in JOBS]
    assert ran["allocation"].done == {"titles": 1, "assigned": 1}
    assert set(run(app)) == {job.name for job in JOBS if not job.pause}, "hourly ones wait for their hour"


def test_two_runners_at_once_do_each_job_once(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, overlaps, calls = threading.Lock(), [], []
    go_on = threading.Barrier(2)

    def work(_desk: Any) -> dict[str, int]:
        calls.append(1)
        if not inside.acquire(blocking=False):
            overlaps.append(1)
            return {}
        try:
            go_on.wait(timeout=60)  # the other runner meets the job while it is being done
        finally:
            inside.release()
        return {}

    for job in JOBS:
        monkeypatch.setitem(WORK, job.name, lambda _desk: {})
    monkeypatch.setitem(WORK, "facts", work)
    results: list[dict[str, Ran]] = []

    def second() -> None:
        while not calls:
            threading.Event().wait(0.02)
        results.append(run(app))
        go_on.wait(timeout=60)

    threads = [threading.Thread(target=lambda: results.append(run(app))), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(calls), overlaps) == (1, [])
    assert sorted(result["facts"].busy for result in results) == [False, True]


def test_a_runner_that_died_is_replaced_when_its_lease_is_over(library: Any) -> None:
    dead = claim_job("letters", NOW)
    db.session.commit()
    assert dead is not None
    assert claim_job("letters", NOW + LEASE - timedelta(seconds=1)) is None
    assert keep_job("letters", dead, NOW + timedelta(minutes=10))
    assert claim_job("letters", NOW + LEASE) is None, "it gave a sign of life"
    heir = claim_job("letters", NOW + LEASE + timedelta(minutes=10))
    assert heir is not None
    assert not keep_job("letters", dead, NOW + LEASE)
    end_job("letters", dead, NOW, {"sent": 99})
    assert db.session.get_one(JobRun, "letters").done == {}, "who lost his lease notes nothing"


@sqlite_only
def test_a_job_that_fails_keeps_nobody_from_the_next_and_the_page_says_it(
    app: Any, sign_in_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(_desk: Any) -> dict[str, int]:
        raise RuntimeError("the ladder is gone")

    def closed(_desk: Any) -> dict[str, int]:
        raise PostClosed("535 who are you")

    monkeypatch.setitem(WORK, "ageing", fall)
    monkeypatch.setitem(WORK, "letters", closed)
    ran = run(app)
    assert {name for name, one in ran.items() if one.problem} == {"ageing", "letters"}
    shown = {job["name"]: job for job in sign_in_as("staff").get("/api/staff/jobs").json["items"]}
    assert shown["ageing"]["state"] == "failed"
    assert "the ladder is gone" in shown["ageing"]["problem"]
    assert "535 who are you" in shown["letters"]["problem"]
    assert shown["ageing"]["succeeded_at"] is None
    assert shown["clearing"]["state"] == "ok"


@sqlite_only
def test_staff_see_which_job_has_not_run_for_long_and_what_waits(app: Any, sign_in_as: Any, later: Any) -> None:
    staff = sign_in_as("auditor")
    never = staff.get("/api/staff/jobs").json
    assert {job["state"] for job in never["items"]} == {"never"}
    run(app)
    with app.app_context():
        make_message(make_user().id, state="failed")
        make_message(make_user().id)
        db.session.commit()
    assert {job["state"] for job in staff.get("/api/staff/jobs").json["items"]} == {"ok"}
    later(60)
    shown = staff.get("/api/staff/jobs").json
    states = {job["name"]: job["state"] for job in shown["items"]}
    assert {name for name, state in states.items() if state == "late"} == {job.name for job in JOBS if not job.pause}
    assert shown["letters"] == {"waiting": 1, "oldest_at": "2026-11-20T08:30:00Z", "failed": 1}


@sqlite_only
def test_prometheus_reads_when_each_job_last_succeeded_and_nobody_else_does(
    database_url: str, app: Any, guest: Any, tmp_path: Any, sign_in_as: Any
) -> None:
    run(app)
    assert guest.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 404, "it is not set up"
    metered = create_app(settings_for(database_url, tmp_path, metrics_token=TOKEN))
    client = metered.test_client()
    for headers in ({}, {"Authorization": "Bearer another"}, {"Authorization": "Bearer "}):
        assert client.get("/metrics", headers=headers).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.content_type.startswith("text/plain")
    said = answer.get_data(as_text=True)
    assert f'shelfwise_job_last_success_timestamp_seconds{{job="letters"}} {NOW.timestamp():.7g}'.split("e")[0] in said
    assert 'shelfwise_job_needs_attention{job="letters"} 0.0' in said
    assert "shelfwise_outbox_waiting 0.0" in said
    with metered.app_context():
        db.engine.dispose()
