"""What the library announces: to whom, from when to when, in which order, and put away by those who have read it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.announcements.models import AnnouncementDismissal
from backend.announcements.rules import Part, linked
from backend.core import clock
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.conftest import NOW
from tests.factories import make_announcement

NEWS = {"text_zh": "周一闭馆", "text_en": "Closed on Monday", "starts_on": "2026-11-20"}


def told(client: Any) -> list[str]:
    return [each["text_en"] for each in client.get("/api/announcements").get_json()["items"]]


def announce(app: Any, *texts: str, **values: Any) -> list[int]:
    with app.app_context():
        ids = [make_announcement(text_en=text, position=place, **values).id for place, text in enumerate(texts)]
        db.session.commit()
    return ids


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (None, ["everybody"]),
        ("reader", ["everybody", "readers"]),
        ("auditor", ["everybody", "staff"]),
        ("staff", ["everybody", "staff"]),
        ("admin", ["everybody", "staff"]),
    ],
)
def test_everybody_is_told_what_is_for_him(
    app: Any, guest: Any, sign_in_as: Any, role: str | None, expected: list[str]
) -> None:
    for audience in ("everybody", "readers", "staff"):
        announce(app, audience, audience=audience)
    assert told(guest if role is None else sign_in_as(role)) == expected


def test_an_announcement_is_told_from_its_first_day_to_its_last_by_the_librarys_clock(app: Any, guest: Any) -> None:
    announce(app, "two days", starts_on=date(2026, 11, 21), ends_on=date(2026, 11, 22))
    seen = {}
    # Half past four in the afternoon in UTC is past midnight in Shanghai.
    for hours in (7, 8, 55, 56):
        with clock.frozen(NOW + timedelta(hours=hours)):
            seen[hours] = told(guest)
    assert seen == {7: [], 8: ["two days"], 55: ["two days"], 56: []}


def test_who_puts_an_announcement_away_does_not_see_it_again_and_may_take_that_back(
    app: Any, guest: Any, sign_in_as: Any
) -> None:
    one, two = announce(app, "one", "two")
    reader, other = sign_in_as("reader"), sign_in_as("reader")
    for client in (reader, guest):
        assert client.put(f"/api/announcements/{one}/dismissal").status_code == 204
        assert client.put(f"/api/announcements/{one}/dismissal").status_code == 204
        assert told(client) == ["two"]
        assert client.put("/api/announcements/999/dismissal").get_json()["code"] == "announcement_not_found"
    assert told(other) == ["one", "two"]
    assert guest.put(f"/api/announcements/{two}/dismissal").status_code == 204
    assert told(guest) == []
    for client in (reader, guest):
        assert client.delete(f"/api/announcements/{one}/dismissal").status_code == 204
        assert "one" in told(client)
    with app.app_context():
        assert db.session.scalar(select(AnnouncementDismissal)) is None
    # What somebody else has written into the cookie is nobody's announcement.
    guest.set_cookie("shelfwise_dismissed", "1; DROP TABLE")
    assert told(guest) == ["one", "two"]


def test_the_staff_announces_corrects_ends_and_orders(app: Any, guest: Any, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    first = staff.post("/api/staff/announcements", json=NEWS).get_json()
    second = staff.post(
        "/api/staff/announcements", json={**NEWS, "text_zh": "新的开放时间", "text_en": "New hours", "kind": "warning"}
    ).get_json()
    assert told(guest) == ["New hours", "Closed on Monday"]
    assert staff.put("/api/staff/announcements/order", json={"ids": [first["id"]]}).status_code == 200
    assert told(guest) == ["Closed on Monday", "New hours"]
    path = f"/api/staff/announcements/{first['id']}"
    later = staff.put(path, json={**NEWS, "starts_on": "2026-12-01", "revision": 1}).get_json()
    assert (later["standing"], told(guest)) == ("coming", ["New hours"])
    assert staff.put(path, json={**NEWS, "revision": 1}).get_json()["code"] == "edited_meanwhile"
    other = f"/api/staff/announcements/{second['id']}"
    assert staff.put(f"{other}/ended", json={"ended": True, "revision": 1}).get_json()["standing"] == "past"
    assert told(guest) == []
    assert staff.put(f"{other}/ended", json={"ended": False, "revision": 2}).get_json()["standing"] == "now"
    assert told(guest) == ["New hours"]
    assert staff.delete(f"{other}?revision=3").status_code == 204
    assert told(guest) == []
    assert [each["id"] for each in staff.get("/api/staff/announcements").get_json()["items"]] == [first["id"]]
    wrong = staff.post("/api/staff/announcements", json={**NEWS, "ends_on": "2026-11-01"})
    assert wrong.status_code == 422
    assert (
        staff.put("/api/staff/announcements/order", json={"ids": [999]}).get_json()["code"] == "announcements_changed"
    )
    with app.app_context():
        acts = [(event.act, event.change) for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert acts == [
        ("add_announcement", "added"),
        ("add_announcement", "added"),
        ("order_announcements", "changed"),
        ("correct_announcement", "changed"),
        ("end_announcement", "changed"),
        ("end_announcement", "changed"),
        ("remove_announcement", "removed"),
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.org/a?b=1.", ["https://example.org/a?b=1"]),
        ("见 http://example.org/开馆", ["http://example.org/"]),
        ("(https://example.org)", ["https://example.org"]),
        ("javascript:alert(1) <a href='x'>no</a> //example.org", []),
        ("https://", []),
        ("a https://x.org b https://y.org", ["https://x.org", "https://y.org"]),
    ],
)
def test_web_addresses_alone_become_links(text: str, links: list[str]) -> None:
    parts = linked(text)
    assert "".join(part.text for part in parts) == text
    assert [part.href for part in parts if part.href] == links
    assert all(isinstance(part, Part) for part in parts)
