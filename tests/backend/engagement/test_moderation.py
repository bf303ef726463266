"""What makes a review wait, and what the library decides about it."""

from datetime import timedelta
from typing import Any

import pytest

from backend.catalog.models import Book
from backend.core import clock
from backend.core.database import db
from backend.engagement.models import Review
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_book, make_review, make_user
from tests.queries import count_queries

REVIEW = {"text": "便宜代写论文", "language": "zh", "visibility": "public"}


@pytest.fixture
def book_id(app: Any) -> int:
    with app.app_context():
        book = make_book("围城")
        db.session.commit()
        return int(book.id)


@pytest.fixture
def staff(sign_in_as: Any) -> Any:
    return sign_in_as("staff")


def shown(client: Any, book_id: int) -> int:
    return int(client.get(f"/api/books/{book_id}/reviews").get_json()["total"])


def queue(staff: Any, name: str = "waiting") -> list[Any]:
    items: list[Any] = staff.get(f"/api/admin/reviews?queue={name}").get_json()["items"]
    return items


def decide(staff: Any, review_id: int, **decision: Any) -> Any:
    return staff.post(f"/api/admin/reviews/{review_id}/decide", json=decision)


def test_a_public_review_with_a_word_of_the_filter_waits_for_the_library(
    reader: LibraryClient, guest: Any, staff: Any, book_id: int
) -> None:
    assert staff.post("/api/admin/filter-words", json={"word": "代写論文"}).get_json()["normalised"] == "代写论文"
    path = f"/api/books/{book_id}/review"
    assert reader.put(path, json={**REVIEW, "visibility": "private"}).get_json()["state"] == "published"
    assert queue(staff) == [], "what nobody sees is nobody's business"
    mine = reader.put(path, json=REVIEW).get_json()
    assert (mine["state"], mine["held_for"], shown(guest, book_id)) == ("held", "words", 0)
    [waiting] = queue(staff)
    assert waiting["words"] == ["代写論文"]
    hidden = decide(staff, mine["id"], state="hidden", reason="这里不登广告").get_json()
    assert (hidden["state"], hidden["decided_at"]) == ("hidden", "2026-11-20T08:30:00Z")
    [notice] = reader.get("/api/notices").get_json()["items"]
    assert (notice["kind"], notice["facts"]) == ("review_hidden", {"book": "围城", "reason": "这里不登广告"})
    told = reader.get("/api/reviews").get_json()["items"][0]["review"]
    assert (told["state"], told["decision_reason"]) == ("hidden", "这里不登广告")
    assert (queue(staff), [item["id"] for item in queue(staff, "decided")]) == ([], [mine["id"]])
    anew = reader.put(path, json={**REVIEW, "text": "城外的人想进去。"}).get_json()
    assert (anew["state"], shown(guest, book_id)) == ("held", 0), "written anew, it waits for another decision"
    [waiting] = queue(staff)
    assert [edit["text"] for edit in waiting["edits"]] == [REVIEW["text"]] and waiting["words"] == []
    decide(staff, mine["id"], state="published")
    assert shown(guest, book_id) == 1


