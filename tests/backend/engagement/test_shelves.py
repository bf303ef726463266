"""Favourites, where a reader is with his books, and his notes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core.database import db
from backend.engagement.models import BookFavourite, Reading
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_book
from tests.queries import count_queries


@pytest.fixture
def book_id(app: Any) -> int:
    with app.app_context():
        book = make_book("围城")
        db.session.commit()
        return int(book.id)


def mine(reader: LibraryClient, book_id: int) -> Any:
    return reader.get(f"/api/books/{book_id}/mine").get_json()


def taste_version(app: Any, reader: LibraryClient) -> int:
    with app.app_context():
        return db.session.get_one(User, reader.user_id).taste_version


def test_ten_windows_making_one_book_a_favourite_at_once_make_one_favourite(
    app: Any, reader: LibraryClient, sign_in_as: Any, book_id: int
) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda window: window.put(f"/api/books/{book_id}/favourite"), twins(reader, 10)))
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].get_json() == {"book_id": book_id, "favourite": True}
    assert reader.get("/api/favourites/ids").get_json() == {"book_ids": [book_id]}
    assert (mine(reader, book_id)["favourite"], taste_version(app, reader)) == (True, 1)
    assert mine(sign_in_as("reader"), book_id)["favourite"] is False, "nobody else's"
    for _ in range(2):
        assert reader.delete(f"/api/books/{book_id}/favourite").get_json()["favourite"] is False
    assert taste_version(app, reader) == 2


def test_a_page_of_five_thousand_favourites_takes_as_many_statements_as_one_of_a_single_book(
    app: Any, reader: LibraryClient
) -> None:
    with app.app_context():
        ids = [make_book(f"Book {number:03}").id for number in range(60)]
        db.session.add_all(
            BookFavourite(user_id=reader.user_id, book_id=book, favourited_at=NOW - timedelta(days=place))
            for place, book in enumerate(ids)
        )
        db.session.add_all(
            Reading(user_id=reader.user_id, book_id=book, status="read", progress=100, updated_at=NOW) for book in ids
        )
        db.session.commit()
    for path in ("favourites", "reading"):
        with count_queries() as one:
            reader.get(f"/api/{path}?size=1")
        with count_queries() as many:
            page = reader.get(f"/api/{path}?size=50&page=1").get_json()
        assert (len(page["items"]), page["total"], len(many)) == (50, 60, len(one))
    newest = reader.get("/api/favourites?size=2&page=2").get_json()["items"]
    assert [item["book"]["title"] for item in newest] == ["Book 002", "Book 003"]


def test_a_reading_has_dates_and_progress_as_far_as_the_reader_tells_them(reader: LibraryClient, book_id: int) -> None:
    path = f"/api/books/{book_id}/reading"
    body = {"status": "reading", "started_on": "2026-11-01", "finished_on": "2026-11-02", "page": 90, "page_total": 359}
    assert reader.put(path, json=body).get_json()["reading"] == {
        **body,
        "finished_on": None,
        "progress": 25,
        "updated_at": "2026-11-20T08:30:00Z",
        "past": [],
    }
    body |= {"status": "read", "finished_on": "2026-11-20"}
    read = reader.put(path, json=body).get_json()["reading"]
    assert (read["progress"], read["page"], read["finished_on"]) == (100, 359, "2026-11-20")
    again = {"status": "reading", "started_on": "2026-11-20", "past": [{"finished_on": "2026-11-20"}, {}]}
    assert mine(reader, book_id)["reading"] == read
    spans = reader.put(path, json=again).get_json()["reading"]["past"]
    assert sorted(span["finished_on"] or "" for span in spans) == ["", "2026-11-20"], "read twice before"
    wanted = reader.put(path, json={**body, "status": "want_to_read"}).get_json()["reading"]
    assert (wanted["started_on"], wanted["progress"], wanted["page"], wanted["past"]) == (None, 0, None, [])
    assert reader.delete(path).get_json()["reading"] is None


WRONG_READINGS: list[tuple[Any, ...]] = [
    ({"started_on": "2026-11-21"}, "started_on", "date_in_future"),
    ({"started_on": "1816-01-01"}, "started_on", "date_too_early"),
    ({"started_on": "2026-02-03", "finished_on": "2026-02-02"}, "finished_on", "finished_before_started"),
    ({"past": [{"finished_on": "2027-01-01"}]}, "past.0.finished_on", "date_in_future"),
    ({"page": 4}, "page_total", "page_total_missing"),
    ({"page": 4, "page_total": 3}, "page", "page_beyond_total"),
    ({"progress": 101}, "progress", "less_than_equal"),
    ({"status": "burned"}, "status", "literal_error"),
    ({"started_on": "soon"}, "started_on", "date_from_datetime_parsing"),
]


def test_what_cannot_be_of_a_reading_is_named(reader: LibraryClient, book_id: int) -> None:
    for wrong, field, code in WRONG_READINGS:
        answer = reader.put(f"/api/books/{book_id}/reading", json={"status": "read", **wrong})
        assert answer.status_code == 422
        assert answer.get_json()["fields"][field][0]["code"] == code
        assert mine(reader, book_id)["reading"] is None


def test_my_books_are_listed_by_status_with_how_many_there_are_of_each(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        ids = [make_book(f"Book {number}").id for number in range(3)]
        db.session.commit()
    for book_id, status in zip(ids, ("reading", "want_to_read", "reading"), strict=True):
        reader.put(f"/api/books/{book_id}/reading", json={"status": status})
    page = reader.get("/api/reading?status=reading").get_json()
    assert [item["book"]["title"] for item in page["items"]] == ["Book 2", "Book 0"]
    assert page["counts"] == {"want_to_read": 1, "reading": 2, "read": 0, "stopped": 0}
    assert reader.get("/api/reading").get_json()["total"] == 3


def test_a_note_is_the_readers_alone(reader: LibraryClient, sign_in_as: Any, book_id: int) -> None:
    path = f"/api/books/{book_id}/note"
    assert reader.put(path, json={"text": "  借给了小李 "}).get_json()["text"] == "借给了小李"
    assert mine(reader, book_id)["note"]["text"] == "借给了小李"
    assert mine(sign_in_as("staff"), book_id)["note"] is None
    assert reader.put(path, json={"text": " "}).status_code == 422
    for _ in range(2):
        assert reader.delete(path).status_code == 204
    assert mine(reader, book_id)["note"] is None
    assert reader.put("/api/books/404/note", json={"text": "?"}).status_code == 404
