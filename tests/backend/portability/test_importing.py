"""A file is brought, checked, looked at, written, and taken back; what the reader has here wins by default."""

from typing import Any

import pytest
from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.catalog.service import index_books
from backend.core.database import db
from backend.engagement.models import BookFavourite, BookNote, Rating, Reading, Review
from backend.engagement.service import mend_stars, rate_book, wrong_stars
from backend.lists.models import ReadingList
from backend.portability.models import ReaderImport, ReaderImportRow
from backend.portability.queries.facets import facet_values
from backend.portability.queries.imports import remaining_csv, rows_of
from backend.portability.rules.errors import TooManyRows
from backend.portability.service import Brought, ImportNotReady, advance, begin_import, choose_book, confirm, prefer
from backend.portability.service import importing as work
from tests.backend.portability.files import HERE, TOFU, brought, goodreads, imported, read, table, undone, verdicts
from tests.conftest import NOW
from tests.factories import make_author, make_book, make_user

DUNE = {
    "Title": "Dune (Dune, #1)",
    "Author": "Frank Herbert",
    "ISBN": '="0441013597"',
    "My Rating": "5",
    "Date Read": "2020/05/03",
    "Date Added": "2020/01/02",
    "Exclusive Shelf": "read",
    "Bookshelves": "sf, favorites",
    "My Review": "Spice",
    "Private Notes": "lent to Ann",
}


def shelf() -> dict[str, int]:
    """A catalogue with what is easily confused; indexed, so that titles are found."""
    books = [
        make_book("Dune", authors=(make_author("Frank Herbert"),), isbn13="9780441013593"),
        make_book("Dune Messiah", authors=(make_author("Frank Herbert"),)),
        make_book("三体", authors=(make_author("刘慈欣"),), language="zh"),
        make_book("Selected Poems", authors=(make_author("Emily Dickinson"),)),
        make_book("Selected Poems", authors=(make_author("Emily Dickinson"),)),
        make_book("Sapiens: A Brief History of Humankind", authors=(make_author("Yuval Noah Harari"),)),
    ]
    mend_stars([book.id for book in books])
    index_books([book.id for book in books])
    db.session.commit()
    return {book.title: book.id for book in books}


def reader() -> int:
    user = make_user()
    db.session.commit()
    return int(user.id)


def test_each_row_is_judged_before_anything_is_written(library: Any) -> None:
    books, me = shelf(), reader()
    rate_book(me, books["Dune Messiah"], 4, NOW)
    rows = [
        DUNE,
        {"Title": "Dune Messiah", "Author": "Frank Herbert", "My Rating": "4"},
        {"Title": "三體", "Author": "Cixin Liu", "My Rating": "3"},
        {"Title": "Sapiens", "Author": "Yuval Harari", "Exclusive Shelf": "to-read"},
        {"Title": "Selected Poems", "Author": "Emily Dickinson", "My Rating": "5"},
        {"Title": "A Book We Lack", "Author": "Nobody"},
        {"Title": "", "Author": "Nobody"},
        {"Title": "Dune", "Author": "Frank Herbert", "My Rating": "1"},
    ]
    one = brought(me, "goodreads", goodreads(*rows))
    assert verdicts(one.id) == [
        ("Dune (Dune, #1)", "new", "isbn"),
        ("Dune Messiah", "same", "title_author"),
        ("三體", "new", "title_author"),
        ("Sapiens", "new", "title_author"),
        ("Selected Poems", "ambiguous", None),
        ("A Book We Lack", "missing", None),
        ("", "broken", None),
        ("Dune", "skipped", "title_author"),
    ]
    assert db.session.scalar(select(func.count()).select_from(Rating)) == 1
    doubtful = rows_of(one, "ambiguous", 1, 20).items[0]
    assert {card.title for card in doubtful.candidates} == {"Selected Poems"}
    assert [problem.code for problem in doubtful.problems] == ["several_books"]


