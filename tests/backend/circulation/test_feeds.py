"""A reader's due dates in his own calendar: a file, and an address that only he gives away."""

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from backend.accounts.models import User
from backend.core.database import db
from tests.clients import LibraryClient
from tests.factories import make_book
from tests.lending import make_hold, make_loan

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def busy(app: Any, reader: LibraryClient) -> LibraryClient:
    """A reader with two books at home, one that lies ready, and some that say nothing about a day."""
    with app.app_context():
        me = db.session.get_one(User, reader.user_id)
        make_loan(me, make_book('三体, "黑暗森林"; 死神永生'), date(2026, 12, 4))
        make_loan(me, make_book("围城"), date(2026, 11, 1))
        make_loan(me, make_book("Back"), date(2026, 12, 1), state="returned")
        make_loan(me, make_book("Lost"), date(2026, 12, 1), state="lost")
        make_hold(me, make_book("活着"), state="ready", pickup_until=date(2026, 11, 24))
        make_hold(me, make_book("Waiting"))
        db.session.commit()
    return reader


def days(data: bytes) -> list[tuple[str, date, date]]:
    events = Calendar.from_ical(data).walk("VEVENT")
    return [(str(event["SUMMARY"]), event.decoded("DTSTART"), event.decoded("DTEND")) for event in events]


def test_each_due_date_is_a_whole_day_of_the_calendar(busy: LibraryClient) -> None:
    answer = busy.get("/api/loans/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert days(answer.data) == [
        ("归还《围城》", date(2026, 11, 1), date(2026, 11, 2)),
        ("取书：《活着》的最后一天", date(2026, 11, 24), date(2026, 11, 25)),
        ('归还《三体, "黑暗森林"; 死神永生》', date(2026, 12, 4), date(2026, 12, 5)),
    ]
    assert b"VALUE=DATE:20261204" in answer.data, "no clock and no time zone can move it"


def test_the_secret_address_can_be_made_anew_and_closed(busy: LibraryClient, guest: Any) -> None:
    assert busy.get("/api/calendar-feed").get_json() == {"address": None}
    first = busy.post("/api/calendar-feed", json={}).get_json()["address"]
    path = first.removeprefix("http://127.0.0.1:8000")
    assert len(days(guest.get(path).data)) == 3
    assert guest.get(path).headers["Cache-Control"] == "private, no-store"
    second = busy.post("/api/calendar-feed", json={}).get_json()["address"]
    assert second != first
    assert guest.get(path).status_code == 404
    assert busy.get("/api/calendar-feed").get_json() == {"address": second}
    assert busy.delete("/api/calendar-feed").status_code == 204
    assert guest.get(second.removeprefix("http://127.0.0.1:8000")).status_code == 404
