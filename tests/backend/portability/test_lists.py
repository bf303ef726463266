"""Shelves of other sites become lists: whole, in their order, and where there is no room the reader is told before."""

from typing import Any

import pytest
from sqlalchemy import select

from backend.catalog.service import index_books
from backend.core.database import db
from backend.lists import service as lists
from backend.lists.models import ReadingList, ReadingListEntry
from backend.lists.queries import full_list
from backend.portability.queries.imports import progress_of
from backend.portability.service import confirm, importing, on_lists, planning
from tests.backend.portability.files import HERE, brought, finished, goodreads, undone
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_author, make_book, make_user
from tests.queries import count_queries

BOOKS = 130


def shelf_of(count: int) -> list[int]:
    author = make_author("Ann Author")
    ids = [make_book(f"Volume {number} of everything", authors=(author,)).id for number in range(count)]
    index_books(ids)
    db.session.commit()
    return ids


def row(number: int, shelves: str, positions: str = "") -> dict[str, str]:
    title = f"Volume {number} of everything"
    return {"Title": title, "Author": "Ann Author", "Bookshelves": shelves, "Bookshelves with positions": positions}


def on_list(list_id: int) -> list[int]:
    mine = select(ReadingListEntry).where(ReadingListEntry.list_id == list_id).order_by(ReadingListEntry.position)
    entries = db.session.scalars(mine.execution_options(populate_existing=True)).all()
    assert [entry.position for entry in entries] == list(range(len(entries)))
    assert db.session.get_one(ReadingList, list_id, populate_existing=True).book_count == len(entries)
    return [entry.book_id for entry in entries]


def test_a_long_shelf_arrives_whole_and_in_its_order_and_can_be_taken_back(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "WRITTEN_AT_ONCE", 50)
    books, me = shelf_of(BOOKS), make_user()
    mine = lists.create_list(me.id, "SF", "", books[100], NOW)
    lists.add_book(me.id, mine.id, books[3], 1, None, NOW)
    db.session.commit()
    data = goodreads(*(row(n, "owned, sf" if n % 2 else "owned", f"owned (#{BOOKS - n})") for n in range(BOOKS)))
    one = brought(me.id, "goodreads", data)
    told = progress_of(one)
    assert (told.new_list_count, told.lists_left_out) == (1, [])
    confirm(me.id, one.id, HERE)
    db.session.commit()
    finished(me.id, one.id)
    owned = db.session.scalars(select(ReadingList.id).where(ReadingList.name == "owned")).one()
    assert on_list(owned) == books[::-1]
    # A list that was there keeps its order; what comes stands behind.
    assert on_list(mine.id) == [books[100], books[3], *(book for n, book in enumerate(books) if n % 2 and n != 3)]
    with count_queries() as statements:
        page = full_list(me.id, owned, 2, 100)
    assert [entry.book.id for entry in page.entries] == books[::-1][100:]
    assert len(statements) <= 6
    lists.change_entry(me.id, mine.id, books[129], 0, None, NOW)
    lists.add_book(me.id, owned, make_book().id, 7, None, NOW)
    db.session.commit()
    undone(me.id, one.id)
    assert on_list(mine.id) == [books[100], books[3]]
    assert len(on_list(owned)) == 1


def test_what_has_no_room_on_lists_is_told_before_and_left_out(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (planning, on_lists):
        monkeypatch.setattr(place, "MOST_BOOKS", 3)
    for place in (planning, on_lists):
        monkeypatch.setattr(place, "MOST_LISTS", 3)
    books, me = shelf_of(6), make_user()
    full = lists.create_list(me.id, "Full", "", books[0], NOW)
    db.session.commit()
    shelves = ("full, a, rare", "full, a, b", "full, b", "full, b, c", "b", "c")
    one = brought(me.id, "goodreads", goodreads(*(row(n, each) for n, each in enumerate(shelves))))
    told = progress_of(one)
    assert told.new_list_count == 2
    # The lists with the most books are made; "full" has room for two of three.
    assert [(left.name, left.book_count) for left in told.lists_left_out] == [
        *(("c", 2), ("b", 1), ("full", 1), ("rare", 1)),
    ]
    confirm(me.id, one.id, HERE)
    db.session.commit()
    done = progress_of(finished(me.id, one.id))
    assert done.lists_left_out == told.lists_left_out
    counts = dict(db.session.execute(select(ReadingList.name, ReadingList.book_count)).all())
    assert counts == {"Full": 3, "b": 3, "a": 2}
    assert on_list(full.id) == [books[0], books[1], books[2]]


def test_a_list_and_what_others_see_of_it_come_by_the_page(reader: LibraryClient, guest: Any, app: Any) -> None:
    with app.app_context():
        books = shelf_of(5)
    made = reader.post("/api/lists", json={"name": "睡前读", "book_id": books[0]}).get_json()["id"]
    for book_id in books[1:]:
        reader.put(f"/api/lists/{made}/books/{book_id}", json={})
    slug = reader.patch(f"/api/lists/{made}", json={"visibility": "public"}).get_json()["share_slug"]
    for client, path in ((reader, f"/api/lists/{made}"), (guest, f"/api/shared-lists/{slug}")):
        page = client.get(f"{path}?page=2&size=2").get_json()
        assert [entry["book"]["id"] for entry in page["entries"]] == books[2:4]
        assert (page["book_count"], page["page"], page["size"], page["entries"][0]["position"]) == (5, 2, 2, 2)
        assert client.get(f"{path}?page=9").get_json()["entries"] == []
        assert client.get(f"{path}?size=101").status_code == 422
    assert len(reader.get(f"/api/lists/{made}").get_json()["entries"]) == 5
