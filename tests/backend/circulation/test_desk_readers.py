"""What the desk finds out about readers and copies: who is meant, what is over, who is asked again, what type it is."""

from datetime import date, timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.circulation.models import Hold
from backend.circulation.queries.finding import MOST_FOUND
from backend.core import clock
from backend.core.database import db
from backend.core.outbox import Message, Notice
from tests.backend.circulation.at_desk import bring_back, codes, lend, title
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_book, make_item_type, make_user
from tests.lending import make_fine, make_hold, make_loan, make_policy
from tests.queries import count_queries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_readers_are_found_by_name_card_and_address_with_what_they_have_and_owe(app: Any, desk: LibraryClient) -> None:
    with app.app_context():
        late = make_user(name="lin-anna", display_name="林安娜", email="anna@example.org")
        make_loan(late, make_book(), date(2026, 11, 1))
        make_loan(late, make_book(), date(2026, 12, 1))
        make_fine(late, 250)
        for number in range(12):
            make_user(name=f"berlin-{number:02}")
        make_user(name="somebody-else")
        db.session.commit()
        late_id = late.id
    likely = "/api/staff/users?sort=likely&size=20&q="
    found = desk.get(f"{likely}lin").get_json()
    assert (found["total"], len(found["items"])) == (13, 13)
    first = found["items"][0]
    told = {
        "id": late_id,
        "name": "lin-anna",
        "display_name": "林安娜",
        "email": "anna@example.org",
        "blocked": False,
        "open_loans": 2,
        "overdue_loans": 1,
        "open_holds": 0,
        "debt_cents": 250,
    }
    assert {name: first[name] for name in told} == told
    pages = [
        desk.get(f"{likely}lin&page={page}".replace("size=20", "size=5")).get_json()["items"] for page in (1, 2, 3)
    ]
    assert [one["id"] for page in pages for one in page] == [one["id"] for one in found["items"]]
    for words in (first["card_number"], first["card_number"].lower(), "anna@example", "安娜"):
        assert [one["id"] for one in desk.get(f"{likely}{words}").get_json()["items"]] == [late_id]
    assert desk.get(f"{likely}%25").get_json()["total"] == 0, "a sign is a letter like others"
    with count_queries() as few:
        desk.get(f"{likely}lin".replace("size=20", "size=2"))
    with count_queries() as many:
        desk.get(f"{likely}lin")
    assert len(few) == len(many)
    assert len(desk.get("/api/desk/readers?q=lin").get_json()["items"]) == MOST_FOUND


def test_the_desk_sees_of_what_is_over_the_last_days_and_what_is_owed_for(app: Any, desk: LibraryClient) -> None:
    with app.app_context():
        keeper, other = make_user(keep_loan_history=True), make_user()
        ago = {days: NOW - timedelta(days=days) for days in (1, 13, 15, 400)}
        for who in (keeper, other):
            for days, at in ago.items():
                make_loan(who, make_book(f"{days}"), at.date(), state="returned", closed_at=at)
            make_loan(who, make_book("by mistake"), date(2026, 11, 20), state="voided")
            owed, paid = (
                make_loan(who, make_book(name), ago[400].date(), state="returned", closed_at=ago[400])
                for name in ("owed", "paid")
            )
            make_fine(who, 100, owed)
            make_fine(who, 100, paid)
            make_fine(who, -100, paid)
        db.session.commit()
        ids = keeper.id, other.id
    for user_id, keeps, seen in zip(ids, (True, False), (["1", "13", "owed"], ["owed"]), strict=True):
        answer = desk.get(f"/api/desk/readers/{user_id}/loans-over").get_json()
        assert ([line["book"]["title"] for line in answer["items"]], answer["keeps_history"]) == (seen, keeps)
        assert answer["total"] == len(seen)
    assert desk.get("/api/desk/readers/2147483647/loans-over").status_code == 404


def test_a_late_reader_is_asked_again_once_a_day_and_it_is_on_record(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    _, [barcode] = title(app)
    loan_id = lend(desk, people[0], barcode).get_json()["loan"]["id"]
    path = f"/api/desk/loans/{loan_id}/contact"
    with clock.frozen(NOW + timedelta(days=30)):
        assert codes(desk.post(path)) == {"not_overdue"}, "it is due today"
    with clock.frozen(NOW + timedelta(days=33)):
        [line] = desk.get("/api/staff/loans?state=overdue").get_json()["items"]
        assert line["contacted_on"] is None
        assert desk.post(path).get_json()["contacted_on"] == "2026-12-23"
        assert codes(desk.post(path)) == {"contacted_today"}
        [line] = desk.get("/api/staff/loans?state=overdue").get_json()["items"]
        assert line["contacted_on"] == "2026-12-23"
    with clock.frozen(NOW + timedelta(days=34)):
        assert desk.post(path).get_json()["contacted_on"] == "2026-12-24"
    with app.app_context():
        told = db.session.query(Notice).filter_by(kind="overdue").order_by(Notice.id).all()
        assert [(one.user_id, one.facts["days"], one.facts["cents"]) for one in told] == [
            (people[0].user_id, 3, 20),
            (people[0].user_id, 4, 40),
        ]
        assert db.session.query(Message).filter_by(kind="overdue").count() == 2
    events = desk.get(f"/api/desk/events?entity=loan&id={loan_id}").get_json()["items"]
    assert [(event["action"], event["actor_role"]) for event in events] == [
        *[("contact", "staff")] * 2,
        ("checkout", "staff"),
    ]
    with clock.frozen(NOW + timedelta(days=35)):
        bring_back(desk, barcode)
        assert desk.post(path).get_json()["code"] == "move_not_allowed"


def test_a_copy_becomes_another_type_and_whoever_may_have_it_now_is_served(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    reader = people[0]
    book_id, [barcode] = title(app)
    with app.app_context():
        film = make_item_type().id
        make_policy(None, film, None, lends=False)
        db.session.commit()
    shown = desk.get(f"/api/desk/copies/{barcode}").get_json()
    assert shown["item_type"]["id"] == 1
    path = f"/api/desk/copies/{barcode}/item-type"
    changed = desk.put(path, json={"item_type_id": film}).get_json()
    assert (changed["item_type"]["id"], changed["copy"]["barcode"]) == (film, barcode)
    assert codes(lend(desk, reader, barcode)) == {"not_for_loan"}
    held = reader.post("/api/holds", json={"book_id": book_id})
    assert codes(held) == {"not_for_loan"}
    with app.app_context():
        user, book = db.session.get_one(User, reader.user_id), db.session.get_one(Book, book_id)
        hold_id = make_hold(user, book).id
        db.session.commit()
    for _ in range(2):
        assert desk.put(path, json={"item_type_id": 1}).status_code == 200
    with app.app_context():
        assert db.session.get_one(Hold, hold_id).state == "allocated"
        copy = db.session.query(Copy).filter_by(barcode=barcode).one()
        events = desk.get(f"/api/desk/events?entity=copy&id={copy.id}").get_json()["items"]
    assert [(one["action"], one["before"], one["after"], one["facts"]["to"]) for one in events] == [
        ("reclassify", "ok", "ok", "book"),
        ("reclassify", "ok", "ok", events[1]["facts"]["to"]),
    ]
    assert desk.put(path, json={"item_type_id": 404}).get_json()["code"] == "item_type_not_found"
    assert desk.put("/api/desk/copies/nothing/item-type", json={"item_type_id": 1}).status_code == 404
