"""Five hundred books and many copies at once: looked at, done in parts, taken back, and told of."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from backend.catalog.models import Book, Copy
from backend.catalog.queries.facts import book_facts
from backend.catalog.service import index_books
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.clients import LibraryClient
from tests.factories import make_book, make_category, make_copy, make_user
from tests.lending import make_loan, make_title

MANY = 500


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff")
    return client


def _finish(staff: LibraryClient, act_id: int) -> dict[str, Any]:
    while True:
        act = staff.post(f"/api/staff/bulk-acts/{act_id}/advance").get_json()
        if act["state"] not in ("running", "undoing"):
            return dict(act)


def test_five_hundred_books_are_edited_after_a_preview_and_put_back(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        old, new = make_category("old"), make_category("new")
        ids = [make_book(f"Book {number}", (old,), publisher="Old House").id for number in range(MANY)]
        make_book("Another", publisher="Elsewhere")
        db.session.flush()  # the index reads what is stored
        index_books(ids)
        db.session.commit()
        assert new.id
    params = {
        "set": {"publisher": "人民文学出版社", "price_cents": 4500},
        "add_category": "new",
        "remove_category": "old",
    }
    asked = {"kind": "books.edit", "filter": {"publisher": "Old House"}, "params": params}
    act = staff.post("/api/staff/bulk-acts", json=asked).get_json()
    assert (act["state"], act["row_count"]) == ("preview", MANY)
    rows = staff.get(f"/api/staff/bulk-acts/{act['id']}/rows").get_json()["items"]
    assert rows[0]["before"] == {"publisher": "Old House", "price_cents": None, "categories": ["old"]}
    assert rows[0]["after"] == {"publisher": "人民文学出版社", "price_cents": 4500, "categories": ["new"]}
    assert staff.post(f"/api/staff/bulk-acts/{act['id']}/start").status_code == 200
    assert _finish(staff, act["id"])["state"] == "done"
    assert staff.get("/api/staff/books?publisher=人民文学出版社&category=new").get_json()["total"] == MANY
    with app.app_context():
        told = select(func.count()).where(AuditEvent.bulk_act_id == act["id"], AuditEvent.kind == "book")
        assert db.session.scalar(told) == MANY
        # Somebody changes one of them before the rest is put back.
        db.session.execute(update(Book).where(Book.id == ids[0]).values(publisher="By hand"))
        db.session.commit()
    assert staff.post(f"/api/staff/bulk-acts/{act['id']}/undo").status_code == 200
    assert _finish(staff, act["id"])["state"] == "undone"
    with app.app_context():
        facts = book_facts(ids)
        assert facts[ids[0]].publisher == "By hand"
        assert {facts[book_id].publisher for book_id in ids[1:]} == {"Old House"}
        assert {facts[book_id].categories for book_id in ids[1:]} == {("old",)}


def test_many_books_are_withdrawn_but_those_that_somebody_has(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        free, lent = make_title(1)[0], make_title(0)[0]
        make_loan(make_user(), lent)
        ids = [free.id, lent.id]
        db.session.commit()
    asked = {"kind": "books.withdraw", "ids": ids, "params": {"reason": "worn out"}}
    act = staff.post("/api/staff/bulk-acts", json=asked).get_json()
    rows = staff.get(f"/api/staff/bulk-acts/{act['id']}/rows").get_json()["items"]
    assert [(row["state"], row["problem"]) for row in rows] == [("waiting", None), ("failed", "open_loans")]
    staff.post(f"/api/staff/bulk-acts/{act['id']}/start")
    assert _finish(staff, act["id"])["state"] == "done"
    assert [one["id"] for one in staff.get("/api/staff/books?state=withdrawn").get_json()["items"]] == [ids[0]]
    staff.post(f"/api/staff/bulk-acts/{act['id']}/undo")
    assert _finish(staff, act["id"])["state"] == "undone"
    with app.app_context():
        assert db.session.get_one(Book, ids[0]).copies_free == 1


def test_many_copies_move_and_come_back(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        book, copies = make_title(3)
        place = make_copy(make_book()).location_id
        make_loan(make_user(), book, copy=copies[2])
        ids, was = [copy.id for copy in copies], [copy.location_id for copy in copies]
        book_id = book.id
        db.session.commit()
    params = {"location_id": place, "shelf_mark": "K1", "condition": "in_repair"}
    refused = staff.post("/api/staff/bulk-acts", json={"kind": "copies.edit", "ids": ids, "params": params})
    assert refused.status_code == 422
    asked = {"kind": "copies.edit", "ids": ids, "params": {**params, "reason": "binding"}}
    act = staff.post("/api/staff/bulk-acts", json=asked).get_json()
    rows = staff.get(f"/api/staff/bulk-acts/{act['id']}/rows").get_json()["items"]
    assert [row["problem"] for row in rows] == [None, None, "copy_on_loan"]
    staff.post(f"/api/staff/bulk-acts/{act['id']}/start")
    _finish(staff, act["id"])
    with app.app_context():
        found = db.session.execute(select(Copy.location_id, Copy.condition).where(Copy.id.in_(ids[:2]))).all()
        assert found == [(place, "in_repair")] * 2
    staff.post(f"/api/staff/bulk-acts/{act['id']}/undo")
    assert _finish(staff, act["id"])["state"] == "undone"
    with app.app_context():
        again = db.session.execute(select(Copy.location_id, Copy.condition, Copy.shelf_mark).order_by(Copy.id)).all()
        assert [tuple(row) for row in again[:2]] == [(was[0], "ok", None), (was[1], "ok", None)]
        assert db.session.get_one(Book, book_id).copies_free == 2
