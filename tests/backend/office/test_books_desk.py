"""Books in the hands of the staff: found by what they lack, taken in, corrected, withdrawn and put back."""

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event, select

from backend.catalog.models import Author, Book, BookAuthor, Copy, SearchDocument, Sku
from backend.catalog.service import ensure_categories
from backend.catalog.service.indexing import unlike_index
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.clients import LibraryClient, twins
from tests.factories import (
    make_author,
    make_book,
    make_category,
    make_copy,
    make_curated_list,
    make_neighbours,
    make_run,
    make_series,
    make_user,
)
from tests.lending import make_hold, make_loan, make_title
from tests.selling import make_sku

DUNE: dict[str, Any] = {
    "title": "沙丘",
    "authors": [{"name": "弗兰克·赫伯特", "original_name": "Frank Herbert"}, {"name": "潘振华", "role": "translator"}],
    "series": "沙丘",
    "volume": 1,
    "isbn13": "978-7-5594-3555-2",
    "categories": ["science-fiction"],
    "price_cents": 6800,
}


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff")
    return client


def _changes(kind: str = "book") -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id))
    return [(row.act, row.change, row.before, row.after) for row in rows]


def test_a_book_is_taken_in_and_corrected_and_the_log_has_both_sides(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        ensure_categories()
        db.session.commit()
    made = staff.post("/api/staff/books", json=DUNE)
    assert made.status_code == 201
    book = made.get_json()
    assert (book["facts"]["isbn13"], book["revision"]) == ("9787559435552", 1)
    assert staff.post("/api/staff/books", json=DUNE).get_json()["code"] == "isbn_taken"
    changed = {**book["facts"], "publisher": "江苏凤凰文艺出版社", "authors": book["facts"]["authors"][:1]}
    kept = staff.put(f"/api/staff/books/{book['id']}", json={**changed, "revision": 1}).get_json()
    assert (kept["revision"], kept["facts"]["publisher"]) == (2, "江苏凤凰文艺出版社")
    with app.app_context():
        [added, corrected] = _changes()
        assert added[:2] == ("create_book", "added")
        assert added[3]["authors"][1] == {"name": "潘振华", "role": "translator"}
        assert corrected[:2] == ("replace_book", "changed")
        assert corrected[2].keys() == corrected[3].keys() == {"publisher", "authors"}
        assert [one["name"] for one in corrected[3]["authors"]] == ["弗兰克·赫伯特"]
    history = staff.get(f"/api/staff/books/{book['id']}/history").get_json()
    assert [one["act"] for one in history["items"]] == ["replace_book", "create_book"]
    assert staff.get("/api/staff/books/names?kind=author&q=frank").get_json()["items"] == [
        {"name": "弗兰克·赫伯特", "original_name": "Frank Herbert", "books": 1}
    ]


def test_what_is_wrong_with_a_record_is_said_field_by_field(staff: LibraryClient) -> None:
    wrong = {**DUNE, "title": " ", "isbn13": "9787559435553", "categories": ["no-such"], "language": "klingon!"}
    answer = staff.post("/api/staff/books", json=wrong)
    fields = answer.get_json()["fields"]
    assert answer.status_code == 422
    assert {name: found[0]["code"] for name, found in fields.items()} == {
        "title": "title_missing",
        "isbn13": "isbn_invalid",
        "categories": "category_unknown",
        "language": "language_unknown",
    }


def test_of_two_who_correct_a_book_at_once_one_is_told_and_nothing_is_overwritten(
    app: Any, staff: LibraryClient
) -> None:
    with app.app_context():
        book_id = make_book("三体").id
        db.session.commit()
    facts = staff.get(f"/api/staff/books/{book_id}").get_json()
    both, start = twins(staff, 2), Barrier(2)
    answers: dict[int, Any] = {}

    def save(which: int) -> None:
        start.wait()
        mine = {**facts["facts"], "title": f"三体 {which}", "revision": facts["revision"]}
        answers[which] = both[which].put(f"/api/staff/books/{book_id}", json=mine)

    threads = [Thread(target=save, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 409]
    [won] = [which for which, answer in answers.items() if answer.status_code == 200]
    refused = answers[1 - won].get_json()
    assert (refused["code"], refused["reasons"][0]["revision"]) == ("edited_meanwhile", 2)
    assert staff.get(f"/api/staff/books/{book_id}").get_json()["facts"]["title"] == f"三体 {won}"
    with app.app_context():
        assert len(_changes()) == 1


def test_correcting_a_title_leaves_a_book_with_its_own_author_of_two_of_one_name(
    app: Any, staff: LibraryClient
) -> None:
    with app.app_context():
        make_book(authors=(make_author("王伟"),))
        second = make_author("王伟")
        book_id = make_book("诗集", authors=(second,)).id
        author_id = second.id
        db.session.commit()
    facts = staff.get(f"/api/staff/books/{book_id}").get_json()
    changed = {**facts["facts"], "title": "诗选", "revision": facts["revision"]}
    assert staff.put(f"/api/staff/books/{book_id}", json=changed).status_code == 200
    with app.app_context():
        assert db.session.scalar(select(BookAuthor.author_id).where(BookAuthor.book_id == book_id)) == author_id
        assert len(db.session.scalars(select(Author)).all()) == 2


def test_a_book_leaves_the_catalogue_only_when_nothing_of_it_is_going_on(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        book, _ = make_title(2, title="三体")
        loan = make_loan(make_user(), book)
        hold = make_hold(make_user(), book)
        make_copy(book, condition="on_order")
        book_id, loan_id, hold_id = book.id, loan.id, hold.id
        db.session.commit()
    asked = {"revision": 1, "reason": "old"}
    refused = staff.post(f"/api/staff/books/{book_id}/withdraw", json=asked)
    assert refused.status_code == 409
    assert {one["code"]: one.get("count") for one in refused.get_json()["reasons"]} == {
        "open_loans": 1,
        "open_holds": 1,
        "copies_coming": 1,
    }
    assert loan_id, hold_id


def test_a_withdrawn_book_is_not_found_by_readers_and_comes_back_as_it_was(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        book, copies = make_title(2, title="三体")
        other = make_book("球状闪电")
        copies[1].condition = "damaged"
        sku = make_sku(book, on_hand=3)
        run = make_run()
        make_neighbours(run, other, [book])
        shelf, series = make_curated_list([book, other]), make_series({book: 1.0, other: 2.0})
        shelf_slug, series_id = shelf.slug, series.id
        book_id, other_id, sku_id = book.id, other.id, sku.id
        db.session.commit()
    similar = f"/api/books/{other_id}/similar"
    assert [one["id"] for one in staff.get(similar).get_json()["items"]] == [book_id]
    before = staff.get(f"/api/staff/books/{book_id}").get_json()
    done = staff.post(f"/api/staff/books/{book_id}/withdraw", json={"revision": before["revision"], "reason": "old"})
    assert done.get_json() == {"copies": 2, "sku_ids": [sku_id]}
    assert staff.get("/api/books?q=三体").get_json()["total"] == 0
    assert book_id not in [one["id"] for one in staff.get(similar).get_json()["items"]]
    assert book_id not in [one["id"] for one in staff.get("/api/books/new").get_json()["items"]]
    # Whoever comes by an old link is told so; nothing leads there any more, and the counts agree.
    assert staff.get(f"/api/books/{book_id}").get_json()["withdrawn_on"] == "2026-11-20"
    assert staff.get(f"/api/books/{book_id}/lending").get_json()["choice"] not in ("borrow", "queue")
    assert [one["id"] for one in staff.get(f"/api/series/{series_id}").get_json()["items"]] == [other_id]
    assert [one["id"] for one in staff.get(f"/api/curated-lists/{shelf_slug}").get_json()["items"]] == [other_id]
    assert [one["book_count"] for one in staff.get("/api/staff/shelves").get_json()["items"]] == [1]
    assert staff.get("/api/staff/books?state=withdrawn").get_json()["items"][0]["withdrawn_on"] == "2026-11-20"
    assert staff.get("/api/staff/books").get_json()["total"] == 1
    added = {"first_barcode": "X1", "location_id": 1}
    assert staff.post(f"/api/staff/books/{book_id}/copies", json=added).get_json()["code"] == "book_withdrawn"
    with app.app_context():
        assert db.session.get(SearchDocument, book_id) is None
        assert unlike_index([book_id, other_id]) in ([], [other_id])
        assert set(db.session.scalars(select(Copy.condition))) == {"withdrawn"}
        assert db.session.get_one(Sku, sku_id).on_sale is False
    back = staff.post(f"/api/staff/books/{book_id}/restore", json={"sku_ids": [sku_id]})
    assert back.status_code == 200
    assert (back.get_json()["withdrawn_on"], back.get_json()["copies_total"]) == (None, 1)
    assert staff.get("/api/books?q=三体").get_json()["total"] == 1
    assert staff.post(f"/api/staff/books/{book_id}/restore", json={}).get_json()["code"] == "not_withdrawn"
    with app.app_context():
        assert sorted(db.session.scalars(select(Copy.condition))) == ["damaged", "ok"]
        assert db.session.get_one(Sku, sku_id).on_sale is True
        assert db.session.get_one(Book, book_id).stock_free == 3
        acts = [(act, after.get("withdrawn_on")) for act, _, _, after in _changes()]
        assert acts == [("withdraw_book", "2026-11-20"), ("restore_book", None)]


def test_books_are_found_by_what_they_are_and_by_what_they_lack(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        novels = make_category("novels")
        dune = make_book("Dune", authors=(make_author("Frank Herbert"),), isbn13="9780441013593", published_year=1965)
        solaris = make_book("Solaris", (make_category("space", novels),), price_cents=100, published_year=1961)
        make_copy(solaris, barcode="SW0000042")
        make_hold(make_user(), dune)
        ids = {"dune": dune.id, "solaris": solaris.id}
        db.session.commit()

    def found(query: str) -> list[str]:
        items = staff.get(f"/api/staff/books?{query}").get_json()["items"]
        return [next(name for name, book_id in ids.items() if book_id == one["id"]) for one in items]

    assert found("q=HERBERT") == found("q=978-0-441-01359-3") == found("waited_for=true") == ["dune"]
    assert found("q=sw0000042") == [] and found("q=SW0000042") == found("category=novels") == ["solaris"]
    assert found("lacks=copies") == found("lacks=category") == found("lacks=price") == ["dune"]
    assert found("lacks=author") == found("lacks=isbn") == found("year_to=1961") == ["solaris"]
    assert found("sort=-year") == found("sort=title") == ["dune", "solaris"]
    assert found("sort=year&size=1&page=2") == ["dune"]
    sheet = staff.get("/api/staff/books.csv?columns=title,authors,waiting&lang=en&lacks=price").get_data(as_text=True)
    assert sheet.splitlines() == ["\ufeffTitle,Authors,Waiting", "Dune,Frank Herbert,1"]


def test_a_page_of_books_asks_the_same_few_questions_however_long_it_is(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        for _ in range(30):
            make_copy(make_book(authors=(make_author(),)))
        db.session.commit()
        engine = db.engine

    def number_of_statements(address: str) -> int:
        counted: list[str] = []
        listener = lambda *args: counted.append(args[2])  # noqa: E731 (removed again by its name)
        event.listen(engine, "before_cursor_execute", listener)
        assert staff.get(address).status_code == 200
        event.remove(engine, "before_cursor_execute", listener)
        return len([one for one in counted if one.startswith("SELECT")])

    assert number_of_statements("/api/staff/books?size=2") == number_of_statements("/api/staff/books?size=30") <= 7
    assert number_of_statements("/api/staff/copies?size=2") == number_of_statements("/api/staff/copies?size=30") <= 4


def test_the_page_of_a_book_shows_its_loans_and_names_a_reader_only_while_he_has_it(
    app: Any, staff: LibraryClient
) -> None:
    with app.app_context():
        book, _ = make_title(0)
        make_loan(make_user(display_name="小李"), book)
        make_loan(make_user(display_name="小王"), book, state="returned")
        make_sku(book)
        book_id = book.id
        db.session.commit()
    loans = staff.get(f"/api/staff/books/{book_id}/loans").get_json()["items"]
    assert [(one["state"], one["reader_name"]) for one in loans] == [("active", "小李"), ("returned", None)]
    assert len(staff.get(f"/api/staff/books/{book_id}/offers").get_json()["items"]) == 1
