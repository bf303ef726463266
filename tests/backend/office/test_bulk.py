"""One act on many things: looked at first, done in parts, each thing once, and taken back as far as it still can be."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.accounts.models import User
from backend.catalog.models import Author
from backend.core.actors import Actor
from backend.core.audit import AuditEvent
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.office.models import BulkAct
from backend.office.service import bulk_acts
from backend.office.service.bulk import kind_named
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_author, make_user
from tests.office import RENAMING, make_bulk_act, states_of

ACTS = "/api/staff/bulk-acts"


def here(app: Any) -> Here:
    return here_at(app.config["SETTINGS"].time_zone, NOW)


def make_authors(app: Any, *names: str) -> list[int]:
    with app.app_context():
        ids = [make_author(name).id for name in names]
        db.session.commit()
    return ids


def names_in(app: Any, ids: list[int]) -> list[str | None]:
    with app.app_context():
        found = dict(db.session.execute(select(Author.id, Author.original_name).where(Author.id.in_(ids))).all())
    return [found.get(author_id) for author_id in ids]


def until_done(client: LibraryClient, act_id: int) -> dict[str, Any]:
    while (answer := client.post(f"{ACTS}/{act_id}/advance").get_json())["at_work"]:
        pass
    return dict(answer)


def audit_lines(app: Any, act_id: int) -> list[AuditEvent]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent).where(AuditEvent.bulk_act_id == act_id)))


def counted(**counts: int) -> dict[str, int]:
    return {**dict.fromkeys(("waiting", "changed", "unchanged", "failed", "undone", "kept"), 0), **counts}


@pytest.fixture
def started(app: Any, sign_in_as: Any) -> Iterator[tuple[LibraryClient, int, list[int]]]:
    """120 authors whose renaming has begun."""
    staff = sign_in_as("staff")
    ids = make_authors(app, *(f"Author {number:03d}" for number in range(120)))
    act = staff.post(ACTS, json={"kind": RENAMING, "ids": ids, "params": {"name": "另名"}}).get_json()
    assert staff.post(f"{ACTS}/{act['id']}/start").status_code == 200
    yield staff, act["id"], ids


def test_an_act_is_looked_at_done_in_parts_and_taken_back(app: Any, sign_in_as: Any) -> None:
    staff, colleague = sign_in_as("staff"), sign_in_as("admin")
    names = ["Named already", "Nobody", "Refused one", "Broken one", *(f"Author {number:02d}" for number in range(60))]
    ids = make_authors(app, *names)
    with app.app_context():
        db.session.get_one(Author, ids[0]).original_name = "另名"
        db.session.commit()

    # The preview says what would be, and touches nothing.
    asked = {"kind": RENAMING, "ids": [*ids, 2**31 - 1, ids[0]], "params": {"name": "另名"}}
    answer = staff.post(ACTS, json=asked)
    act = answer.get_json()
    assert (answer.status_code, act["state"], act["row_count"]) == (201, "preview", 65)
    assert act["counts"] == counted(waiting=62, unchanged=1, failed=2)
    failed = staff.get(f"{ACTS}/{act['id']}/rows?state=failed").get_json()["items"]
    assert [(row["thing_id"], row["problem"]) for row in failed] == [
        (ids[1], "name_refused"),
        (2**31 - 1, "not_found"),
    ]
    waiting = staff.get(f"{ACTS}/{act['id']}/rows?state=waiting&size=1").get_json()
    assert (waiting["total"], waiting["items"][0]["before"]) == (62, {"original_name": None})
    assert waiting["items"][0]["after"] == {"original_name": "另名"}
    assert names_in(app, ids[1:]) == [None] * 63

    # It is done fifty at a time; what fails stands alone and says why.
    assert staff.post(f"{ACTS}/{act['id']}/start").get_json()["state"] == "running"
    assert staff.post(f"{ACTS}/{act['id']}/start").get_json()["code"] == "bulk_act_not_ready"
    part = staff.post(f"{ACTS}/{act['id']}/advance").get_json()
    assert (part["at_work"], part["work_done"], part["work_total"]) == (True, 53, 65)
    done = until_done(staff, act["id"])
    assert (done["state"], done["counts"]) == ("done", counted(changed=60, unchanged=1, failed=4))
    assert done["driven_by"]["id"] == staff.user_id and done["finished_at"] is not None
    rows = staff.get(f"{ACTS}/{act['id']}/rows?state=failed").get_json()["items"]
    assert [row["problem"] for row in rows] == ["name_refused", "name_refused", "server_error", "not_found"]
    assert names_in(app, ids) == ["另名", None, None, None, *["另名"] * 60]
    lines = audit_lines(app, act["id"])
    assert Counter((line.kind, line.change, line.act) for line in lines) == {
        ("author", "changed", "advance_bulk_act"): 60
    }
    assert {(line.user_id, line.before["original_name"], line.after["original_name"]) for line in lines} == {
        (staff.user_id, None, "另名")
    }

    # Somebody edits one of them meanwhile: the undo, by a colleague, leaves it alone.
    with app.app_context():
        db.session.get_one(Author, ids[-1]).original_name = "第三个名字"
        db.session.commit()
    assert colleague.post(f"{ACTS}/{act['id']}/undo").get_json()["state"] == "undoing"
    undone = until_done(colleague, act["id"])
    assert (undone["state"], undone["counts"]) == ("undone", counted(undone=59, kept=1, unchanged=1, failed=4))
    assert names_in(app, ids) == ["另名", None, None, None, *[None] * 59, "第三个名字"]
    assert {line.user_id for line in audit_lines(app, act["id"])[60:]} == {colleague.user_id}
    assert len(audit_lines(app, act["id"])) == 119
    assert colleague.post(f"{ACTS}/{act['id']}/undo").get_json()["code"] == "bulk_act_not_ready"
    [listed] = colleague.get(f"{ACTS}?state=undone").get_json()["items"]
    assert listed == undone


def test_pages_that_advance_at_once_do_each_thing_once(app: Any, started: tuple[LibraryClient, int, list[int]]) -> None:
    staff, act_id, ids = started
    windows = twins(staff, 4)
    begin, statuses = threading.Barrier(4), []

    def work(window: LibraryClient) -> None:
        begin.wait()
        for _ in range(4):
            answer = window.post(f"{ACTS}/{act_id}/advance")
            statuses.append((answer.status_code, (answer.get_json() or {}).get("code")))

    threads = [threading.Thread(target=work, args=[window]) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # On a machine with too much to do somebody may be told to try again; nobody sees a fault.
    assert set(statuses) <= {(200, None), (409, "busy")}
    assert until_done(staff, act_id)["counts"] == counted(changed=120)
    assert names_in(app, ids) == ["另名"] * 120
    assert Counter(line.thing_id for line in audit_lines(app, act_id)) == dict.fromkeys(ids, 1)


def test_what_a_dead_process_left_is_gone_on_with_by_the_clockwork(
    app: Any, started: tuple[LibraryClient, int, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, act_id, ids = started
    staff.post(f"{ACTS}/{act_id}/advance")
    real, calls = bulk_acts._do, []

    def die(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 20:
            raise SystemExit
        real(*args)

    with monkeypatch.context() as patched, app.app_context():
        patched.setattr(bulk_acts, "_do", die)
        with pytest.raises(SystemExit):
            bulk_acts.advance(act_id, here(app))
        db.session.remove()
    # Nothing of the part in which it died is there; the part before is.
    assert Counter(names_in(app, ids)) == {"另名": 50, None: 70}
    with app.app_context():
        assert bulk_acts.go_on_with_bulk_acts(here(app), db.session.commit) == 1
        assert db.session.get_one(BulkAct, act_id).state == "done"
        assert bulk_acts.go_on_with_bulk_acts(here(app), db.session.commit) == 0
    assert names_in(app, ids) == ["另名"] * 120
    lines = audit_lines(app, act_id)
    assert Counter(line.thing_id for line in lines) == dict.fromkeys(ids, 1)
    assert {(line.user_id, line.role) for line in lines} == {(staff.user_id, "staff")}


def test_what_is_stopped_leaves_the_rest_as_it_is_and_can_be_taken_back(
    app: Any, started: tuple[LibraryClient, int, list[int]]
) -> None:
    staff, act_id, ids = started
    staff.post(f"{ACTS}/{act_id}/advance")
    assert staff.post(f"{ACTS}/{act_id}/stop").get_json()["state"] == "stopped"
    assert staff.post(f"{ACTS}/{act_id}/advance").get_json()["counts"] == counted(changed=50, waiting=70)
    staff.post(f"{ACTS}/{act_id}/undo")
    assert until_done(staff, act_id)["counts"] == counted(undone=50, waiting=70)
    assert names_in(app, ids) == [None] * 120


def test_nothing_is_done_in_the_name_of_somebody_who_may_not_any_more(
    app: Any, started: tuple[LibraryClient, int, list[int]]
) -> None:
    staff, act_id, _ids = started
    staff.post(f"{ACTS}/{act_id}/advance")
    with app.app_context():
        db.session.get_one(User, staff.user_id).role = "auditor"
        db.session.commit()
        bulk_acts.go_on_with_bulk_acts(here(app), db.session.commit)
        assert db.session.get_one(BulkAct, act_id).state == "stopped"
        assert states_of(act_id) == {"changed": 50, "waiting": 70}


def test_what_cannot_be_asked_for_is_refused(sign_in_as: Any, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = sign_in_as("staff")
    ids = make_authors(app, "Author 1", "Author 2", "Author 3")
    ask = {"kind": RENAMING, "params": {"name": "另名"}}

    def code(**more: Any) -> str:
        return str(staff.post(ACTS, json={**ask, **more}).get_json().get("code"))

    assert code(kind="books.burn", ids=ids) == "bulk_kind_not_found"
    assert code(ids=ids, filter={}) == code() == code(ids=[]) == code(ids=[0]) == "invalid"
    assert code(filter={"begins": "Z"}) == "nothing_chosen"
    monkeypatch.setattr("backend.office.service.preparing.MOST_ROWS", 2)
    assert code(filter={"begins": "Author"}) == "too_many_things"
    monkeypatch.setattr("backend.office.service.preparing.MOST_ROWS", 3)
    found = staff.post(ACTS, json={**ask, "filter": {"begins": "Author"}}).get_json()
    assert found["row_count"] == 3
    assert staff.post(f"{ACTS}/{found['id']}/stop").get_json()["code"] == "bulk_act_not_ready"
    assert staff.delete(f"{ACTS}/{found['id']}").status_code == 204
    assert staff.post(f"{ACTS}/{found['id']}/start").get_json()["code"] == "bulk_act_not_found"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_previews_are_forgotten_after_a_day_and_acts_with_the_audit_log(library: Any) -> None:
    by, at = Actor(make_user(role="staff").id, "staff"), here(library)
    author = make_author("Author 1")
    preview, done = (make_bulk_act([author.id], by, at) for _ in range(2))
    kept, week = timedelta(days=30), timedelta(days=7)
    done.state = "done"
    db.session.flush()  # as if it had been done
    assert bulk_acts.forget_old_acts(NOW, kept) == 0
    assert bulk_acts.forget_old_acts(NOW + week, kept) == 1
    assert db.session.scalars(select(BulkAct.id)).all() == [done.id] != [preview.id]
    assert bulk_acts.forget_old_acts(NOW + timedelta(days=31), kept) == 1
    assert kind_named(RENAMING).thing == "author"
