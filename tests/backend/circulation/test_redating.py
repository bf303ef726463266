"""The library closes: what would be due then is due later, never earlier, and every reader is told."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from backend.circulation.models import CirculationEvent, Hold, Loan
from backend.circulation.rules.due_dates import due_at
from backend.circulation.service.redating import Moved, redate
from backend.core import clock
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.database import db
from backend.core.outbox import Message, Notice
from tests.factories import make_book, make_user
from tests.lending import HERE, ZONE, make_hold, make_loan

DECEMBER = datetime(2026, 12, 21, 2, tzinfo=UTC)
CLOSURE = {"first": "2026-12-24", "last": "2026-12-26", "reason_zh": "盘点", "reason_en": "Stocktaking"}


def _lend(*due_days: date, **values: Any) -> list[int]:
    made = []
    for day in due_days:
        made.append(make_loan(make_user(), make_book(), day, **values).id)
    return made


def _due(loan_ids: list[int]) -> list[str]:
    db.session.expire_all()
    return [db.session.get_one(Loan, loan_id).due_on.isoformat() for loan_id in loan_ids]


def test_a_closure_makes_loans_due_later_and_taking_it_back_none_earlier(app: Any, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    with app.app_context():
        loans = _lend(date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 26), date(2026, 12, 27))
        late = _lend(date(2026, 11, 19))
        claimed = _lend(date(2026, 12, 25), state="claimed_returned")
        db.session.commit()
    span = {name: CLOSURE[name] for name in ("first", "last")}
    preview = staff.get("/api/staff/calendar/days/preview", query_string=span).get_json()
    assert (preview["days"], preview["closes"], preview["loans"], preview["differing"]) == (3, 3, 2, [])
    assert preview["later"] == [
        {"due_on": "2026-12-24", "moves_to": "2026-12-27", "loans": 1},
        {"due_on": "2026-12-26", "moves_to": "2026-12-27", "loans": 1},
    ]
    assert staff.post("/api/staff/calendar/days", json=CLOSURE).get_json() == {"days": 3, "moved": 2, "moved_holds": 0}
    moved = ["2026-12-23", "2026-12-27", "2026-12-27", "2026-12-27"]
    with app.app_context():
        assert _due(loans) == moved
        assert _due(late + claimed) == ["2026-11-19", "2026-12-25"]
        one = db.session.get_one(Loan, loans[1])
        assert one.due_at == due_at(one.due_on, ZONE)
        events = db.session.scalars(select(CirculationEvent).order_by(CirculationEvent.id)).all()
        assert [(event.action, event.entity_id, event.actor_id) for event in events] == [
            ("change_due", loans[1], staff.user_id),
            ("change_due", loans[2], staff.user_id),
        ]
        told = db.session.scalars(select(Notice).order_by(Notice.id)).all()
        assert [(notice.kind, notice.user_id, notice.facts["due_on"]) for notice in told] == [
            ("due_date_moved", db.session.get_one(Loan, loan).user_id, "2026-12-27") for loan in loans[1:3]
        ]
        assert len(db.session.scalars(select(Message)).all()) == 2
    again = staff.post("/api/staff/calendar/days", json=CLOSURE)
    assert (again.status_code, again.get_json()["code"]) == (409, "days_differ_already")
    assert staff.delete("/api/staff/calendar/days", query_string=span).get_json() == {
        "days": 3,
        "moved": 0,
        "moved_holds": 0,
    }
    with app.app_context():
        assert _due(loans) == moved
    assert staff.delete("/api/staff/calendar/days", query_string=span).get_json()["code"] == "day_as_usual"


def test_a_week_with_fewer_days_moves_what_is_due_on_the_others(app: Any, sign_in_as: Any) -> None:
    admin = sign_in_as("admin")
    with app.app_context():
        # A Sunday and a Monday, both to be closed; the Monday is opened for once.
        loans = _lend(date(2026, 12, 6), date(2026, 12, 7), date(2026, 12, 13))
        db.session.commit()
    extra = {"first": "2026-12-07", "last": "2026-12-07", "opens_at": "10:00", "closes_at": "12:00"}
    assert admin.post("/api/staff/calendar/days", json=extra).get_json() == {"days": 1, "moved": 0, "moved_holds": 0}
    days = [{"weekday": day, "opens_at": "09:00", "closes_at": "20:30"} for day in range(1, 6)]
    assert admin.put("/api/staff/calendar/week", json={"days": days}).get_json() == {"moved": 2, "moved_holds": 0}
    with app.app_context():
        assert _due(loans) == ["2026-12-07", "2026-12-07", "2026-12-15"]
    # The extra day is taken back: what is due on it moves on.
    span = {name: extra[name] for name in ("first", "last")}
    assert admin.delete("/api/staff/calendar/days", query_string=span).get_json() == {
        "days": 1,
        "moved": 2,
        "moved_holds": 0,
    }
    with app.app_context():
        assert _due(loans) == ["2026-12-08", "2026-12-08", "2026-12-15"]
    shown = admin.get("/api/staff/calendar?year=2026").get_json()
    assert shown["due"] == [{"day": "2026-12-08", "loans": 2}, {"day": "2026-12-15", "loans": 1}]
    assert [day["opens_at"] for day in shown["week"]] == [None, "09:00", "09:00", "09:00", "09:00", "09:00", None]


def test_the_clockwork_moves_what_was_lent_while_a_closure_was_written_down(library: Any, sign_in_as: Any) -> None:
    sign_in_as("staff").post("/api/staff/calendar/days", json=CLOSURE)
    loans = _lend(date(2026, 12, 25))
    assert redate(CLOCKWORK_ACTOR, HERE) == Moved(loans=1)
    assert redate(CLOCKWORK_ACTOR, HERE) == Moved()
    assert _due(loans) == ["2026-12-27"]


def test_what_lies_ready_lies_there_for_as_many_open_days_as_before(app: Any, sign_in_as: Any) -> None:
    """Until the last day of the closure, over it, past it; given up and waiting ones are nobody's business."""
    staff = sign_in_as("staff")
    spans = {"2026-12-23": "2026-12-23", "2026-12-25": "2026-12-28", "2026-12-28": "2026-12-31"}
    with app.app_context(), clock.frozen(DECEMBER):
        ready = [
            make_hold(make_user(), make_book(), state="ready", pickup_until=date.fromisoformat(day)) for day in spans
        ]
        make_hold(make_user(), make_book(), state="allocated")
        make_hold(make_user(), make_book(), state="no_show")
        db.session.commit()
        ids, readers = [hold.id for hold in ready], [hold.user_id for hold in ready]
    span = {name: CLOSURE[name] for name in ("first", "last")}
    with clock.frozen(DECEMBER):
        preview = staff.get("/api/staff/calendar/days/preview", query_string=span).get_json()
        assert (preview["loans"], preview["holds"]) == (0, 2)
        closed = staff.post("/api/staff/calendar/days", json=CLOSURE).get_json()
        assert closed == {"days": 3, "moved": 0, "moved_holds": 2}
        assert staff.delete("/api/staff/calendar/days", query_string=span).get_json()["moved_holds"] == 0
    with app.app_context():
        kept = [db.session.get_one(Hold, hold_id).pickup_until for hold_id in ids]
        assert [day and day.isoformat() for day in kept] == list(spans.values())
        events = db.session.scalars(select(CirculationEvent).order_by(CirculationEvent.id)).all()
        assert [(event.action, event.entity_id, event.facts) for event in events] == [
            ("move_pickup", hold_id, {"from": before, "until": until})
            for hold_id, (before, until) in list(zip(ids, spans.items(), strict=True))[1:]
        ]
        told = db.session.scalars(select(Notice).order_by(Notice.id)).all()
        assert [(one.kind, one.user_id, one.facts["pickup_until"]) for one in told] == [
            ("pickup_moved", user_id, until)
            for user_id, until in zip(readers[1:], list(spans.values())[1:], strict=True)
        ]
        assert [letter.kind for letter in db.session.scalars(select(Message))] == ["pickup_moved"] * 2