def test_what_is_confirmed_is_written_with_its_dates_and_the_figures_of_the_books(library: Any) -> None:
    books, me = shelf(), reader()
    done = imported(me, "goodreads", goodreads(DUNE, {"Title": "三体", "Author": "刘慈欣", "My Rating": "3"}))
    dune = books["Dune"]
    assert (done.state, done.outcomes) == ("done", {"written": 2})
    rating = db.session.scalars(select(Rating).where(Rating.book_id == dune)).one()
    assert (rating.stars, rating.rated_at.isoformat() if rating.rated_at else None) == (5, "2020-05-03T04:00:00+00:00")
    reading = db.session.get_one(Reading, (me, dune))
    assert (reading.status, str(reading.finished_on), reading.progress) == ("read", "2020-05-03", 100)
    review = db.session.scalars(select(Review)).one()
    assert (review.text, review.visibility, review.language) == ("Spice", "private", "en")
    assert db.session.get_one(BookNote, (me, dune)).text == "lent to Ann"
    assert db.session.get(BookFavourite, (me, dune)) is not None
    assert [(one.name, one.visibility, one.book_count) for one in db.session.scalars(select(ReadingList))] == [
        ("sf", "private", 1)
    ]
    assert db.session.get_one(User, me).rating_count == 2
    assert db.session.get_one(Book, dune).stars_5 == 1
    assert wrong_stars(list(books.values())) == []


def test_bringing_the_same_file_again_changes_nothing(library: Any) -> None:
    _, me = shelf(), reader()
    imported(me, "goodreads", goodreads(DUNE))
    before = {facet: facet_values(facet, me) for facet in ("rating", "status", "review", "lists", "note")}
    again = imported(me, "goodreads", goodreads(DUNE))
    assert (again.verdicts, again.outcomes) == ({"same": 1}, {"kept": 1})
    assert {facet: facet_values(facet, me) for facet in before} == before


@pytest.mark.parametrize(("preference", "stars", "outcome"), [("here", 2.5, "kept"), ("file", 5.0, "written")])
def test_what_is_here_wins_unless_the_reader_chooses_otherwise(
    library: Any, preference: str, stars: float, outcome: str
) -> None:
    books, me = shelf(), reader()
    rate_book(me, books["Dune"], 2.5, NOW)
    db.session.commit()
    one = brought(me, "goodreads", goodreads({"Title": "Dune", "Author": "Frank Herbert", "My Rating": "5"}))
    assert verdicts(one.id)[0][1] == "differs"
    prefer(me, one.id, preference)
    confirm(me, one.id, HERE)
    while advance(me, one.id, HERE).state != "done":
        pass
    assert facet_values("rating", me)[books["Dune"]]["stars"] == stars
    assert rows_of(one, None, 1, 20).items[0].outcome == outcome
    assert wrong_stars([books["Dune"]]) == []


def test_a_doubtful_row_waits_for_its_reader_and_a_missing_one_can_be_told(library: Any) -> None:
    books, me = shelf(), reader()
    rows = (
        {"Title": "Selected Poems", "Author": "Emily Dickinson", "My Rating": "5"},
        {"Title": "沙丘", "My Rating": "4"},
    )
    one = brought(me, "goodreads", goodreads(*rows))
    chosen = rows_of(one, "ambiguous", 1, 20).items[0].candidates[1].id
    assert choose_book(me, one.id, 2, chosen).verdict == "new"
    assert choose_book(me, one.id, 3, books["Dune"]).how == "chosen"
    # A second row about the same book is left out, and a choice can be taken back.
    assert choose_book(me, one.id, 3, chosen).verdict == "skipped"
    assert choose_book(me, one.id, 3, books["Dune"]).verdict == "new"
    assert choose_book(me, one.id, 3, None).verdict == "skipped"
    confirm(me, one.id, HERE)
    with pytest.raises(ImportNotReady):
        choose_book(me, one.id, 2, None)
    advance(me, one.id, HERE)
    assert set(facet_values("rating", me)) == {chosen}


def test_rows_without_a_book_can_be_mended_and_brought_again(library: Any) -> None:
    _, me = shelf(), reader()
    one = brought(
        me,
        "goodreads",
        goodreads({"Title": "Doon", "Author": "Frank Herbert", "ISBN13": '="9780441013593"', "My Rating": "4"}),
    )
    assert verdicts(one.id)[0][1] == "new"
    one = brought(
        me,
        "goodreads",
        goodreads({"Title": "Doon", "Author": "Frank Herbert", "ISBN": '="0000000000"', "My Rating": "4"}),
    )
    remaining = b"".join(remaining_csv(one))
    assert b"not_in_catalogue" in remaining and b',"=' not in remaining
    mended = read("goodreads", remaining.replace(b"Doon", b"Dune"))
    assert (mended[0].title, mended[0].authors) == ("Dune", ("Frank Herbert",))
    again = brought(me, "goodreads", remaining.replace(b"Doon", b"Dune"))
    assert verdicts(again.id) == [("Dune", "new", "title_author")]


