"""An import is taken back, as far as nobody has built on it since."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.catalog.models import Author, Book
from backend.catalog.queries.facts import book_facts
from backend.catalog.queries.search.postings import books_with, find_terms
from backend.catalog.rules.facts import BookFacts, Credit
from backend.catalog.service import add_book, correct_book, delete_book
from backend.core.database import db
from backend.exchange.queries import ImportNotFound, ImportReport
from backend.exchange.service import ImportUndone, undo_import
from tests.backend.exchange.files import TODAY, bring_in, table
from tests.conftest import NOW
from tests.factories import make_rating, make_user

ISBN, OTHER = "9780441013593", "9787536692930"
DUNE = BookFacts("Dune", authors=(Credit("Frank Herbert"),), isbn13=ISBN, description="Sand.\nWorms.", volume=None)


def found(term: str) -> set[int]:
    return {int(book) for books in books_with(find_terms([term])).values() for book in books}


def undo(report: ImportReport) -> ImportReport:
    assert report.id is not None
    undone = undo_import(report.id, NOW)
    db.session.commit()
    return undone


def said(report: ImportReport) -> list[tuple[int, str, list[tuple[str, str]]]]:
    return [(row.place, row.done, [(why.code, why.value) for why in row.reasons]) for row in report.undo_rows]


@pytest.fixture
def dune(library: Any) -> int:
    book_id = add_book(DUNE, TODAY)
    db.session.commit()
    return book_id


def test_what_was_added_is_deleted_and_what_was_changed_is_as_before(dune: int) -> None:
    report = bring_in(
        table({"title": "Sand", "isbn13": ISBN, "authors": "Somebody"}, {"title": "Emma", "authors": "Jane Austen"})
    )
    undone = undo(report)
    assert said(undone) == [(2, "restored", []), (3, "deleted", [])]
    assert (undone.state, undone.undone_at) == ("undone", NOW)
    assert book_facts(db.session.scalars(select(Book.id)).all()) == {dune: DUNE}
    assert db.session.scalars(select(Author.name)).all() == ["Frank Herbert"]
    assert (found("tdune"), found("tsand"), found("temma")) == ({dune}, set(), set())


def test_a_book_that_somebody_has_rated_since_stays_and_is_reported(library: Any) -> None:
    report = bring_in(table({"title": "Emma"}, {"title": "Persuasion"}))
    emma = report.rows[0].book_id
    make_rating(make_user(), db.session.get_one(Book, emma))
    assert said(undo(report)) == [(2, "kept", [("in_use", "rating")]), (3, "deleted", [])]
    assert db.session.scalars(select(Book.id)).all() == [emma]


def test_what_somebody_has_changed_since_stays_and_is_reported(dune: int) -> None:
    report = bring_in(table({"title": "Sand", "isbn13": ISBN}, {"title": "Emma", "isbn13": ""}))
    emma = report.rows[1].book_id
    assert emma is not None
    correct_book(dune, replace(DUNE, title="Dune Messiah"))
    correct_book(emma, BookFacts("Emma", publisher="Penguin"))
    assert said(undo(report)) == [(2, "kept", [("changed_since", "")]), (3, "kept", [("changed_since", "")])]
    assert book_facts([dune])[dune].title == "Dune Messiah"
    assert db.session.scalar(select(func.count()).select_from(Book)) == 2


def test_two_imports_are_undone_in_the_order_in_which_a_pile_is_taken_down(dune: int) -> None:
    first = bring_in(table({"title": "Sand", "isbn13": ISBN}))
    second = bring_in(table({"title": "Worms", "isbn13": ISBN}))
    undo(second)
    assert book_facts([dune])[dune].title == "Sand"
    undo(first)
    assert book_facts([dune]) == {dune: DUNE}


def test_a_book_that_is_gone_is_reported_and_its_number_is_nobody_elses(library: Any) -> None:
    report = bring_in(table({"title": "Emma"}))
    assert report.rows[0].book_id is not None
    delete_book(report.rows[0].book_id)
    another = add_book(BookFacts("Emma"), TODAY)
    db.session.commit()
    assert said(undo(report)) == [(2, "kept", [("gone", "")])]
    assert db.session.scalars(select(Book.id)).all() == [another]


def test_a_former_isbn_that_another_book_has_now_is_reported(library: Any) -> None:
    book_id = add_book(BookFacts("Emma", isbn13=ISBN), TODAY)
    number = bring_in(table({"title": "Emma", "isbn13": ISBN, "id": "SW-x-1"}))
    assert number.same == 1
    db.session.get_one(Book, book_id).origin, db.session.get_one(Book, book_id).origin_id = "export", "SW-x-1"
    report = bring_in(table({"title": "Emma", "isbn13": OTHER, "id": "SW-x-1"}))
    assert report.rows[0].book_id == book_id
    add_book(BookFacts("Another", isbn13=ISBN), TODAY)
    assert said(undo(report)) == [(2, "kept", [("isbn_taken", ISBN)])]


def test_an_import_is_undone_once(library: Any) -> None:
    report = bring_in(table({"title": "Emma"}))
    undo(report)
    with pytest.raises(ImportUndone):
        undo(report)
    with pytest.raises(ImportNotFound):
        undo_import(404, NOW)
