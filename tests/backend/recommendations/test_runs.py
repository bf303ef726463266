"""The staff's view of the training job, and the way back to an older run."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core.database import db
from backend.recommendations.models import RecommendationRun
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_book, make_list, make_run, make_user
from tests.queries import count_queries

YESTERDAY = NOW - timedelta(days=1)


def make_kept(**values: Any) -> RecommendationRun:
    return make_run(**{"state": "kept", "published": None, "published_at": YESTERDAY, **values})


@pytest.fixture
def admin(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("admin")
    return client


def states() -> dict[int, tuple[str, bool | None]]:
    db.session.expire_all()
    return {run.id: (run.state, run.published) for run in db.session.query(RecommendationRun)}


def test_runs_are_listed_newest_first_without_their_logs(library: Any, sign_in_as: Any) -> None:
    runs = [
        make_kept(),
        make_run(state="failed", published=None, reason="No data.", log="line"),
        make_run(metrics={"model": {"ndcg_at_10": 0.1}}),
    ]
    db.session.commit()
    staff = sign_in_as("staff")
    page = staff.get("/api/admin/runs?size=2").get_json()
    assert [item["id"] for item in page["items"]] == [runs[2].id, runs[1].id]
    assert (page["total"], page["items"][1]["reason"]) == (3, "No data.")
    assert page["items"][0]["metrics"] == {"model": {"ndcg_at_10": 0.1}}
    assert "log" not in page["items"][1]
    with count_queries() as one:
        staff.get("/api/admin/runs?size=1")
    with count_queries() as three:
        staff.get("/api/admin/runs?size=3")
    assert len(three) == len(one)


def test_one_run_is_shown_with_its_log_and_whether_its_lists_are_there(library: Any, sign_in_as: Any) -> None:
    kept = make_kept(log="epoch 1\nepoch 2", hyper_parameters={"epochs": 2}, seed=7)
    empty = make_run(state="pruned", published=None)
    make_list(kept, make_user(), [make_book()])
    db.session.commit()
    staff = sign_in_as("staff")
    shown = staff.get(f"/api/admin/runs/{kept.id}").get_json()
    assert (shown["log"], shown["hyper_parameters"], shown["seed"]) == ("epoch 1\nepoch 2", {"epochs": 2}, 7)
    assert (shown["rows_kept"], shown["published_at"]) == (True, "2026-11-19T08:30:00Z")
    assert staff.get(f"/api/admin/runs/{empty.id}").get_json()["rows_kept"] is False
    missing = staff.get("/api/admin/runs/404")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "run_not_found")


def test_rolling_back_gives_readers_the_older_lists_at_once(
    app: Any, admin: LibraryClient, reader: LibraryClient
) -> None:
    with app.app_context():
        me = db.session.get(User, reader.user_id)
        assert me is not None
        older = make_kept(reason="Rolled back to run 9.", withdrawn_at=YESTERDAY)
        newer = make_run(published_at=YESTERDAY)
        make_list(older, me, [make_book("Old")])
        make_list(newer, me, [make_book("New")])
        db.session.commit()
        older_id, newer_id = older.id, newer.id

    def first_book() -> str:
        entry = reader.get("/api/recommendations?size=1").get_json()["items"][0]
        return str(entry["book"]["title"])

    assert first_book() == "New"
    answer = admin.post(f"/api/admin/runs/{older_id}/rollback").get_json()
    assert {name: answer[name] for name in ("id", "state", "published_at", "withdrawn_at", "reason")} == {
        "id": older_id,
        "state": "published",
        "published_at": "2026-11-20T08:30:00Z",
        "withdrawn_at": None,
        "reason": None,
    }
    assert first_book() == "Old"
    withdrawn = admin.get(f"/api/admin/runs/{newer_id}").get_json()
    assert (withdrawn["state"], withdrawn["withdrawn_at"]) == ("kept", "2026-11-20T08:30:00Z")
    assert (withdrawn["reason"], withdrawn["rows_kept"]) == (f"Rolled back to run {older_id}.", True)


def test_a_roll_back_can_itself_be_rolled_back(library: Any, admin: LibraryClient) -> None:
    older, newer = make_kept(), make_run()
    db.session.commit()
    for run in (older, newer):
        assert admin.post(f"/api/admin/runs/{run.id}/rollback").status_code == 200
    assert states() == {older.id: ("kept", None), newer.id: ("published", True)}


@pytest.mark.parametrize("state", ["published", "writing", "pruned", "refused", "failed"])
def test_only_a_kept_run_can_be_rolled_back_to(library: Any, admin: LibraryClient, state: str) -> None:
    run = make_run() if state == "published" else make_run(state=state, published=None)
    db.session.commit()
    before = states()
    answer = admin.post(f"/api/admin/runs/{run.id}/rollback")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "run_not_kept")
    assert states() == before


def test_a_run_that_is_not_there_cannot_be_rolled_back_to(library: Any, admin: LibraryClient) -> None:
    assert admin.post("/api/admin/runs/404/rollback").get_json()["code"] == "run_not_found"


def test_of_ten_who_roll_back_to_one_run_at_once_one_does_it(library: Any, admin: LibraryClient) -> None:
    older, newer = make_kept(), make_run()
    db.session.commit()
    path = f"/api/admin/runs/{older.id}/rollback"
    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(lambda window: window.post(path).status_code, twins(admin, 10)))
    assert answers == [200] + [409] * 9
    assert states() == {older.id: ("published", True), newer.id: ("kept", None)}


def test_of_several_roll_backs_at_once_each_leaves_exactly_one_run_published(
    library: Any, admin: LibraryClient
) -> None:
    kept = [make_kept() for _ in range(6)]
    make_run()
    db.session.commit()
    paths = [f"/api/admin/runs/{run.id}/rollback" for run in kept]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda window, path: window.post(path).status_code, twins(admin, 6), paths))
    assert answers == [200] * 6
    assert sorted(state for state, _ in states().values()) == ["kept"] * 6 + ["published"]
