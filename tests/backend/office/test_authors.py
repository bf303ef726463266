"""Authors are corrected, merged where they are one person, and let apart again; nothing gets lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.catalog.models import Author, AuthorAlias, BookAuthor
from backend.catalog.queries.facts import book_facts
from backend.catalog.rules.facts import BookFacts, Credit
from backend.catalog.service import add_book, correct_book, rebuild_index
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.backend.catalog.index_contents import assert_as_made_anew, contents
from tests.clients import twins
from tests.queries import count_queries

TODAY = date(2026, 11, 20)
LATIN, HAN, PEN = Credit("Liu Cixin"), Credit("刘慈欣"), Credit("Da Liu", "translator")


def make_people(app: Any) -> dict[str, int]:
    """Three authors of two, two and one books; on the first they stand side by side. Ids by name."""
    with app.app_context():
        for title, people in (("三体", (PEN, HAN, LATIN)), ("球状闪电", (HAN,)), ("The Wandering Earth", (LATIN,))):
            add_book(BookFacts(title, authors=people), TODAY)
        db.session.flush()  # the alias needs his id
        ids = {author.name: author.id for author in db.session.scalars(select(Author))}
        db.session.add(AuthorAlias(author_id=ids["Liu Cixin"], name="Ken's friend"))
        db.session.commit()
    return ids


def seen(*ids: int, revision: int = 1) -> list[dict[str, int]]:
    return [{"id": author_id, "revision": revision} for author_id in ids]


def links(app: Any) -> set[tuple[str, int, int, str]]:
    with app.app_context():
        rows = db.session.scalars(select(BookAuthor)).all()
        return {(book_title(row.book_id), row.author_id, row.position, row.role) for row in rows}


def book_title(book_id: int) -> str:
    return book_facts([book_id])[book_id].title


def assert_indexed(app: Any) -> None:
    with app.app_context():
        kept = contents()
        rebuild_index(db.session.commit)
        assert_as_made_anew(kept, contents())


def test_several_authors_become_one_and_are_told_apart_again(app: Any, guest: Any, sign_in_as: Any) -> None:
    ids = make_people(app)
    han, latin, pen = ids["刘慈欣"], ids["Liu Cixin"], ids["Da Liu"]
    staff, before = sign_in_as("staff"), links(app)
    preview = staff.get(f"/api/staff/author-merges/preview?kept={han}&merged={latin},{pen}").get_json()
    assert (preview["book_count"], preview["folded_count"]) == (2, 1)
    assert preview["aliases"] == ["Liu Cixin", "Ken's friend", "Da Liu"]
    assert {book["title"]: book["folded"] for book in preview["books"]} == {"三体": True, "The Wandering Earth": False}

    made = staff.post("/api/staff/author-merges", json={"kept": seen(han)[0], "merged": seen(latin, pen)})
    assert made.status_code == 201
    assert made.get_json()["merged"] == ["Da Liu", "Liu Cixin"] or made.get_json()["merged"] == ["Liu Cixin", "Da Liu"]
    # Each book names him once: where he was named first, as what he was there.
    assert links(app) == {
        ("三体", han, 0, "translator"),
        ("球状闪电", han, 0, "author"),
        ("The Wandering Earth", han, 0, "author"),
    }
    assert_indexed(app)
    # Who comes by an old address is led to him, and old filters still find his books.
    page = guest.get(f"/api/authors/{latin}").get_json()
    assert (page["id"], page["name"], page["book_count"]) == (han, "刘慈欣", 3)
    assert guest.get(f"/api/books?author={latin}").get_json()["total"] == 3
    assert guest.get("/api/books?q=Liu+Cixin").get_json()["total"] == 3
    assert [each["name"] for each in staff.get("/api/staff/authors").get_json()["items"]] == ["刘慈欣"]
    with app.app_context():
        told = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "author", AuditEvent.thing_id == han))
        [event] = told
        assert event.act == "merge_authors"
        assert event.before == {"aliases": [], "books": 2}
        assert event.after == {"aliases": ["Liu Cixin", "Ken's friend", "Da Liu"], "books": 3}

    undone = staff.post(f"/api/staff/author-merges/{made.get_json()['id']}/undo")
    assert undone.get_json() == {"back": 3, "stayed": 0}
    assert links(app) == before
    assert_indexed(app)
    people = {each["name"]: each for each in staff.get("/api/staff/authors").get_json()["items"]}
    assert people["Liu Cixin"]["aliases"] == ["Ken's friend"]
    assert people["刘慈欣"]["aliases"] == []
    assert guest.get(f"/api/authors/{latin}").get_json()["id"] == latin
    again = staff.post(f"/api/staff/author-merges/{made.get_json()['id']}/undo")
    assert again.get_json()["code"] == "merge_undone_already"


def test_a_name_that_was_merged_away_leads_new_books_to_the_one_who_stayed(app: Any, sign_in_as: Any) -> None:
    ids = make_people(app)
    han, latin = ids["刘慈欣"], ids["Liu Cixin"]
    staff = sign_in_as("staff")
    merge = staff.post("/api/staff/author-merges", json={"kept": seen(han)[0], "merged": seen(latin)}).get_json()
    with app.app_context():
        new = add_book(BookFacts("Death's End", authors=(LATIN, HAN)), TODAY)
        correct_book(new, BookFacts("死神永生", authors=(LATIN,)))
        db.session.commit()
        assert [row.author_id for row in db.session.scalars(select(BookAuthor).where(BookAuthor.book_id == new))] == [
            han
        ]
    # What came later was never his alone: it stays.
    assert staff.post(f"/api/staff/author-merges/{merge['id']}/undo").get_json() == {"back": 2, "stayed": 0}
    assert ("死神永生", han, 0, "author") in links(app)


def test_merges_one_after_the_other_are_undone_from_the_last(app: Any, guest: Any, sign_in_as: Any) -> None:
    ids = make_people(app)
    han, latin, pen = ids["刘慈欣"], ids["Liu Cixin"], ids["Da Liu"]
    staff, before = sign_in_as("staff"), links(app)
    first = staff.post("/api/staff/author-merges", json={"kept": seen(latin)[0], "merged": seen(pen)}).get_json()
    body = {"kept": seen(han)[0], "merged": seen(latin, revision=2)}
    second = staff.post("/api/staff/author-merges", json=body).get_json()
    assert guest.get(f"/api/authors/{pen}").get_json()["id"] == han
    assert staff.post(f"/api/staff/author-merges/{first['id']}/undo").get_json()["code"] == "merged_onward"
    for merge in (second, first):
        assert staff.post(f"/api/staff/author-merges/{merge['id']}/undo").status_code == 200
        assert_indexed(app)
    assert links(app) == before
    assert [each["undone_at"] is not None for each in staff.get("/api/staff/author-merges").get_json()["items"]] == [
        True,
        True,
    ]


def test_names_are_corrected_and_a_second_editor_is_told(app: Any, guest: Any, sign_in_as: Any) -> None:
    latin = make_people(app)["Liu Cixin"]
    staff = sign_in_as("staff")
    body = {"name": "刘慈欣", "original_name": None, "aliases": ["大刘", "Liu Cixin"], "revision": 1}
    saved = staff.put(f"/api/staff/authors/{latin}", json=body).get_json()
    assert (saved["name"], saved["aliases"], saved["revision"]) == ("刘慈欣", ["大刘", "Liu Cixin"], 2)
    assert guest.get("/api/books?q=大刘").get_json()["total"] == 2
    assert_indexed(app)
    late = staff.put(f"/api/staff/authors/{latin}", json={**body, "name": "Somebody"})
    assert (late.status_code, late.get_json()["code"]) == (409, "edited_meanwhile")
    with app.app_context():
        [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "author"))
        assert event.before == {"name": "Liu Cixin", "aliases": ["Ken's friend"]}
        assert event.after == {"name": "刘慈欣", "aliases": ["大刘", "Liu Cixin"]}


def test_who_merges_himself_or_somebody_twice_is_refused(app: Any, sign_in_as: Any) -> None:
    ids = make_people(app)
    han, latin = ids["刘慈欣"], ids["Liu Cixin"]
    staff = sign_in_as("staff")
    for merged in (seen(han), seen(latin, latin)):
        answer = staff.post("/api/staff/author-merges", json={"kept": seen(han)[0], "merged": merged})
        assert (answer.status_code, answer.get_json()["code"]) == (422, "merged_with_themselves")


def test_the_table_is_found_sorted_paged_and_exported_in_a_fixed_number_of_statements(
    app: Any, sign_in_as: Any
) -> None:
    make_people(app)
    staff = sign_in_as("auditor")
    with count_queries() as few:
        names = [each["name"] for each in staff.get("/api/staff/authors?q=liu&sort=-name").get_json()["items"]]
    assert names == ["Liu Cixin", "Da Liu"]
    with count_queries() as many:
        assert staff.get("/api/staff/authors").get_json()["total"] == 3
    assert len(few) == len(many)
    assert staff.get("/api/staff/authors?q=friend&size=1").get_json()["items"][0]["book_count"] == 2
    with staff.get("/api/staff/authors.csv?columns=name,book_count,aliases&lang=en&q=cixin") as file:
        assert file.get_data(as_text=True) == "\ufeffname,other names,books\r\nLiu Cixin,Ken's friend,2\r\n"


def test_two_who_merge_the_same_people_at_once_leave_one_merge(app: Any, sign_in_as: Any) -> None:
    ids = make_people(app)
    han, latin, pen = ids["刘慈欣"], ids["Liu Cixin"], ids["Da Liu"]
    desks = twins(sign_in_as("staff"), 6)
    pairs = [(han, latin), (latin, han), (han, pen), (pen, latin), (latin, pen), (pen, han)]

    def merge(which: int) -> tuple[int, str | None]:
        kept, other = pairs[which]
        body = {"kept": seen(kept)[0], "merged": seen(other)}
        answer = desks[which].post("/api/staff/author-merges", json=body)
        return answer.status_code, answer.get_json().get("code")

    with ThreadPoolExecutor(len(desks)) as pool:
        answers = list(pool.map(merge, range(len(desks))))
    assert [status for status, _ in answers].count(201) == 1
    assert {code for status, code in answers if status != 201} <= {"edited_meanwhile", "author_not_found", "busy"}
    with app.app_context():
        merged = {author.id: author.merged_into_id for author in db.session.scalars(select(Author))}
        assert sum(1 for each in merged.values() if each is not None) == 1
        assert all(merged[row.author_id] is None for row in db.session.scalars(select(BookAuthor)))
    assert_indexed(app)


def test_who_corrects_a_book_while_its_author_is_merged_away_never_brings_him_back(app: Any, sign_in_as: Any) -> None:
    ids = make_people(app)
    han, latin = ids["刘慈欣"], ids["Liu Cixin"]
    staff = twins(sign_in_as("staff"), 1)[0]

    def add(number: int) -> None:
        with app.app_context():
            add_book(BookFacts(f"Book {number}", authors=(LATIN,)), TODAY)
            db.session.commit()

    body = {"kept": seen(han)[0], "merged": seen(latin)}
    with ThreadPoolExecutor(5) as pool:
        adding = [pool.submit(add, number) for number in range(4)]
        merging = pool.submit(lambda: staff.post("/api/staff/author-merges", json=body).status_code)
        assert merging.result() == 201
        for each in adding:
            each.result()
    assert {author_id for _, author_id, _, _ in links(app)} == {han, ids["Da Liu"]}
    assert_indexed(app)
