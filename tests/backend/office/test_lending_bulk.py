"""Many loans renewed and taken back, many readers asked again, many holds given up."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan
from backend.core.database import db
from backend.core.outbox import Notice
from backend.office.models import BulkRow
from tests.clients import LibraryClient
from tests.factories import make_user
from tests.lending import HERE, make_hold, make_loan, make_title

ACTS = "/api/staff/bulk-acts"
TODAY = HERE.today


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff")
    return client


def looked_at(staff: LibraryClient, **asked: Any) -> tuple[int, list[Any]]:
    """The act, and its rows before anything is done."""
    made = staff.post(ACTS, json=asked)
    assert made.status_code == 201, made.get_json()
    act_id = made.get_json()["id"]
    return act_id, staff.get(f"{ACTS}/{act_id}/rows").get_json()["items"]


def done(staff: LibraryClient, act_id: int, step: str = "start") -> dict[str, int]:
    assert staff.post(f"{ACTS}/{act_id}/{step}").status_code == 200
    while (answer := staff.post(f"{ACTS}/{act_id}/advance").get_json())["at_work"]:
        pass
    return {state: number for state, number in answer["counts"].items() if number}


def test_chosen_loans_are_renewed_as_the_rules_say_and_taken_back(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        reader = make_user(name="hidden-reader")
        soon, early, late, waited_for, again = (make_title(1) for _ in range(5))
        days = (2, 20, -3, 2, 3)
        made = [
            make_loan(reader, book, TODAY + timedelta(days=day), copy)
            for (book, [copy]), day in zip((soon, early, late, waited_for, again), days, strict=True)
        ]
        for _ in range(2):
            make_hold(make_user(), waited_for[0], "queued")
        db.session.commit()
        ids = [loan.id for loan in made]
        due = {loan.id: loan.due_on for loan in made}
    act_id, rows = looked_at(staff, kind="loans.renew", ids=ids)
    problems = [row["problem"] for row in rows]
    assert problems == [None, "too_early", None, "others_wait", None]
    assert rows[0]["after"] == {"due_on": "2026-12-20", "renewals": 1}
    assert done(staff, act_id) == {"changed": 3, "failed": 2}
    with app.app_context():
        assert [db.session.get_one(Loan, loan_id).renewals for loan_id in ids] == [1, 0, 1, 0, 1]
        # Nobody can read in the act who it was.
        told = str([(row.name, row.before, row.after) for row in db.session.scalars(select(BulkRow))])
        assert "hidden-reader" not in told
        charged = db.session.scalars(select(FineEntry.loan_id)).all()
        # The last one is renewed at the desk once more, before the act is taken back.
        db.session.get_one(Loan, ids[4]).due_on = date(2027, 1, 15)
        db.session.commit()
    assert done(staff, act_id, "undo") == {"failed": 2, "undone": 1, "kept": 2}
    with app.app_context():
        first = db.session.get_one(Loan, ids[0])
        assert (first.due_on, first.renewals) == (due[ids[0]], 0)
        # What was late would be late again, and it was charged for.
        assert db.session.get_one(Loan, ids[2]).renewals == 1
        assert set(charged) <= {ids[2]}
        events = select(CirculationEvent.action).where(
            CirculationEvent.entity == "loan", CirculationEvent.entity_id == ids[0]
        )
        assert db.session.scalars(events.order_by(CirculationEvent.id)).all() == ["renew", "change_due"]
        moved = db.session.scalars(select(Notice).where(Notice.kind == "due_date_moved")).all()
        assert [notice.facts["due_on"] for notice in moved] == [str(due[ids[0]])]


def test_all_that_a_filter_finds_are_asked_again_once_a_day_and_for_good(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        for days in (1, 9, 30):
            book, [copy] = make_title(1)
            make_loan(make_user(), book, TODAY - timedelta(days=days), copy)
        db.session.commit()
    sought = {"state": "overdue", "days": 5}
    act_id, rows = looked_at(staff, kind="loans.contact", filter=sought)
    assert [row["before"] for row in rows] == [{"asked_on": None}] * 2
    assert done(staff, act_id) == {"changed": 2}
    assert staff.get("/api/staff/loans?state=overdue&asked=true").get_json()["total"] == 2
    refused = staff.post(f"{ACTS}/{act_id}/undo")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "bulk_act_not_ready"), "a letter stays sent"
    _, rows = looked_at(staff, kind="loans.contact", filter=sought)
    assert {row["problem"] for row in rows} == {"contacted_today"}
    with app.app_context():
        assert len(db.session.scalars(select(Notice).where(Notice.kind == "overdue")).all()) == 2


def test_chosen_holds_are_given_up_with_a_reason_and_their_copies_go_on(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        book, [copy] = make_title(1)
        ready = make_hold(make_user(), book, "ready", copy)
        over = make_hold(make_user(), book, "fulfilled")
        queued = make_hold(make_user(), book, "queued")
        db.session.commit()
        ids = [ready.id, over.id]
        next_id = queued.id
    assert staff.post(ACTS, json={"kind": "holds.cancel", "ids": ids, "params": {"reason": " "}}).status_code == 422
    act_id, rows = looked_at(staff, kind="holds.cancel", ids=ids, params={"reason": "The shelf burnt"})
    assert [row["problem"] for row in rows] == [None, "move_not_allowed"]
    assert done(staff, act_id) == {"changed": 1, "failed": 1}
    assert staff.post(f"{ACTS}/{act_id}/undo").status_code == 409
    with app.app_context():
        assert [db.session.get_one(Hold, one).state for one in (*ids, next_id)] == [
            "cancelled",
            "fulfilled",
            "allocated",
        ]