def test_the_clockwork_keeps_for_longer_what_was_made_ready_meanwhile(library: Any, sign_in_as: Any) -> None:
    sign_in_as("staff").post("/api/staff/calendar/days", json=CLOSURE)
    hold = make_hold(make_user(), make_book(), state="ready", pickup_until=date(2026, 12, 25))
    assert redate(CLOCKWORK_ACTOR, HERE) == Moved(holds=1)
    assert redate(CLOCKWORK_ACTOR, HERE) == Moved()
    assert hold.pickup_until == date(2026, 12, 27)


def test_a_calendar_without_an_open_day_is_refused(sign_in_as: Any) -> None:
    admin = sign_in_as("admin")
    year = {"first": "2026-11-20", "last": "2027-11-20"}
    assert admin.post("/api/staff/calendar/days", json=year).get_json()["code"] == "always_closed"
    assert admin.put("/api/staff/calendar/week", json={"days": []}).status_code == 422
    longer = admin.post("/api/staff/calendar/days", json={**year, "last": "2028-11-20"})
    assert (longer.status_code, longer.get_json()["code"]) == (422, "range_refused")
    hours = admin.get("/api/opening-hours").get_json()
    assert (hours["differing"], hours["next_open_on"]) == ([], "2026-11-20")


def test_everybody_sees_when_the_library_is_open(guest: Any, sign_in_as: Any) -> None:
    today = {**CLOSURE, "first": "2026-11-20", "last": "2026-11-21"}
    sign_in_as("staff").post("/api/staff/calendar/days", json=today)
    shown = guest.get("/api/opening-hours").get_json()
    assert shown["today"] == {
        "day": "2026-11-20",
        "opens_at": None,
        "closes_at": None,
        "reason_zh": "盘点",
        "reason_en": "Stocktaking",
    }
    assert (shown["next_open_on"], shown["time_zone"]) == ("2026-11-22", "Asia/Shanghai")
    assert shown["week"][0] == {"weekday": 0, "opens_at": "09:00", "closes_at": "18:00"}
    assert [day["day"] for day in shown["differing"]] == ["2026-11-20", "2026-11-21"]
