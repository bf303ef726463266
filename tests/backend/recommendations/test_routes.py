"""The reader's list: what the run says, less what was rated since, topped up truthfully."""

from datetime import timedelta
from typing import Any

from backend.accounts.models import User
from backend.core.database import db
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_book, make_category, make_list, make_rating, make_run, make_user
from tests.queries import count_queries


def the_list(reader: LibraryClient, query: str = "") -> dict[str, Any]:
    answer = reader.get(f"/api/recommendations{query}")
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def test_a_reader_gets_his_published_list_in_its_order_with_reasons(app: Any, reader: LibraryClient, me: User) -> None:
    liked = make_book("基地")
    make_rating(me, liked, at=NOW - timedelta(days=3))
    books = [make_book() for _ in range(12)]
    run = make_run()
    make_list(run, me, books, reason="because_you_liked", evidence_book_id=liked.id)
    db.session.commit()

    answer = the_list(reader)
    assert [item["book"]["id"] for item in answer["items"]] == [book.id for book in books[:10]]
    assert [item["rank"] for item in answer["items"]] == list(range(1, 11))
    assert (answer["source"], answer["stale"], answer["rating_count"]) == ("personal", False, 1)
    assert (answer["made_at"], answer["personalised"], answer["more"]) == ("2026-11-20T08:30:00Z", True, True)
    assert answer["run"] == {"id": run.id, "model": "ncf", "published_at": "2026-11-20T08:30:00Z"}
    first = answer["items"][0]
    assert (first["source"], first["score"], first["predicted_stars"]) == ("ncf", 1.0, 4.5)
    assert first["reason"] == {
        "code": "because_you_liked",
        "books": [{"id": liked.id, "title": "基地"}],
        "category": None,
    }


def test_a_book_rated_since_leaves_the_list_and_the_reserve_steps_in(app: Any, reader: LibraryClient, me: User) -> None:
    books = [make_book() for _ in range(12)]
    make_list(make_run(started_at=NOW - timedelta(hours=5)), me, books)
    db.session.commit()

    reader.put(f"/api/books/{books[0].id}/rating", json={"stars": 5})
    answer = the_list(reader)
    assert [item["book"]["id"] for item in answer["items"]] == [book.id for book in books[1:11]]
    assert (answer["source"], answer["stale"]) == ("personal", True)


def test_when_the_reserve_is_used_up_the_rest_is_named_as_what_it_is(app: Any, reader: LibraryClient, me: User) -> None:
    books = [make_book() for _ in range(5)]
    make_list(make_run(), me, books[:2])
    db.session.commit()

    answer = the_list(reader, "?size=4")
    assert [item["source"] for item in answer["items"]] == ["ncf", "ncf", "popular", "popular"]
    assert answer["source"] == "mixed"


def test_without_a_list_favourites_of_the_readers_categories_come_first(
    app: Any, reader: LibraryClient, me: User
) -> None:
    history, cooking = make_category("history"), make_category("cooking")
    liked = make_book(categories=(history,))
    same = make_book("Another history", (history,))
    other = make_book("A cook book", (cooking,))
    crowd = [make_user() for _ in range(3)]
    for person in crowd:
        make_rating(person, other)
    make_rating(crowd[0], same)
    make_rating(me, liked, 5)
    db.session.commit()

    answer = the_list(reader, "?size=2")
    assert [(item["book"]["title"], item["source"]) for item in answer["items"]] == [
        ("Another history", "category"),
        ("A cook book", "trending"),
    ]
    assert answer["items"][0]["reason"]["category"]["slug"] == "history"
    assert (answer["source"], answer["run"]) == ("fallback", None)


def test_a_newcomer_sees_popular_books_and_never_one_he_rated(app: Any, reader: LibraryClient, me: User) -> None:
    books = [make_book() for _ in range(3)]
    make_rating(me, books[0], 1)
    db.session.commit()
    answer = the_list(reader)
    assert {item["book"]["id"] for item in answer["items"]} == {books[1].id, books[2].id}
    assert {item["source"] for item in answer["items"]} == {"popular"}


def test_an_empty_library_answers_an_empty_list(reader: LibraryClient) -> None:
    assert the_list(reader)["items"] == []


def test_only_the_published_run_is_shown(app: Any, reader: LibraryClient, me: User) -> None:
    old, new = make_book("From the old run"), make_book("From the run being written")
    make_list(make_run(), me, [old])
    make_list(make_run(state="writing", published=None, published_at=None), me, [new])
    db.session.commit()
    assert the_list(reader, "?size=1")["items"][0]["book"]["title"] == "From the old run"


def test_a_reader_who_opted_out_gets_no_personal_list(app: Any, reader: LibraryClient, me: User) -> None:
    make_list(make_run(), me, [make_book()])
    me.personalised = False
    db.session.commit()
    answer = the_list(reader)
    assert answer["source"] == "fallback"
    assert {item["source"] for item in answer["items"]} == {"popular"}


def test_a_list_is_private(reader: LibraryClient) -> None:
    assert reader.get("/api/recommendations").headers["Cache-Control"] == "private, no-store"


def test_fifty_entries_take_no_more_statements_than_ten(app: Any, reader: LibraryClient, me: User) -> None:
    leaf = make_category("leaf", make_category("top"))
    liked = make_book()
    make_list(make_run(), me, [make_book(categories=(leaf,)) for _ in range(60)], evidence_book_id=liked.id)
    db.session.commit()
    with count_queries() as ten:
        the_list(reader)
    with count_queries() as fifty:
        assert len(the_list(reader, "?size=50")["items"]) == 50
    assert len(fifty) == len(ten) <= 9
