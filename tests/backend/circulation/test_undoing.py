"""What a reader lent himself he can give back a moment later, as if it had never been."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.circulation.models import Hold, Loan
from backend.cli.doctor import doctor
from backend.core import clock
from backend.core.database import db
from backend.core.outbox import Message
from backend.engagement.models import Review
from tests.backend.circulation.at_desk import choice, codes, lend, title
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_review
from tests.lending import set_policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def self_issue(app: Any) -> None:
    with app.app_context():
        set_policy(self_issue=True)


def borrow(reader: LibraryClient, book_id: int) -> Any:
    return reader.post("/api/loans", json={"book_id": book_id}).get_json()


def test_a_click_too_many_is_undone_and_nothing_of_it_counts(app: Any, people: list[LibraryClient]) -> None:
    reader, next_one, _ = people
    book_id, _ = title(app)
    with app.app_context():
        user, book = db.session.get_one(User, reader.user_id), db.session.get_one(Book, book_id)
        make_review(user, book)
        db.session.commit()
    loan = borrow(reader, book_id)
    assert loan["undo_until"] == "2026-11-20T02:15:00Z" or loan["undo_until"] > loan["borrowed_at"]
    waits = next_one.post("/api/holds", json={"book_id": book_id}).get_json()["id"]
    with app.app_context():
        assert db.session.query(Review).one().borrowed_here
    path = f"/api/loans/{loan['id']}/undo"
    assert next_one.post(path).status_code == 404, "it is not his"
    with clock.frozen(NOW + timedelta(minutes=15)):
        undone = reader.post(path).get_json()
    assert (undone["state"], undone["undo_until"]) == ("voided", None)
    assert reader.post(path).get_json()["code"] == "move_not_allowed", "once"
    assert reader.get("/api/loans?state=closed").get_json()["items"] == []
    assert choice(reader, book_id) == ("queue", []), "the copy is the next one's"
    with app.app_context():
        book = db.session.get_one(Book, book_id)
        assert (book.loans_30d, book.copies_free) == (0, 0)
        assert db.session.get_one(Hold, waits).state == "allocated"
        assert not db.session.query(Review).one().borrowed_here
        assert db.session.query(Message).filter_by(kind="loan_receipt").count() == 0
    assert app.test_cli_runner().invoke(doctor).output.endswith("\nLending: 0 problems.\nShop: 0 problems.\n")


def test_what_the_desk_lent_or_a_hold_led_to_or_is_too_long_ago_stays(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    reader = people[0]
    (_, [barcode]), (held, _), (long_ago, _) = title(app), title(app), title(app)
    at_desk = lend(desk, reader, barcode).get_json()["loan"]
    reader.post("/api/holds", json={"book_id": held})
    from_hold, old = borrow(reader, held), borrow(reader, long_ago)
    assert (at_desk["undo_until"], from_hold["undo_until"]) == (None, None)
    assert codes(reader.post(f"/api/loans/{at_desk['id']}/undo")) == {"lent_at_desk"}
    assert codes(reader.post(f"/api/loans/{from_hold['id']}/undo")) == {"was_waited_for"}
    with clock.frozen(NOW + timedelta(minutes=15, seconds=1)):
        [line] = [line for line in reader.get("/api/loans").get_json()["items"] if line["id"] == old["id"]]
        assert line["undo_until"] is None
        assert codes(reader.post(f"/api/loans/{old['id']}/undo")) == {"too_late_to_undo"}
        assert codes(reader.post(f"/api/loans/{at_desk['id']}/undo")) == {"lent_at_desk", "too_late_to_undo"}
    with app.app_context():
        assert {loan.state for loan in db.session.query(Loan)} == {"active"}


def test_a_badge_from_an_earlier_loan_is_kept(app: Any, desk: LibraryClient, people: list[LibraryClient]) -> None:
    reader = people[0]
    book_id, [barcode] = title(app)
    with app.app_context():
        user, book = db.session.get_one(User, reader.user_id), db.session.get_one(Book, book_id)
        make_review(user, book)
        db.session.commit()
    lend(desk, reader, barcode)
    desk.post("/api/desk/returns", json={"barcode": barcode})
    reader.post(f"/api/loans/{borrow(reader, book_id)['id']}/undo")
    with app.app_context():
        assert db.session.query(Review).one().borrowed_here
