"""Rating books: the reader's own stars and the facts that move with them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.catalog.rules import bars_of, rating_score
from backend.core.database import db
from backend.engagement.models import Rating
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_book, make_rating, make_user
from tests.queries import count_queries


@pytest.fixture
def book_id(app: Any) -> int:
    with app.app_context():
        book = make_book("围城")
        db.session.commit()
        return int(book.id)


def facts_are_true(app: Any) -> None:
    """Recompute every fact from the ratings themselves."""
    with app.app_context():
        for book in db.session.query(Book):
            given = [rating.stars for rating in db.session.query(Rating).filter_by(book_id=book.id)]
            bars, halves = bars_of((stars, 1) for stars in given)
            assert (book.stars, book.half_star_count) == (bars, halves)
            assert book.rating_count == len(given)
            assert book.rating_score == pytest.approx(rating_score(bars, halves))
        for user in db.session.query(User):
            assert user.rating_count == db.session.query(Rating).filter_by(user_id=user.id).count()


def test_a_rating_is_kept_and_moves_the_books_figures(app: Any, reader: LibraryClient, book_id: int) -> None:
    answer = reader.put(f"/api/books/{book_id}/rating", json={"stars": 4}).get_json()
    assert (answer["stars"], answer["rating_count"], answer["rating_mean"]) == (4, 1, 4.0)
    assert answer["rated_at"] == "2026-11-20T08:30:00Z"
    assert reader.get(f"/api/books/{book_id}/rating").get_json()["stars"] == 4
    assert reader.get("/api/account").get_json()["reader"]["rating_count"] == 1
    facts_are_true(app)


def test_changing_ones_mind_counts_once(app: Any, reader: LibraryClient, book_id: int) -> None:
    reader.put(f"/api/books/{book_id}/rating", json={"stars": 2})
    answer = reader.put(f"/api/books/{book_id}/rating", json={"stars": 5}).get_json()
    assert (answer["rating_count"], answer["rating_mean"]) == (1, 5.0)
    facts_are_true(app)


def test_half_a_star_is_counted_as_the_next_whole_one_and_the_mean_stays_exact(
    app: Any, sign_in_as: Any, guest: LibraryClient, book_id: int
) -> None:
    first, second = sign_in_as("reader"), sign_in_as("reader")
    first.put(f"/api/books/{book_id}/rating", json={"stars": 3.5})
    answer = second.put(f"/api/books/{book_id}/rating", json={"stars": 4}).get_json()
    assert (answer["stars"], answer["rating_mean"]) == (4, 3.75)
    assert guest.get(f"/api/books/{book_id}").get_json()["stars"] == [0, 0, 0, 2, 0]
    assert first.get("/api/ratings").get_json()["items"][0]["stars"] == 3.5
    facts_are_true(app)
    assert first.put(f"/api/books/{book_id}/rating", json={"stars": 1.5}).get_json()["rating_mean"] == 2.75
    second.delete(f"/api/books/{book_id}/rating")
    facts_are_true(app)
    for wrong in (0.5, 5.5, 3.7):
        assert first.put(f"/api/books/{book_id}/rating", json={"stars": wrong}).status_code == 422


def test_taking_stars_back_twice_is_the_same_as_once(app: Any, reader: LibraryClient, book_id: int) -> None:
    reader.put(f"/api/books/{book_id}/rating", json={"stars": 3})
    for _ in range(2):
        answer = reader.delete(f"/api/books/{book_id}/rating").get_json()
        assert (answer["stars"], answer["rating_count"], answer["rating_mean"]) == (None, 0, None)
    facts_are_true(app)


def test_one_reader_cannot_see_or_touch_anothers_stars(app: Any, sign_in_as: Any, book_id: int) -> None:
    first, second = sign_in_as("reader"), sign_in_as("reader")
    first.put(f"/api/books/{book_id}/rating", json={"stars": 1})
    assert second.get(f"/api/books/{book_id}/rating").get_json()["stars"] is None
    assert second.get("/api/ratings").get_json()["total"] == 0
    second.delete(f"/api/books/{book_id}/rating")
    assert first.get(f"/api/books/{book_id}/rating").get_json()["stars"] == 1
    facts_are_true(app)


def test_my_ratings_come_newest_first_in_pages(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        me = db.session.get(User, reader.user_id)
        for days in range(5):
            make_rating(me, make_book(f"Book of day {days}"), at=NOW - timedelta(days=days))  # type: ignore[arg-type]
        db.session.commit()
    page = reader.get("/api/ratings?size=2&page=2").get_json()
    assert [item["book"]["title"] for item in page["items"]] == ["Book of day 2", "Book of day 3"]
    assert page["total"] == 5


def test_a_page_of_fifty_ratings_takes_no_more_statements_than_one(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        me = db.session.get(User, reader.user_id)
        for _ in range(50):
            make_rating(me, make_book())  # type: ignore[arg-type]
        db.session.commit()
    with count_queries() as one:
        reader.get("/api/ratings?size=1")
    with count_queries() as fifty:
        assert len(reader.get("/api/ratings?size=50").get_json()["items"]) == 50
    assert len(fifty) == len(one)


def test_popular_this_week_counts_this_weeks_ratings_only(app: Any, guest: LibraryClient) -> None:
    with app.app_context():
        readers = [make_user() for _ in range(4)]
        old, new = make_book("An old favourite"), make_book("The talk of the week")
        for reader in readers:
            make_rating(reader, old, at=NOW - timedelta(days=60))
        for reader in readers[:2]:
            make_rating(reader, new, at=NOW - timedelta(days=2))
        db.session.commit()
    week = guest.get("/api/books/popular?window=7d&size=1").get_json()
    ever = guest.get("/api/books/popular?window=all&size=1").get_json()
    assert (week["window"], [book["title"] for book in week["items"]]) == ("7d", ["The talk of the week"])
    assert (ever["window"], [book["title"] for book in ever["items"]]) == ("all", ["An old favourite"])


def test_a_quiet_week_is_widened_and_the_answer_says_so(app: Any, guest: LibraryClient) -> None:
    with app.app_context():
        reader = make_user()
        for days in (3, 20, 25, 200):
            make_rating(reader, make_book(), at=NOW - timedelta(days=days))
        db.session.commit()
    windows = [guest.get(f"/api/books/popular?window=7d&size={size}").get_json()["window"] for size in (1, 3, 4)]
    assert windows == ["7d", "30d", "all"]


def test_twenty_readers_rating_one_book_at_once_are_all_counted(app: Any, sign_in_as: Any, book_id: int) -> None:
    clients = [sign_in_as("reader") for _ in range(20)]

    def rate(place: int) -> int:
        answer = clients[place].put(f"/api/books/{book_id}/rating", json={"stars": place % 5 + 1})
        return int(answer.status_code)

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(rate, range(20))) == [200] * 20
    facts_are_true(app)
    with app.app_context():
        assert db.session.get(Book, book_id).stars == [4, 4, 4, 4, 4]  # type: ignore[union-attr]


def test_one_reader_clicking_ten_times_at_once_has_one_rating(app: Any, reader: LibraryClient, book_id: int) -> None:
    token = reader.get("/api/account").get_json()["csrf_token"]
    cookie = reader.get_cookie("shelfwise_session")
    assert cookie is not None

    def rate(place: int) -> int:
        client = app.test_client()
        client.sends_token = False
        client.set_cookie("shelfwise_session", cookie.value)
        headers = {"X-CSRF-Token": token}
        answer = client.put(f"/api/books/{book_id}/rating", json={"stars": place % 5 + 1}, headers=headers)
        return int(answer.status_code)

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(rate, range(10))) == [200] * 10
    facts_are_true(app)
    with app.app_context():
        assert db.session.query(Rating).count() == 1
