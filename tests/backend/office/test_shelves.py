"""Curated shelves are made, filled, ordered and scheduled; the home page shows them in their days."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.core import clock
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.conftest import NOW
from tests.factories import make_book

TODAY = date(2026, 11, 20)
SHELF = {"title_zh": "冬日读物", "title_en": "Winter reading", "intro_zh": "炉边。", "intro_en": "By the fire."}


def make_books(app: Any, *titles: str) -> list[int]:
    with app.app_context():
        ids = [make_book(title).id for title in titles]
        db.session.commit()
    return ids


def home(guest: Any) -> list[str]:
    return [shelf["slug"] for shelf in guest.get("/api/curated-lists").get_json()["items"]]


def test_a_shelf_is_made_filled_ordered_shown_and_taken_away(app: Any, guest: Any, sign_in_as: Any) -> None:
    one, two, three = make_books(app, "雪国", "沙丘", "围城")
    staff = sign_in_as("staff")
    made = staff.post("/api/staff/shelves", json={**SHELF, "book_ids": [one, two]}).get_json()
    shelf, path = made["shelf"], f"/api/staff/shelves/{made['shelf']['id']}"
    assert (shelf["slug"], shelf["standing"], shelf["book_count"]) == ("winter-reading", "draft", 2)
    assert home(guest) == []
    ordered = staff.put(f"{path}/books", json={"book_ids": [three, one], "revision": 1}).get_json()
    assert [book["id"] for book in ordered["books"]] == [three, one]
    assert staff.put(f"{path}/books", json={"book_ids": [one], "revision": 1}).get_json()["code"] == "edited_meanwhile"
    assert staff.put(f"{path}/books", json={"book_ids": [999], "revision": 2}).get_json()["code"] == "book_not_found"
    shown = staff.put(path, json={**SHELF, "published": True, "revision": 2}).get_json()["shelf"]
    assert (shown["standing"], home(guest)) == ("now", ["winter-reading"])
    with app.app_context():
        told = {event.act: event for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))}
        assert told["set_shelf_books"].before == {"books": ["雪国", "沙丘"]}
        assert told["set_shelf_books"].after == {"books": ["围城", "雪国"]}
        assert told["correct_shelf"].after == {"published": True}
    assert staff.delete(f"{path}?revision=3").status_code == 204
    assert home(guest) == []
    # The toast brings it back under the same address.
    again = staff.post("/api/staff/shelves", json={**SHELF, "published": True, "book_ids": [three, one]}).get_json()
    assert (again["shelf"]["slug"], home(guest)) == ("winter-reading", ["winter-reading"])


@pytest.mark.parametrize(
    ("values", "standing", "on_home", "own_page"),
    [
        ({"published": True, "starts_on": "2026-11-21"}, "coming", False, 404),
        ({"published": True, "starts_on": "2026-11-20", "ends_on": "2026-11-20"}, "now", True, 200),
        ({"published": True, "ends_on": "2026-11-19"}, "past", False, 404),
        ({"published": True, "on_home": False}, "now", False, 200),
        ({"published": False}, "draft", False, 404),
    ],
)
def test_readers_see_a_shelf_in_its_days_only(
    app: Any, guest: Any, sign_in_as: Any, values: Any, standing: str, on_home: bool, own_page: int
) -> None:
    made = sign_in_as("staff").post("/api/staff/shelves", json={**SHELF, **values}).get_json()["shelf"]
    assert made["standing"] == standing
    assert bool(home(guest)) == on_home
    assert guest.get("/api/curated-lists/winter-reading").status_code == own_page


def test_the_librarys_clock_decides_when_a_day_begins(app: Any, guest: Any, sign_in_as: Any) -> None:
    body = {**SHELF, "published": True, "starts_on": "2026-11-21"}
    sign_in_as("staff").post("/api/staff/shelves", json=body)
    # 16:30 in UTC is half past midnight in Shanghai.
    with clock.frozen(NOW + timedelta(hours=8)):
        assert home(guest) == ["winter-reading"]


def test_shelves_are_put_in_order_by_those_who_see_all_of_them(app: Any, guest: Any, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    titles = ("First", "Second", "Third")
    ids = [
        staff.post("/api/staff/shelves", json={"title_zh": each, "title_en": each, "published": True}).get_json()[
            "shelf"
        ]["id"]
        for each in titles
    ]
    assert home(guest) == ["first", "second", "third"]
    assert staff.put("/api/staff/shelves/order", json={"ids": [ids[2], ids[0], ids[1]]}).status_code == 200
    assert home(guest) == ["third", "first", "second"]
    assert staff.put("/api/staff/shelves/order", json={"ids": ids[:2]}).get_json()["code"] == "shelves_changed"
    wrong = {"title_zh": "一", "title_en": "One", "starts_on": "2026-12-01", "ends_on": "2026-11-01"}
    assert staff.post("/api/staff/shelves", json=wrong).status_code == 422
    with app.app_context():
        [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "order_shelves"))
        assert event.after == {"order": ["Third", "First", "Second"]}
