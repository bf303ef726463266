"""Liking a book without stars, and what is kept of looking at one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core import clock
from backend.core.database import db
from backend.engagement.models import BookLike, BookView
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_book


@pytest.fixture
def book_id(app: Any) -> int:
    with app.app_context():
        book = make_book("围城")
        db.session.commit()
        return int(book.id)


def taste_version(app: Any, reader: LibraryClient) -> int:
    with app.app_context():
        user = db.session.get(User, reader.user_id)
        assert user is not None
        return user.taste_version


def test_a_like_is_kept_once_and_counted(app: Any, sign_in_as: Any, book_id: int) -> None:
    first, second = sign_in_as("reader"), sign_in_as("reader")
    for count, reader in ((1, first), (1, first), (2, second)):
        answer = reader.put(f"/api/books/{book_id}/like").get_json()
        assert answer == {"book_id": book_id, "liked": True, "like_count": count}
    assert first.get(f"/api/books/{book_id}/rating").get_json()["liked"] is True
    assert taste_version(app, first) == 1
    for _ in range(2):
        answer = first.delete(f"/api/books/{book_id}/like").get_json()
        assert answer == {"book_id": book_id, "liked": False, "like_count": 1}
    assert first.get(f"/api/books/{book_id}/rating").get_json()["liked"] is False
    assert taste_version(app, first) == 2


def test_stars_and_a_like_stand_side_by_side(reader: LibraryClient, book_id: int) -> None:
    reader.put(f"/api/books/{book_id}/like")
    assert reader.put(f"/api/books/{book_id}/rating", json={"stars": 3}).get_json()["liked"] is True
    assert reader.delete(f"/api/books/{book_id}/rating").get_json()["liked"] is True


def test_each_change_of_stars_is_a_change_of_taste(app: Any, reader: LibraryClient, book_id: int) -> None:
    for stars, version in ((5, 1), (2, 2)):
        reader.put(f"/api/books/{book_id}/rating", json={"stars": stars})
        assert taste_version(app, reader) == version
    for _ in range(2):
        reader.delete(f"/api/books/{book_id}/rating")
        assert taste_version(app, reader) == 3, "there was nothing left to take back"


def test_a_book_that_is_not_there_cannot_be_liked_or_looked_at(reader: LibraryClient) -> None:
    answers = [
        reader.put("/api/books/404/like"),
        reader.delete("/api/books/404/like"),
        reader.put("/api/books/404/view"),
    ]
    assert [(answer.status_code, answer.get_json()["code"]) for answer in answers] == [(404, "book_not_found")] * 3


def test_ten_windows_liking_at_once_are_one_like(app: Any, reader: LibraryClient, book_id: int) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda window: window.put(f"/api/books/{book_id}/like"), twins(reader, 10)))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert {answer.get_json()["like_count"] for answer in answers} == {1}
    assert taste_version(app, reader) == 1


def test_rating_liking_and_looking_at_once_lose_nothing(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        book_ids = [make_book().id for _ in range(4)]
        db.session.commit()

    def act(window: LibraryClient, number: int) -> int:
        path = f"/api/books/{book_ids[number // 3]}"
        if number % 3 == 0:
            return window.put(f"{path}/rating", json={"stars": 5}).status_code
        return window.put(f"{path}/{('like', 'view')[number % 3 - 1]}").status_code

    with ThreadPoolExecutor(12) as pool:
        assert sorted(pool.map(act, twins(reader, 12), range(12))) == [200] * 8 + [204] * 4
    assert taste_version(app, reader) == 8
    with app.app_context():
        assert (db.session.query(BookLike).count(), db.session.query(BookView).count()) == (4, 4)


def test_looks_are_counted_with_the_first_and_the_latest(app: Any, reader: LibraryClient, book_id: int) -> None:
    for hours in range(3):
        with clock.frozen(NOW + timedelta(hours=hours)):
            assert reader.put(f"/api/books/{book_id}/view").status_code == 204
    with app.app_context():
        view = db.session.query(BookView).one()
        assert (view.view_count, view.first_viewed_at, view.viewed_at) == (3, NOW, NOW + timedelta(hours=2))
    assert taste_version(app, reader) == 0, "a look is not yet an opinion"


def test_looks_of_a_reader_who_opted_out_are_not_kept(app: Any, reader: LibraryClient, book_id: int) -> None:
    reader.patch("/api/taste", json={"personalised": False})
    assert reader.put(f"/api/books/{book_id}/view").status_code == 204
    with app.app_context():
        assert db.session.query(BookView).count() == 0
