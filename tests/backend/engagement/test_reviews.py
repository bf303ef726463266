"""Writing reviews, and what other readers see and say of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.cli.check_facts import check_facts
from backend.core import clock
from backend.core.database import db
from backend.engagement.models import Review, ReviewEdit, ReviewVote
from backend.engagement.service import note_borrowing, take_back_votes
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_book, make_rating, make_review, make_user
from tests.queries import count_queries

REVIEW = {"title": "冷眼", "text": "婚姻是一座围城。", "language": "zh", "visibility": "public"}


@pytest.fixture
def book_id(app: Any) -> int:
    with app.app_context():
        book = make_book("围城")
        db.session.commit()
        return int(book.id)


@pytest.fixture
def review_id(app: Any, book_id: int) -> int:
    """Somebody's public review."""
    with app.app_context():
        review = make_review(make_user(), book_of(book_id))
        db.session.commit()
        return int(review.id)


def book_of(book_id: int) -> Book:
    return db.session.get_one(Book, book_id)


def seen(client: Any, book_id: int, query: str = "") -> Any:
    return client.get(f"/api/books/{book_id}/reviews{query}").get_json()


def test_a_review_is_its_readers_alone_until_he_makes_it_public(
    reader: LibraryClient, guest: Any, sign_in_as: Any, book_id: int
) -> None:
    path = f"/api/books/{book_id}/review"
    private = {name: value for name, value in REVIEW.items() if name != "visibility"}
    assert reader.put(path, json=private).get_json()["visibility"] == "private"
    reader.put(f"/api/books/{book_id}/rating", json={"stars": 4.5})
    for other in (guest, sign_in_as("admin"), reader):
        assert seen(other, book_id)["items"] == []
    reader.put(path, json=REVIEW)
    [review] = seen(guest, book_id)["items"]
    assert (review["text"], review["stars"], review["mine"]) == (REVIEW["text"], 4.5, False)
    assert seen(reader, book_id)["items"][0]["mine"] is True
    reader.put(path, json={**REVIEW, "show_stars": False})
    answer = seen(guest, book_id)
    assert (answer["items"][0]["stars"], answer["stars"]) == (None, [0] * 5), "its stars are his to show"
    assert seen(guest, book_id, "?stars=5")["total"] == 0


def test_a_change_keeps_what_was_written_before_for_its_reader(
    reader: LibraryClient, sign_in_as: Any, book_id: int
) -> None:
    path = f"/api/books/{book_id}/review"
    first = reader.put(path, json=REVIEW).get_json()
    assert reader.put(path, json=REVIEW).get_json() == first, "sent twice is written once"
    with clock.frozen(NOW + timedelta(hours=1)):
        changed = reader.put(path, json={**REVIEW, "text": "城外的人想进去。"}).get_json()
    assert (changed["id"], changed["edit_count"], changed["edited_at"]) == (first["id"], 1, "2026-11-20T09:30:00Z")
    edits = reader.get(f"/api/reviews/{first['id']}/edits")
    assert [edit["text"] for edit in edits.get_json()["items"]] == [REVIEW["text"]]
    assert sign_in_as("reader").get(f"/api/reviews/{first['id']}/edits").status_code == 404


def test_a_review_sent_by_eight_windows_at_once_is_one_review(app: Any, reader: LibraryClient, book_id: int) -> None:
    def write(window: LibraryClient, number: int) -> int:
        return window.put(f"/api/books/{book_id}/review", json={**REVIEW, "text": f"第 {number // 2} 稿"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, twins(reader, 8), range(8))) == [200] * 8
    with app.app_context():
        review = db.session.query(Review).one()
        texts = [*(edit.text for edit in db.session.query(ReviewEdit).order_by(ReviewEdit.id)), review.text]
        assert len(set(texts)) == 4, "each text is the review or what it was"
        assert all(before != after for before, after in pairwise(texts)), "and what changed nothing left no trace"


def test_a_review_taken_back_is_gone_and_can_be_restored_with_its_votes(
    app: Any, reader: LibraryClient, sign_in_as: Any, book_id: int
) -> None:
    path = f"/api/books/{book_id}/review"
    review_id = reader.put(path, json=REVIEW).get_json()["id"]
    sign_in_as("reader").put(f"/api/reviews/{review_id}/helpful")
    for _ in range(2):
        assert reader.delete(path).status_code == 204
    assert seen(reader, book_id)["total"] == 0
    assert reader.get("/api/reviews").get_json()["total"] == 0
    assert reader.get(f"/api/books/{book_id}/mine").get_json()["review"] is None
    assert reader.post(f"{path}/restore").get_json()["helpful_count"] == 1
    assert seen(reader, book_id)["total"] == 1
    reader.delete(path)
    assert reader.put(path, json=REVIEW).get_json()["helpful_count"] == 0, "a new one"
    reader.delete(path)
    with clock.frozen(NOW + timedelta(hours=2)):
        assert reader.post(f"{path}/restore").status_code == 404
        reader.delete(path)
    with app.app_context():
        assert db.session.query(Review).count() == 0


