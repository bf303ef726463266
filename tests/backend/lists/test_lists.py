"""Lists that readers put together: making, ordering, sharing, deleting, and several windows at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.accounts.models import User
from backend.core import clock
from backend.core.database import db
from backend.lists import service
from backend.lists.models import ReadingList, ReadingListEntry
from backend.lists.rules import UNDO_WINDOW, name_key
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_book, make_reading_list
from tests.queries import count_queries


@pytest.fixture
def books(app: Any) -> list[int]:
    with app.app_context():
        ids = [make_book().id for _ in range(6)]
        db.session.commit()
        return ids


def make_list(reader: LibraryClient, books: list[int], name: str = "睡前读") -> int:
    list_id = int(reader.post("/api/lists", json={"name": name}).get_json()["id"])
    for book_id in books:
        assert reader.put(f"/api/lists/{list_id}/books/{book_id}", json={}).status_code == 200
    return list_id


def order_of(reader: LibraryClient, list_id: int) -> list[int]:
    found = reader.get(f"/api/lists/{list_id}").get_json()
    assert [entry["position"] for entry in found["entries"]] == list(range(found["book_count"]))
    return [entry["book"]["id"] for entry in found["entries"]]


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def test_a_new_list_is_private_and_may_begin_with_a_book(reader: LibraryClient, books: list[int]) -> None:
    made = reader.post("/api/lists", json={"name": " 夏天 ", "description": "慢慢读", "book_id": books[0]})
    assert made.status_code == 201
    facts = made.get_json()
    assert (facts["name"], facts["visibility"], facts["share_slug"], facts["book_count"]) == (
        "夏天",
        "private",
        None,
        1,
    )
    assert order_of(reader, facts["id"]) == [books[0]]
    [card] = reader.get(f"/api/lists?book_id={books[0]}").get_json()["items"]
    assert (card["id"], card["holds"], [book["id"] for book in card["preview"]]) == (facts["id"], True, [books[0]])
    assert reader.get(f"/api/lists?book_id={books[1]}").get_json()["items"][0]["holds"] is False


def test_books_keep_their_order_whatever_is_added_moved_and_taken_away(reader: LibraryClient, books: list[int]) -> None:
    a, b, c, d, e, f = books
    list_id = make_list(reader, [a, b, c, d])
    path = f"/api/lists/{list_id}/books"
    assert reader.put(f"{path}/{e}", json={"position": 1, "note": "先读"}).get_json()["position"] == 1
    assert order_of(reader, list_id) == [a, e, b, c, d]
    assert reader.put(f"{path}/{e}", json={"position": 4}).get_json()["note"] == "先读", "a second time changes nothing"
    for book, to, expected in ((a, 3, [e, b, c, a, d]), (d, 0, [d, e, b, c, a]), (e, 99, [d, b, c, a, e])):
        assert reader.patch(f"{path}/{book}", json={"position": to}).status_code == 200
        assert order_of(reader, list_id) == expected
    assert reader.delete(f"{path}/{b}").get_json() == {
        "list_id": list_id,
        "book_id": b,
        "position": None,
        "note": "",
        "book_count": 4,
    }
    assert reader.delete(f"{path}/{b}").get_json()["book_count"] == 4
    assert order_of(reader, list_id) == [d, c, a, e]
    assert refusal(reader.patch(f"{path}/{b}", json={"position": 0})) == (404, "book_not_on_list")
    assert refusal(reader.put(f"{path}/{f + 99}", json={})) == (404, "book_not_found")


def test_a_name_is_given_once_whatever_its_case(reader: LibraryClient, sign_in_as: Any) -> None:
    assert name_key(" Ｔo read ") == name_key("to READ")
    first, second = make_list(reader, [], "To read"), make_list(reader, [], "Other")
    assert refusal(reader.post("/api/lists", json={"name": "to READ"})) == (409, "list_name_taken")
    assert refusal(reader.patch(f"/api/lists/{second}", json={"name": "TO READ"})) == (409, "list_name_taken")
    assert reader.patch(f"/api/lists/{first}", json={"name": "to read"}).get_json()["name"] == "to read"
    make_list(sign_in_as("reader"), [], "To read")


def test_a_deleted_list_comes_back_as_it_was_for_an_hour(app: Any, reader: LibraryClient, books: list[int]) -> None:
    list_id = make_list(reader, books[:3])
    slug = reader.patch(f"/api/lists/{list_id}", json={"visibility": "unlisted"}).get_json()["share_slug"]
    assert reader.delete(f"/api/lists/{list_id}").status_code == 204
    assert refusal(reader.get(f"/api/shared-lists/{slug}")) == (404, "list_not_found")
    assert refusal(reader.delete(f"/api/lists/{list_id}")) == (404, "list_not_found")
    assert reader.get("/api/lists").get_json()["items"] == []
    # Its name is free meanwhile, and then in its way.
    other = make_list(reader, [])
    assert refusal(reader.post(f"/api/lists/{list_id}/restore")) == (409, "list_name_taken")
    reader.patch(f"/api/lists/{other}", json={"name": "另一个"})
    assert reader.post(f"/api/lists/{list_id}/restore").get_json()["share_slug"] == slug
    assert order_of(reader, list_id) == books[:3]
    reader.delete(f"/api/lists/{list_id}")
    with clock.frozen(NOW + UNDO_WINDOW + timedelta(seconds=1)):
        assert refusal(reader.post(f"/api/lists/{list_id}/restore")) == (404, "list_not_found")
        make_list(reader, [], "新的")
    with app.app_context():
        assert db.session.scalars(select(ReadingList.id)).all() == [other, other + 1]
        assert db.session.scalars(select(ReadingListEntry.list_id)).all() == []


def test_a_shared_list_is_open_to_a_guest_until_it_is_private_again(
    app: Any, reader: LibraryClient, guest: Any, sign_in_as: Any, books: list[int]
) -> None:
    list_id = make_list(reader, books[:2])
    shared = reader.patch(f"/api/lists/{list_id}", json={"visibility": "public"}).get_json()
    slug = shared["share_slug"]
    assert len(slug) >= 22
    seen = guest.get(f"/api/shared-lists/{slug}")
    assert seen.headers["ETag"]
    body = seen.get_json()
    assert set(body) == {
        *("name", "description", "visibility", "owner", "book_count", "updated_at", "entries", "page", "size"),
    }
    assert [entry["book"]["id"] for entry in body["entries"]] == books[:2]
    assert reader.patch(f"/api/lists/{list_id}", json={"visibility": "unlisted"}).get_json()["share_slug"] == slug
    assert reader.patch(f"/api/lists/{list_id}", json={"visibility": "private"}).get_json()["share_slug"] is None
    assert refusal(guest.get(f"/api/shared-lists/{slug}")) == (404, "list_not_found")
    again = reader.patch(f"/api/lists/{list_id}", json={"visibility": "public"}).get_json()["share_slug"]
    assert again != slug, "an old link never opens a list anew"
    stranger = sign_in_as("admin")
    assert refusal(stranger.get(f"/api/lists/{list_id}")) == (404, "list_not_found")


def test_limits_are_said_clearly(app: Any, reader: LibraryClient, books: list[int], monkeypatch: Any) -> None:
    monkeypatch.setattr(service, "MOST_LISTS", 1)
    monkeypatch.setattr(service, "MOST_BOOKS", 2)
    list_id = make_list(reader, books[:2])
    assert refusal(reader.post("/api/lists", json={"name": "more"})) == (409, "list_limit_reached")
    assert refusal(reader.put(f"/api/lists/{list_id}/books/{books[2]}", json={})) == (409, "list_full")
    assert reader.put(f"/api/lists/{list_id}/books/{books[1]}", json={}).status_code == 200


def test_moves_additions_and_removals_at_once_keep_a_permutation(
    app: Any, reader: LibraryClient, books: list[int]
) -> None:
    list_id = make_list(reader, books[:4])
    path = f"/api/lists/{list_id}/books"

    def act(window: LibraryClient, number: int) -> int:
        kind, book = number % 3, books[number % 4]
        if kind == 0:
            return window.patch(f"{path}/{book}", json={"position": (number * 7) % 4}).status_code
        if kind == 1:
            return window.put(f"{path}/{books[4 + number % 2]}", json={"position": 0}).status_code
        return window.patch(f"{path}/{books[(number + 1) % 4]}", json={"position": 3}).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(act, twins(reader, 12), range(12))) == {200}
    assert sorted(order_of(reader, list_id)) == books


def test_two_windows_making_the_same_list_or_adding_the_same_book_make_one(
    app: Any, reader: LibraryClient, books: list[int]
) -> None:
    list_id = make_list(reader, [])

    def act(window: LibraryClient, number: int) -> int:
        if number % 2:
            return window.post("/api/lists", json={"name": "同名", "book_id": books[0]}).status_code
        return window.put(f"/api/lists/{list_id}/books/{books[1]}", json={}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(act, twins(reader, 8), range(8))) == [200] * 4 + [201] + [409] * 3
    assert order_of(reader, list_id) == [books[1]]
    assert [card["book_count"] for card in reader.get("/api/lists").get_json()["items"]] == [1, 1]


def test_a_hundred_lists_are_read_in_a_handful_of_statements(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        user = db.session.get(User, reader.user_id)
        assert user is not None
        books = [make_book() for _ in range(5)]
        for _ in range(20):
            make_reading_list(user, books)
        db.session.commit()
    with count_queries() as statements:
        assert len(reader.get(f"/api/lists?book_id={1}").get_json()["items"]) == 20
    assert len(statements) <= 6
