"""Books beside a book, for everybody."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.core.database import db
from tests.factories import (
    make_also_liked,
    make_author,
    make_book,
    make_category,
    make_neighbours,
    make_rating,
    make_run,
    make_user,
)
from tests.queries import count_queries


def shelf(guest: FlaskClient, book_id: int, name: str = "similar", query: str = "") -> dict[str, Any]:
    answer = guest.get(f"/api/books/{book_id}/{name}{query}")
    assert answer.status_code == 200
    return dict(answer.get_json())


def titles(answer: dict[str, Any]) -> list[str]:
    return [book["title"] for book in answer["items"]]


@pytest.mark.parametrize(
    ("name", "source", "make"),
    [("similar", "similar_book", make_neighbours), ("also_liked", "also_liked", make_also_liked)],
)
def test_the_published_runs_neighbours_are_shown_nearest_first(
    library: Any, guest: FlaskClient, name: str, source: str, make: Any
) -> None:
    book, gone = make_book(), make_book("Gone")
    near = [make_book(f"Near {number}") for number in range(3)]
    make(make_run(state="kept", published=None), book, [make_book("Of an older run")])
    run = make_run()
    make(run, book, [near[2], gone, near[0], near[1]])
    db.session.delete(gone)
    db.session.commit()
    answer = shelf(guest, book.id, name)
    assert (titles(answer), answer["source"], answer["run_id"]) == (["Near 2", "Near 0", "Near 1"], source, run.id)
    assert titles(shelf(guest, book.id, name, "?size=2")) == ["Near 2", "Near 0"]


def test_a_book_no_run_knows_stands_beside_its_authors_others_and_then_its_category(
    library: Any, guest: FlaskClient
) -> None:
    author, category, other = make_author(), make_category(), make_category()
    book = make_book("This one", (category, other), (author,))
    same_author = make_book("By the same author", (other,), (author,))
    known, unknown = make_book("Known", (category,)), make_book("Unknown", (category,))
    make_book("Elsewhere", (other,))
    for person in [make_user() for _ in range(2)]:
        make_rating(person, known)
    make_run()
    db.session.commit()
    answer = shelf(guest, book.id)
    assert titles(answer) == ["By the same author", "Known", "Unknown"]
    assert (answer["source"], answer["run_id"]) == ("author_or_category", None)
    assert titles(shelf(guest, book.id, query="?size=1")) == [same_author.title]
    assert unknown.id != known.id


def test_nothing_stands_in_for_what_readers_liked_too(library: Any, guest: FlaskClient) -> None:
    category = make_category()
    book = make_book(categories=(category,))
    make_book(categories=(category,))
    make_run()
    db.session.commit()
    assert shelf(guest, book.id, "also_liked") == {"items": [], "source": "also_liked", "run_id": None}


@pytest.mark.parametrize("name", ["similar", "also_liked"])
def test_a_shelf_is_the_same_for_all_and_need_not_be_sent_twice(library: Any, guest: FlaskClient, name: str) -> None:
    book = make_book()
    db.session.commit()
    first = guest.get(f"/api/books/{book.id}/{name}")
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = guest.get(f"/api/books/{book.id}/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["similar", "also_liked"])
def test_a_book_that_is_not_there_has_no_neighbours(guest: FlaskClient, name: str) -> None:
    assert guest.get(f"/api/books/404/{name}").get_json()["code"] == "book_not_found"
    assert guest.get(f"/api/books/404/{name}?size=21").status_code == 422


def test_twenty_neighbours_take_no_more_statements_than_one(library: Any, guest: FlaskClient) -> None:
    book = make_book()
    make_neighbours(make_run(), book, [make_book(authors=(make_author(),)) for _ in range(20)])
    db.session.commit()
    with count_queries() as one:
        shelf(guest, book.id, query="?size=1")
    with count_queries() as twenty:
        assert len(shelf(guest, book.id, query="?size=20")["items"]) == 20
    assert len(twenty) == len(one) <= 5