def test_twenty_readers_voting_at_once_are_all_counted(app: Any, sign_in_as: Any, review_id: int) -> None:
    clients = [sign_in_as("reader") for _ in range(20)]

    def vote(client: LibraryClient) -> list[int]:
        path = f"/api/reviews/{review_id}/helpful"
        return [client.put(path).status_code, client.put(path).status_code]

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(vote, clients)) == [[200, 200]] * 20
    with ThreadPoolExecutor(20) as pool:
        gone = pool.map(lambda client: client.delete(f"/api/reviews/{review_id}/helpful").status_code, clients[:7])
        assert list(gone) == [200] * 7
    with app.app_context():
        assert db.session.get_one(Review, review_id).helpful_count == db.session.query(ReviewVote).count() == 13
        take_back_votes(clients[-1].user_id)
        db.session.commit()
        assert db.session.get_one(Review, review_id).helpful_count == db.session.query(ReviewVote).count() == 12


def test_check_facts_counts_the_votes_anew(app: Any, sign_in_as: Any, review_id: int) -> None:
    sign_in_as("reader").put(f"/api/reviews/{review_id}/helpful")
    assert "helpful_count" not in app.test_cli_runner().invoke(check_facts, []).output
    with app.app_context():
        db.session.get_one(Review, review_id).helpful_count = 5
        db.session.commit()
    said = app.test_cli_runner().invoke(check_facts, ["--mend"]).output
    assert f"helpful_count of review {review_id} is 5, should be 1" in said
    assert "helpful_count" not in app.test_cli_runner().invoke(check_facts, []).output


def test_nobody_votes_for_or_reports_his_own_review_or_one_that_he_does_not_see(
    reader: LibraryClient, sign_in_as: Any, book_id: int
) -> None:
    review_id = reader.put(f"/api/books/{book_id}/review", json=REVIEW).get_json()["id"]
    own = [reader.put(f"/api/reviews/{review_id}/helpful"), reader.put(f"/api/reviews/{review_id}/report", json=SPAM)]
    assert [(answer.status_code, answer.get_json()["code"]) for answer in own] == [(409, "own_review")] * 2
    reader.put(f"/api/books/{book_id}/review", json={**REVIEW, "visibility": "private"})
    assert sign_in_as("reader").put(f"/api/reviews/{review_id}/helpful").status_code == 404


SPAM = {"reason": "spam"}


def test_reviews_are_sorted_filtered_and_counted(app: Any, guest: Any, book_id: int) -> None:
    with app.app_context():
        book = book_of(book_id)
        for days, (text, stars, votes, language) in enumerate(
            [("newest", 2, 1, "zh"), ("middling", 4.5, 0, "en"), ("helpful", None, 9, "en"), ("oldest", 5, 3, "en")]
        ):
            user = make_user()
            make_review(user, book, text, helpful_count=votes, language=language, created_at=NOW - timedelta(days=days))
            if stars:
                make_rating(user, book, stars)
        make_review(make_user(), book, "held", state="held")
        make_review(make_user(), book, "mine alone", visibility="private")
        db.session.commit()

    def texts(query: str) -> list[str]:
        return [review["text"] for review in seen(guest, book_id, query)["items"]]

    assert texts("") == ["helpful", "oldest", "newest", "middling"]
    assert texts("?sort=newest") == ["newest", "middling", "helpful", "oldest"]
    assert texts("?sort=stars") == ["oldest", "middling", "newest", "helpful"]
    assert texts("?sort=stars_up&size=2") == ["newest", "middling"]
    assert texts("?stars=5&language=en") == ["oldest", "middling"], "four and a half is in the bar of five"
    answer = seen(guest, book_id, "?stars=5&size=1")
    assert (answer["total"], answer["stars"], answer["languages"]) == (2, [0, 1, 0, 0, 2], {"en": 3, "zh": 1})


def test_a_page_of_many_reviews_takes_no_more_statements_than_one(
    app: Any, reader: LibraryClient, book_id: int
) -> None:
    with app.app_context():
        for _ in range(30):
            make_review(make_user(), book_of(book_id))
            make_review(db.session.get_one(User, reader.user_id), make_book())
        db.session.commit()
    for path in (f"/api/books/{book_id}/reviews", "/api/reviews"):
        with count_queries() as one:
            reader.get(f"{path}?size=1")
        with count_queries() as many:
            assert len(reader.get(f"{path}?size=30").get_json()["items"]) == 30
        assert len(many) == len(one)


WRONG_REVIEWS: list[tuple[Any, ...]] = [
    ({"text": "  "}, "text"),
    ({"text": "长" * 10_001}, "text"),
    ({"title": "长" * 121}, "title"),
    ({"language": "中文"}, "language"),
    ({"visibility": "friends"}, "visibility"),
    ({"spoiler": "no"}, "spoiler"),
    ({"user_id": 1}, "user_id"),
]


def test_what_cannot_be_of_a_review_is_named(reader: LibraryClient, book_id: int) -> None:
    for wrong, field in WRONG_REVIEWS:
        answer = reader.put(f"/api/books/{book_id}/review", json={**REVIEW, **wrong})
        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, [field])


def test_a_reader_who_borrowed_the_book_here_is_marked(app: Any, reader: LibraryClient, book_id: int) -> None:
    reader.put(f"/api/books/{book_id}/review", json=REVIEW)
    assert seen(reader, book_id)["items"][0]["borrowed_here"] is False
    with app.app_context():
        note_borrowing(reader.user_id, book_id)
        db.session.commit()
    assert seen(reader, book_id)["items"][0]["borrowed_here"] is True
