"""The audit log as the office reads it: narrowed, page by page, as a file; kept for its time; and silent about readers
who have left."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.catalog.models import Book
from backend.core import audit, clock
from backend.core.actors import actor_of
from backend.core.audit import AuditEvent
from backend.core.database import db
from backend.core.leaving import tell_leaving
from backend.office.queries.bulk import next_rows
from backend.office.service import bulk_acts
from tests.backend.circulation.at_desk import bring_back, lend, title
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_author, make_book, make_copy, make_user
from tests.lending import HERE
from tests.office import make_bulk_act
from tests.queries import count_queries

LOG = "/api/staff/audit"


def put_words(admin: LibraryClient, *words: str) -> None:
    for word in words:
        assert admin.post("/api/admin/filter-words", json={"word": word}).status_code == 201


def told(client: LibraryClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{LOG}{query}")
    assert answer.status_code == 200, answer.get_json()
    return list(answer.get_json()["items"])


def table(client: LibraryClient, query: str = "") -> list[list[str]]:
    text = client.get(f"{LOG}.csv{query}").get_data(as_text=True)
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_log_is_narrowed_and_read_page_by_page_and_as_a_file(app: Any, sign_in_as: Any) -> None:
    admin, staff, auditor = sign_in_as("admin"), sign_in_as("staff"), sign_in_as("auditor")
    put_words(admin, "casino", "lottery")
    with clock.frozen(NOW + timedelta(days=2)):
        put_words(staff, "=poker")
        word_id = told(staff, "?kind=filter_word")[0]["thing_id"]
        assert staff.delete(f"/api/admin/filter-words/{word_id}").status_code == 204

    [removed, poker, lottery, casino] = told(auditor)
    assert [line["change"] for line in (removed, poker, lottery)] == ["removed", "added", "added"]
    assert (casino["act"], casino["kind"], casino["name"]) == ("add_filter_word", "filter_word", "casino")
    assert (casino["before"], casino["after"]) == ({}, {"word": "casino"})
    assert (removed["before"], removed["after"]) == ({"word": "=poker"}, {})
    assert (casino["user"]["id"], casino["role"]) == (admin.user_id, "admin")

    for query, lines in {
        f"?user_id={staff.user_id}": [removed, poker],
        f"?kind=filter_word&thing_id={casino['thing_id']}": [casino],
        "?act=remove_filter_word": [removed],
        "?change=added&from_on=2026-11-21": [poker],
        "?from_on=2026-11-20&to_on=2026-11-20": [lottery, casino],
        f"?request_id={lottery['request_id']}": [lottery],
        "?bulk_act_id=7": [],
        "?size=2&page=2": [lottery, casino],
    }.items():
        assert told(auditor, query) == lines, query
    assert auditor.get(f"{LOG}?from_on=2026-11-21&to_on=2026-11-20").status_code == 422
    assert auditor.get(f"{LOG}?nobody=1").status_code == 422
    choices = auditor.get(f"{LOG}/choices").get_json()
    assert {"add_filter_word", "advance_bulk_act"} <= set(choices["acts"]) and choices["kinds"] == ["filter_word"]
    assert {person["id"] for person in choices["people"]} == {admin.user_id, staff.user_id, auditor.user_id}
    assert choices["kept_days"] == 730

    head, *rows = table(auditor, "?lang=en&columns=id,name,after")
    assert (head, len(rows)) == (["id", "called", "after"], 4)
    # What looks like a formula is none.
    assert rows[1] == [str(poker["id"]), "'=poker", '{"word": "=poker"}']
    assert len(table(auditor, "?act=add_filter_word")[0]) == 14
    assert [row[0] for row in table(auditor, "?act=add_filter_word&columns=id")[1:]] == [
        str(line["id"]) for line in (poker, lottery, casino)
    ]


def test_the_log_is_looked_through_by_what_things_are_called_by_people_and_by_acts(app: Any, sign_in_as: Any) -> None:
    admin = sign_in_as("admin", display_name="陈馆长")
    staff, auditor = sign_in_as("staff", display_name="林晚"), sign_in_as("auditor")
    put_words(admin, "casino", "lottery")
    with app.app_context():
        book, reader = make_book("《三体》纪念版"), make_user(display_name="Marie Curie")
        db.session.flush()  # lines are about them
        with audit.acting("replace_book", staff.user_id, "staff", None, NOW, None):
            audit.note(audit.CHANGED, "book", book.id, "《三体》旧名", {"language": None}, {"language": "zh"})
        with audit.acting("block", staff.user_id, "staff", None, NOW, None):
            audit.note(audit.CHANGED, "card", 7, None, {"note": None}, {"note": "x"}, reader_id=reader.id)
        db.session.commit()

    def acts(query: str) -> list[str]:
        found = [line["act"] for line in told(auditor, query)]
        named = [row[0] for row in table(auditor, f"{query}&columns=act&lang=en")[1:]]
        assert found == named, query
        return found

    word = ["add_filter_word"]
    assert acts("?q=Cas") == acts("?q=CASINO") == word
    # In the title that it has now, and from the beginning of what it was called then.
    assert acts("?q=三体") == acts("?q=《三体》旧") == ["replace_book"]
    assert acts("?q=陈馆长") == word * 2
    assert sorted(acts("?q=林晚")) == ["block", "replace_book"]
    assert acts("?q=Curie") == ["block"]
    assert acts("?q=place_b") == acts("?q=更正&acts=replace_book,no_such_act") == ["replace_book"]
    assert acts("?q=no+such+thing") == []
    assert acts("?q=陈馆长&kind=filter_word&from_on=2026-11-21") == []
    with count_queries() as asked:
        told(auditor, "?q=a&size=1")
    with count_queries() as again:
        told(auditor, "?q=a&size=50")
    assert len(again) == len(asked)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_log_costs_as_many_questions_as_a_short_one(
    app: Any, sign_in_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = sign_in_as("admin")
    put_words(admin, "casino")
    with count_queries() as short:
        told(admin)
    put_words(admin, *(f"word {number}" for number in range(30)))
    with count_queries() as long:
        told(admin)
    assert len(short) == len(long)
    # A file is read some lines at a time, each once.
    monkeypatch.setattr("backend.office.queries.audit.LINES_AT_ONCE", 7)
    ids = [int(row[0]) for row in table(admin, "?columns=id")[1:]]
    assert (ids, len(ids)) == (sorted(ids, reverse=True), 31)
    monkeypatch.setattr("backend.office.queries.audit.MOST_LINES", 10)
    assert len(table(admin)) == 11


def test_a_day_at_the_desk_is_told_without_the_reader(app: Any, sign_in_as: Any) -> None:
    staff, reader = sign_in_as("staff"), sign_in_as("reader")
    _book_id, [barcode] = title(app)
    assert lend(staff, reader, barcode).status_code == 200
    bring_back(staff, barcode)
    [back, *_] = told(staff, "?act=check_in&kind=loan")
    [lent] = told(staff, "?act=check_out&kind=loan")
    assert (lent["change"], lent["after"]["state"]) == ("added", "active")
    assert (back["before"]["state"], back["after"]["state"]) == ("active", "returned")
    # A loan that is over forgets its reader, so the log never knew him.
    loans = told(staff, "?kind=loan&size=100")
    assert all("user_id" not in line["after"] and line["reader_id"] is None for line in loans)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_leaves_is_named_no_more_in_the_log_and_in_acts_on_many(app: Any, sign_in_as: Any) -> None:
    staff, reader = sign_in_as("staff"), sign_in_as("reader")
    card = f"/api/staff/cards/{reader.user_id}"
    assert staff.put(f"{card}/block", json={"reason": "三本书都没还"}).status_code == 200
    [line] = told(staff, f"?reader_id={reader.user_id}&change=changed")
    assert (line["kind"], line["after"]["block_reason"]) == ("card", "三本书都没还")
    with app.app_context():
        audit.forget_reader(reader.user_id)
        tell_leaving(reader.user_id)
        db.session.commit()
    assert told(staff, f"?reader_id={reader.user_id}") == []
    assert {(line["name"], str(line["after"])) for line in told(staff, "?kind=card")} == {(None, "{}")}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_names_in_acts_on_readers_are_erased_when_they_leave(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    staff, author = make_user(role="staff"), make_author("林晚")
    act = make_bulk_act([author.id], actor_of(staff), HERE)
    monkeypatch.setattr(bulk_acts, "kinds_of_readers", lambda: [act.kind])
    tell_leaving(author.id)
    [row] = next_rows(act.id, "waiting", 1)
    assert (row.name, row.before, row.after) == ("", {}, {})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lines_are_kept_for_their_time(app: Any, sign_in_as: Any) -> None:
    put_words(sign_in_as("admin"), "casino", "lottery")
    with app.app_context():
        kept: list[int] = []
        assert audit.forget_events(NOW, lambda: kept.append(1)) == 0
        assert audit.forget_events(NOW + timedelta(seconds=1), lambda: kept.append(1)) == 2
        assert (kept, db.session.scalars(select(AuditEvent)).all()) == ([1], [])


def test_the_palette_finds_books_readers_copies_and_orders(app: Any, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    reader = sign_in_as("reader", name="linwan", display_name="林晚")
    book_id, [barcode] = title(app)
    with app.app_context():
        book = db.session.get_one(Book, book_id)
        name = book.title
        make_copy(book, barcode=f"{barcode}-2")
        db.session.commit()

    def found(words: str) -> dict[str, list[Any]]:
        answer = staff.get("/api/staff/search", query_string={"q": words})
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    assert [one["id"] for one in found(name)["books"]][:1] == [book_id]
    assert [one["id"] for one in found("林")["readers"]] == [reader.user_id]
    assert [one["barcode"] for one in found(barcode)["copies"]] == [barcode, f"{barcode}-2"]
    assert found("#261120-NOBODY") == {"books": [], "readers": [], "copies": [], "orders": []}
    with count_queries() as asked:
        found("nothing at all")
    assert len(asked) <= 14