def test_enough_reports_take_a_review_off_the_page_until_somebody_decides(
    app: Any, guest: Any, staff: Any, sign_in_as: Any, book_id: int
) -> None:
    with app.app_context():
        review_id = make_review(make_user(), db.session.get_one(Book, book_id)).id
        db.session.commit()
    path = f"/api/reviews/{review_id}/report"
    readers = [sign_in_as("reader") for _ in range(4)]
    for reader in (*readers[:2], readers[0]):
        assert reader.put(path, json={"reason": "spam"}).get_json()["reported"] is True
    assert shown(guest, book_id) == 1, "one reader counts once"
    assert len(queue(staff)[0]["reports"]) == 2, "and the library knows of it already"
    readers[1].delete(path)
    readers[2].put(path, json={"reason": "other", "comment": "抄自别处"})
    assert shown(guest, book_id) == 1
    readers[3].put(path, json={"reason": "spoiler"})
    assert shown(guest, book_id) == 0
    [waiting] = queue(staff)
    assert (waiting["held_for"], [report["reason"] for report in waiting["reports"]]) == (
        "reports",
        ["spam", "other", "spoiler"],
    )
    assert decide(staff, review_id, state="hidden").get_json()["fields"]["reason"][0]["code"] == "reason_missing"
    decide(staff, review_id, state="published", reason="没有问题")
    assert (shown(guest, book_id), queue(staff)) == (1, [])
    readers[0].put(path, json={"reason": "spam"})
    assert queue(staff) == [], "the same review is not decided on twice"
    undone = decide(staff, review_id, state="held", waits=True).get_json()
    assert [report["state"] for report in undone["reports"]] == ["open"] * 3
    assert (undone["decided_at"], shown(guest, book_id), len(queue(staff))) == (None, 0, 1)


def test_a_hidden_review_is_not_got_back_onto_the_page_by_taking_it_back(
    app: Any, reader: LibraryClient, guest: Any, staff: Any, book_id: int
) -> None:
    path = f"/api/books/{book_id}/review"
    decide(staff, reader.put(path, json=REVIEW).get_json()["id"], state="hidden", reason="这里不登广告")
    reader.delete(path)
    assert reader.put(path, json=REVIEW).get_json()["state"] == "held"
    reader.delete(path)
    with clock.frozen(NOW + timedelta(hours=2)):
        reader.delete(path)
        with app.app_context():
            left = db.session.query(Review).one()
            assert (left.title, left.text) == ("", "")
        assert reader.post(f"{path}/restore").status_code == 404
        assert reader.get("/api/reviews").get_json()["total"] == 0
        assert reader.put(path, json=REVIEW).get_json()["state"] == "held"
        assert (shown(guest, book_id), len(queue(staff))) == (0, 1)


def test_taking_back_a_report_does_not_tell_what_private_reviews_there_are(
    app: Any, reader: LibraryClient, book_id: int
) -> None:
    with app.app_context():
        book = db.session.get_one(Book, book_id)
        private = make_review(make_user(), book, visibility="private").id
        db.session.commit()
    answers = [reader.delete(f"/api/reviews/{review_id}/report") for review_id in (private, private + 1)]
    assert [answer.get_json()["code"] for answer in answers] == ["review_not_found"] * 2


def test_the_queue_takes_as_many_statements_for_twenty_as_for_one(app: Any, staff: Any) -> None:
    with app.app_context():
        for _ in range(20):
            make_review(make_user(), make_book(), state="held", held_for="words")
        db.session.commit()
    with count_queries() as one:
        staff.get("/api/admin/reviews?size=1")
    with count_queries() as many:
        assert len(staff.get("/api/admin/reviews").get_json()["items"]) == 20
    assert len(many) == len(one)


def test_a_word_is_in_the_filter_once_and_can_be_taken_out(staff: Any) -> None:
    path = "/api/admin/filter-words"
    word = staff.post(path, json={"word": " Ｃasino "}).get_json()
    assert (word["word"], word["normalised"]) == ("Ｃasino", "casino")
    assert staff.post(path, json={"word": "CASINO"}).get_json()["code"] == "filter_word_there"
    assert staff.post(path, json={"word": "\u200b"}).get_json()["fields"]["word"][0]["code"] == "word_empty"
    assert staff.delete(f"{path}/{word['id']}").status_code == 204
    assert staff.get(path).get_json()["items"] == []
    assert staff.delete(f"{path}/{word['id']}").get_json()["code"] == "filter_word_not_found"


def test_a_private_review_cannot_be_decided_on(app: Any, staff: Any) -> None:
    with app.app_context():
        review_id = make_review(make_user(), make_book(), visibility="private").id
        db.session.commit()
    assert decide(staff, review_id, state="hidden", reason="?").status_code == 404
    with app.app_context():
        assert db.session.get_one(Review, review_id).state == "published"
