"""The desk of runs: asking for one, one at a time, and several side by side."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from backend.core import clock
from backend.core.api import App
from backend.core.database import db
from backend.recommendations.models import RunRequest
from backend.recommendations.schemas.requests import ModelName
from backend.recommendations.service import requests
from ml.training import MODELS
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_book, make_list, make_run, make_user

REQUESTS = "/api/staff/run-requests"


@pytest.fixture
def admin(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("admin")
    return client


def test_the_desk_offers_the_models_that_there_are() -> None:
    assert get_args(ModelName) == MODELS


def test_one_run_is_asked_for_at_a_time_and_can_be_given_up_before_it_begins(
    admin: LibraryClient, sign_in_as: Any
) -> None:
    staff = sign_in_as("staff")
    assert staff.post(REQUESTS, json={"model": "ncf"}).status_code == 403
    made = admin.post(REQUESTS, json={"model": "gru", "seed": 3})
    assert (made.status_code, made.get_json()["state"]) == (201, "waiting")
    assert admin.post(REQUESTS, json={}).get_json()["code"] == "run_asked"
    shown = staff.get(REQUESTS).get_json()
    assert (shown["items"][0]["model"], shown["starts_by_itself"]) == ("gru", False)
    one = f"{REQUESTS}/{made.get_json()['id']}"
    assert admin.delete(one).get_json()["state"] == "withdrawn"
    assert admin.delete(one).get_json()["code"] == "run_began"
    assert admin.post(REQUESTS, json={}).status_code == 201


def test_a_run_without_a_sign_of_life_has_failed_and_another_may_be_asked_for(app: App, admin: LibraryClient) -> None:
    with app.app_context():
        dead = RunRequest(model="ncf", state="running", asked_at=NOW, started_at=NOW, touched_at=NOW)
        db.session.add(dead)
        db.session.commit()
        dead_id = dead.id
    with clock.frozen(NOW + timedelta(seconds=170)):
        assert admin.post(REQUESTS, json={}).status_code == 409, "it may still be at work"
    with clock.frozen(NOW + timedelta(seconds=190)):
        assert admin.post(REQUESTS, json={}).status_code == 201
    with app.app_context():
        assert db.session.get_one(RunRequest, dead_id).state == "failed"


def test_a_run_that_is_at_work_is_told_to_stop_and_one_that_is_not_is_not(
    app: App, admin: LibraryClient, sign_in_as: Any
) -> None:
    one = f"{REQUESTS}/{admin.post(REQUESTS, json={'model': 'ncf'}).get_json()['id']}"
    assert admin.post(f"{one}/stop").get_json()["code"] == "run_not_at_work", "it waits: it is withdrawn"
    with app.app_context():
        db.session.query(RunRequest).update({"state": "running", "started_at": NOW, "touched_at": NOW})
        db.session.commit()
    assert sign_in_as("staff").post(f"{one}/stop").status_code == 403
    assert admin.post(f"{one}/stop").get_json()["state"] == "stopping"
    assert admin.post(f"{one}/stop").get_json()["code"] == "run_not_at_work", "it is being stopped already"
    assert admin.post(REQUESTS, json={}).get_json()["code"] == "run_asked"
    # Its process died before it saw that.
    with clock.frozen(NOW + timedelta(seconds=190)):
        assert admin.post(REQUESTS, json={}).status_code == 201
    assert admin.get(REQUESTS).get_json()["items"][1]["state"] == "stopped"
    assert admin.post(f"{one}/stop").get_json()["code"] == "run_not_at_work"


def test_the_job_is_started_beside_the_pages_where_that_is_set_and_only_after_the_commit(
    app: App, admin: LibraryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def start(_settings: Any) -> None:
        with app.app_context():
            seen.append(db.session.query(RunRequest).filter_by(state="waiting").count())

    monkeypatch.setattr(requests, "start_beside", start)
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", settings.__class__(**{**vars(settings), "training_beside": True}))
    assert admin.post(REQUESTS, json={}).status_code == 201
    assert admin.post(REQUESTS, json={}).status_code == 409
    assert seen == [1]


def test_runs_stand_side_by_side_with_the_share_of_books_that_their_lists_have_in_common(
    app: App, sign_in_as: Any
) -> None:
    staff = sign_in_as("staff")
    with app.app_context():
        first = make_run(state="kept", published=None, hyper_parameters={"epochs": 20})
        second = make_run(metrics={"model": {"ndcg_at_10": 0.2}})
        third = make_run(state="failed", published=None)
        books = [make_book() for _ in range(4)]
        for _ in range(2):
            reader = make_user()
            make_list(first, reader, books[:2])
            make_list(second, reader, books[1:3])
        db.session.commit()
        ids = [second.id, first.id, third.id]
    answer = staff.get(f"/api/staff/runs/comparison?ids={','.join(map(str, ids))}").get_json()
    assert [run["id"] for run in answer["runs"]] == ids
    assert answer["overlaps"] == [{"a_id": ids[0], "b_id": ids[1], "readers": 2, "shared": 0.5}]
    assert staff.get("/api/staff/runs/comparison?ids=1,2147483").status_code == 404
    assert staff.get("/api/staff/runs/comparison?ids=1").status_code == 422
