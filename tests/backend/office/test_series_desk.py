"""Series in the hands of the staff: named, put in order, made one."""

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from backend.catalog.models import Book, BookSeries, Series
from backend.catalog.service import index_books
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.clients import LibraryClient, twins
from tests.factories import make_book, make_series


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff")
    return client


@pytest.fixture
def foundation(app: Any) -> dict[str, int]:
    """Two series of which one was written twice."""
    with app.app_context():
        books = [make_book(title) for title in ("Foundation", "Second Foundation", "Empire")]
        first = make_series({books[0]: 1.0, books[1]: 2.0}, "Foundation")
        second = make_series({books[2]: None}, "The Foundation")
        db.session.flush()  # the index reads what is stored
        index_books([book.id for book in books])
        db.session.commit()
        return {"one": first.id, "two": second.id, **{book.title: book.id for book in books}}


def test_the_volumes_of_a_series_get_another_order_and_a_book_moves_in(
    app: Any, staff: LibraryClient, foundation: dict[str, int]
) -> None:
    order = [
        {"book_id": foundation["Empire"], "volume": 1},
        {"book_id": foundation["Foundation"], "volume": 2},
    ]
    asked = {"name": "基地", "original_name": "Foundation", "volumes": order, "revision": 1}
    answer = staff.put(f"/api/staff/series/{foundation['one']}", json=asked)
    assert [(one["book"]["title"], one["volume"]) for one in answer.get_json()["items"]] == [
        ("Empire", 1),
        ("Foundation", 2),
    ]
    # Readers find the books by the new name, and the series that nothing is left of is gone.
    assert staff.get("/api/books?q=基地").get_json()["total"] == 2
    with app.app_context():
        assert db.session.get(Series, foundation["two"]) is None
        assert db.session.get(BookSeries, foundation["Second Foundation"]) is None
        assert db.session.get_one(Book, foundation["Empire"]).revision == 2
        [told] = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "series"))
        assert told.before["name"] == "Foundation" and told.after["volumes"][0]["title"] == "Empire"
    assert staff.put(f"/api/staff/series/{foundation['one']}", json=asked).get_json()["code"] == "edited_meanwhile"


def test_two_series_that_are_one_are_made_one(app: Any, staff: LibraryClient, foundation: dict[str, int]) -> None:
    asked = {"other_id": foundation["two"], "revision": 1, "other_revision": 1}
    itself = {**asked, "other_id": foundation["one"]}
    assert staff.post(f"/api/staff/series/{foundation['one']}/merge", json=itself).get_json()["code"] == (
        "series_the_same"
    )
    both, start = twins(staff, 2), Barrier(2)
    answers: list[int] = []

    def merge(which: int) -> None:
        start.wait()
        answers.append(both[which].post(f"/api/staff/series/{foundation['one']}/merge", json=asked).status_code)

    threads = [Thread(target=merge, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) in ([200, 404], [200, 409])
    listed = staff.get("/api/staff/series?q=foundation").get_json()
    assert [(one["name"], one["volumes"]) for one in listed["items"]] == [("Foundation", 3)]
    with app.app_context():
        told = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "series").order_by(AuditEvent.id)).all()
        assert [(one.change, one.thing_id) for one in told] == [
            ("changed", foundation["one"]),
            ("removed", foundation["two"]),
        ]
    sheet = staff.get("/api/staff/series.csv?columns=name,volumes&lang=en").get_data(as_text=True)
    assert sheet.splitlines() == ["\ufeffName,Volumes", "Foundation,3"]


def test_what_was_done_to_a_series_is_undone_as_far_as_nobody_went_on(
    app: Any, staff: LibraryClient, foundation: dict[str, int]
) -> None:
    one, other = foundation["one"], foundation["two"]
    merged = staff.post(
        f"/api/staff/series/{one}/merge", json={"other_id": other, "revision": 1, "other_revision": 1}
    ).get_json()
    order = [{"book_id": foundation["Second Foundation"], "volume": 7}]
    edited = staff.put(
        f"/api/staff/series/{one}", json={"name": "基地", "volumes": order, "revision": merged["revision"]}
    ).get_json()
    listed = staff.get(f"/api/staff/series-changes?series_id={one}").get_json()["items"]
    assert [(change["kind"], change["name"], change["others"], change["books"]) for change in listed] == [
        ("edited", "基地", [], 3),
        ("merged", "Foundation", ["The Foundation"], 1),
    ]
    # Of the merge nothing can go back while its book is somewhere else; of the edit everything can.
    assert staff.post(f"/api/staff/series-changes/{edited['change_id']}/undo").get_json() == {"back": 3, "stayed": 0}
    whole = staff.get(f"/api/staff/series/{one}").get_json()
    assert (whole["name"], [(line["book"]["title"], line["volume"]) for line in whole["items"]]) == (
        "Foundation",
        [("Foundation", 1), ("Second Foundation", 2), ("Empire", None)],
    )
    # The series that was gone is there again under its old address, for readers too.
    path = f"/api/staff/series-changes/{merged['change_id']}/undo"
    assert staff.post(path).get_json() == {"back": 1, "stayed": 0}
    again = staff.get(f"/api/staff/series/{other}").get_json()
    assert (again["name"], again["items"][0]["book"]["title"]) == ("The Foundation", "Empire")
    assert staff.get("/api/books?q=the foundation").get_json()["total"] >= 1
    assert (staff.post(path).status_code, staff.post(path).get_json()["code"]) == (409, "series_change_undone")
    # A book that somebody has moved since stays where it is, and the rest goes back.
    again = staff.get(f"/api/staff/series/{one}").get_json()
    both = {"other_id": other, "revision": again["revision"], "other_revision": 1}
    merged = staff.post(f"/api/staff/series/{one}/merge", json=both).get_json()
    with app.app_context():
        db.session.get_one(BookSeries, foundation["Empire"]).volume = 9
        db.session.commit()
    path = f"/api/staff/series-changes/{merged['change_id']}/undo"
    assert (staff.post(path).status_code, staff.post(path).get_json()["code"]) == (409, "series_moved_on")
    with app.app_context():
        assert db.session.get(Series, other) is None
        told = db.session.scalars(select(AuditEvent.act).where(AuditEvent.change == "added")).all()
        assert told == ["undo_change_of_series"]