def test_an_undo_takes_back_what_was_written_and_nobody_has_changed_since(library: Any) -> None:
    books, me = shelf(), reader()
    rate_book(me, books["三体"], 1, NOW)
    db.session.commit()
    rows = (
        DUNE,
        {"Title": "Dune Messiah", "Author": "Frank Herbert", "My Rating": "3"},
        {"Title": "三体", "My Rating": "4"},
    )
    one = brought(me, "goodreads", goodreads(*rows))
    prefer(me, one.id, "file")
    confirm(me, one.id, HERE)
    advance(me, one.id, HERE)
    rate_book(me, books["Dune Messiah"], 5, NOW)
    db.session.commit()
    after = undone(me, one.id)
    assert (after.state, after.outcomes) == ("undone", {"taken_back": 2, "stayed": 1})
    ratings = {book_id: value["stars"] for book_id, value in facet_values("rating", me).items()}
    assert ratings == {books["Dune Messiah"]: 5, books["三体"]: 1}
    for model in (Reading, Review, BookNote, BookFavourite, ReadingList):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert wrong_stars(list(books.values())) == []
    with pytest.raises(ImportNotReady):
        undone(me, one.id)


def test_an_import_that_was_interrupted_goes_on_where_it_was(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    books, me = shelf(), reader()
    monkeypatch.setattr(work, "WRITTEN_AT_ONCE", 1)
    monkeypatch.setattr(work, "CHECKED_AT_ONCE", 1)
    one = brought(me, "goodreads", goodreads(DUNE, {"Title": "Dune Messiah", "My Rating": "3"}))
    confirm(me, one.id, HERE)
    advance(me, one.id, HERE)
    db.session.commit()

    def crash(*_: Any) -> None:
        raise RuntimeError("the machine is gone")

    with monkeypatch.context() as broken:
        broken.setattr(work, "_note", crash)
        with pytest.raises(RuntimeError):
            advance(me, one.id, HERE)
        db.session.rollback()
    assert set(facet_values("rating", me)) == {books["Dune"]}
    assert work.imports_at_work() == [(me, one.id)]
    assert work.go_on_with_imports(HERE, db.session.commit) == 1
    assert set(facet_values("rating", me)) == {books["Dune"], books["Dune Messiah"]}
    assert wrong_stars(list(books.values())) == []


def test_a_new_file_makes_room_by_forgetting_one_that_was_never_confirmed(library: Any) -> None:
    _, me = shelf(), reader()
    brought(me, "goodreads", goodreads(DUNE))
    second = brought(me, "douban", table(TOFU, {"标题": "三体", "我的评分": "5"}), name="想读.csv")
    assert [one.id for one in db.session.scalars(select(ReaderImport))] == [second.id]
    assert db.session.scalar(select(func.count()).select_from(ReaderImportRow)) == 1


def test_a_file_with_too_many_rows_is_refused_whole(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_ROWS", 1)
    with pytest.raises(TooManyRows):
        begin_import(reader(), Brought(goodreads(DUNE, DUNE), "goodreads", "x.csv"), HERE)


def test_a_new_thing_is_written_although_another_differs(library: Any) -> None:
    books, me = shelf(), reader()
    rate_book(me, books["Dune"], 2, NOW)
    db.session.commit()
    row = {"Title": "Dune", "Author": "Frank Herbert", "My Rating": "5", "Exclusive Shelf": "to-read"}
    one = brought(me, "goodreads", goodreads(row))
    assert rows_of(one, "new", 1, 20).items[0].compared == {"rating": "differs", "status": "new"}
    confirm(me, one.id, HERE)
    advance(me, one.id, HERE)
    assert facet_values("rating", me)[books["Dune"]]["stars"] == 2
    assert facet_values("status", me)[books["Dune"]]["status"] == "want_to_read"
    assert undone(me, one.id).outcomes == {"taken_back": 1}
    assert (facet_values("rating", me)[books["Dune"]]["stars"], facet_values("status", me)) == (2, {})
