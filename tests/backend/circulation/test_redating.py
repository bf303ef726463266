"""The library closes: what would be due then is due later, never earlier, and every reader is told."""

from datetime import date
from typing import Any

from sqlalchemy import select

from backend.circulation.models import CirculationEvent, Loan
from backend.circulation.rules.due_dates import due_at
from backend.circulation.service.redating import redate_loans
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.database import db
from backend.core.outbox import Message, Notice
from tests.backend.circulation.made_lending import HERE, SHANGHAI, make_loan
from tests.factories import make_book, make_copy, make_user

CLOSURE = {"first": "2026-12-24", "last": "2026-12-26", "reason_zh": "盘点", "reason_en": "Stocktaking"}


def _lend(*due_days: date, **values: Any) -> list[int]:
    made = []
    for day in due_days:
        book = make_book()
        made.append(make_loan(make_user(), book, make_copy(book), day, **values).id)
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
    assert staff.post("/api/staff/calendar/days", json=CLOSURE).get_json() == {"days": 3, "moved": 2}
    moved = ["2026-12-23", "2026-12-27", "2026-12-27", "2026-12-27"]
    with app.app_context():
        assert _due(loans) == moved
        assert _due(late + claimed) == ["2026-11-19", "2026-12-25"]
        one = db.session.get_one(Loan, loans[1])
        assert one.due_at == due_at(one.due_on, SHANGHAI)
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
    assert staff.delete("/api/staff/calendar/days", query_string=span).get_json() == {"days": 3, "moved": 0}
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
    assert admin.post("/api/staff/calendar/days", json=extra).get_json() == {"days": 1, "moved": 0}
    days = [{"weekday": day, "opens_at": "09:00", "closes_at": "20:30"} for day in range(1, 6)]
    assert admin.put("/api/staff/calendar/week", json={"days": days}).get_json() == {"moved": 2}
    with app.app_context():
        assert _due(loans) == ["2026-12-07", "2026-12-07", "2026-12-15"]
    # The extra day is taken back: what is due on it moves on.
    span = {name: extra[name] for name in ("first", "last")}
    assert admin.delete("/api/staff/calendar/days", query_string=span).get_json() == {"days": 1, "moved": 2}
    with app.app_context():
        assert _due(loans) == ["2026-12-08", "2026-12-08", "2026-12-15"]
    shown = admin.get("/api/staff/calendar?year=2026").get_json()
    assert shown["due"] == [{"day": "2026-12-08", "loans": 2}, {"day": "2026-12-15", "loans": 1}]
    assert [day["opens_at"] for day in shown["week"]] == [None, "09:00", "09:00", "09:00", "09:00", "09:00", None]


def test_the_clockwork_moves_what_was_lent_while_a_closure_was_written_down(library: Any, sign_in_as: Any) -> None:
    sign_in_as("staff").post("/api/staff/calendar/days", json=CLOSURE)
    loans = _lend(date(2026, 12, 25))
    assert redate_loans(CLOCKWORK_ACTOR, HERE) == 1
    assert redate_loans(CLOCKWORK_ACTOR, HERE) == 0
    assert _due(loans) == ["2026-12-27"]


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
