"""A file comes into the catalogue record by record; what is wrong is refused with its reason, and costs only itself."""

from typing import Any

import pytest
from sqlalchemy import func, select

from backend.catalog.models import Author, Book, SearchDocument
from backend.catalog.queries.facts import book_facts
from backend.catalog.queries.search.postings import books_with, find_terms
from backend.catalog.rules.facts import BookFacts, Credit
from backend.catalog.service import add_book, ensure_categories
from backend.core.database import db
from backend.exchange.models import ImportChange, ImportRun
from backend.exchange.queries import import_report
from backend.exchange.rules.errors import FileTooLarge
from backend.exchange.service import matching
from tests.backend.exchange.files import TODAY, bring_in, codes, table, written

THREE_BODY, DUNE = "9787536692930", "9780441013593"


def found(term: str) -> set[int]:
    return {int(book) for books in books_with(find_terms([term])).values() for book in books}


def number_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def dune(library: Any) -> int:
    ensure_categories()
    book_id = add_book(
        BookFacts("Dune", authors=(Credit("Frank Herbert"),), isbn13=DUNE, categories=("science-fiction",)), TODAY
    )
    db.session.commit()
    return book_id


def test_every_bad_record_is_refused_with_its_reason_and_the_good_ones_come_in(dune: int) -> None:
    report = bring_in(
        table(
            {"title": "三体", "isbn13": THREE_BODY, "categories": "科幻; Fantasy"},
            {"title": "Again", "isbn13": THREE_BODY},
            {"title": "", "isbn13": "9780061054884"},
            {"title": "Wrong digit", "isbn13": "9780441013594"},
            {"title": "No such shelf", "categories": "no-such-shelf"},
            {"title": "Too late", "published_year": "2999"},
            {"title": "x" * 501},
            {"title": "Good"},
        )
    )
    assert codes(report) == [
        (2, "refused", ["category_unknown"]),
        (3, "added", []),
        (4, "refused", ["title_missing"]),
        (5, "refused", ["isbn_invalid"]),
        (6, "refused", ["category_unknown"]),
        (7, "refused", ["year_impossible"]),
        (8, "refused", ["title_too_long"]),
        (9, "added", []),
    ]
    assert (report.added, report.changed, report.same, report.refused) == (2, 0, 0, 6)
    assert sorted(db.session.scalars(select(Book.title))) == ["Again", "Dune", "Good"]


def test_the_second_record_with_an_isbn_of_the_file_is_refused(library: Any) -> None:
    report = bring_in(table({"title": "三体", "isbn13": THREE_BODY}, {"title": "Again", "isbn13": "7-5366-9293-0"}))
    assert codes(report)[0][1] == "added"
    twice = bring_in(
        table({"title": "Dune", "isbn13": DUNE}, {"title": "Again", "isbn13": "0441013597"}, {"title": "Emma"})
    )
    assert codes(twice) == [(2, "added", []), (3, "refused", ["isbn_repeated"]), (4, "added", [])]


def test_a_book_that_is_known_by_its_isbn_is_changed_where_the_file_speaks_of_it(dune: int) -> None:
    report = bring_in(table({"isbn13": "0-441-01359-7", "title": "Dune Messiah", "published_year": "1965"}))
    assert [(row.done, row.book_id) for row in report.rows] == [("changed", dune)]
    assert book_facts([dune])[dune] == BookFacts(
        "Dune Messiah",
        authors=(Credit("Frank Herbert"),),
        isbn13=DUNE,
        categories=("science-fiction",),
        published_year=1965,
    )
    assert (found("tmessiah"), number_of(Book)) == ({dune}, 1)


def test_an_empty_cell_empties_and_a_missing_column_keeps(dune: int) -> None:
    bring_in(table({"isbn13": DUNE, "categories": ""}))
    facts = book_facts([dune])[dune]
    assert (facts.categories, facts.authors) == ((), (Credit("Frank Herbert"),))


def test_the_same_file_twice_changes_nothing_the_second_time(dune: int) -> None:
    data = table(
        {"title": "Emma", "id": "17", "authors": "Jane Austen"},
        {"title": "Dune", "isbn13": DUNE, "authors": "Frank Herbert"},
    )
    assert [row.done for row in bring_in(data).rows] == ["added", "same"]
    again = bring_in(data)
    assert [row.done for row in again.rows] == ["same", "same"]
    assert number_of(ImportChange) == 1


def test_a_record_whose_isbn_and_number_mean_two_books_is_refused(dune: int) -> None:
    emma = bring_in(table({"title": "Emma", "id": "SW-x-1"})).rows[0].book_id
    report = bring_in(table({"title": "Emma", "id": "SW-x-1", "isbn13": DUNE}))
    assert codes(report) == [(2, "refused", ["matches_several_books"])]
    assert emma is not None
    assert book_facts([emma])[emma].isbn13 is None


def test_a_known_author_is_the_author_meant_and_nobody_is_made_twice(library: Any) -> None:
    add_book(BookFacts("三体", authors=(Credit("刘慈欣", original_name="Liu Cixin"),)), TODAY)
    report = bring_in(table({"title": "球状闪电", "authors": "刘慈欣"}, {"title": "流浪地球", "authors": "刘慈欣"}))
    assert report.added == 2
    assert db.session.scalars(select(Author.name)).all() == ["刘慈欣"]


def test_subjects_of_another_library_become_categories_only_where_they_are_ours(library: Any) -> None:
    ensure_categories()
    categories = ("fantasy", "unheard-of")
    data = written("marc", [("1", BookFacts("Emma", isbn13=DUNE, categories=categories))], library="OCoLC")
    report = bring_in(data.replace(b"991", b"650"), "marc")
    assert codes(report) == [(1, "added", [])]
    [facts] = book_facts(db.session.scalars(select(Book.id)).all()).values()
    assert facts.categories == ("fantasy",)


def test_a_dry_run_reports_the_same_and_writes_nothing(dune: int) -> None:
    data = table({"isbn13": DUNE, "title": "Sand"}, {"title": "Emma"}, {"volume": "1"})
    tried = bring_in(data, dry_run=True)
    assert (tried.id, tried.state) == (None, "tried")
    assert (number_of(Book), number_of(ImportRun), number_of(ImportChange)) == (1, 0, 0)
    assert book_facts([dune])[dune].title == "Dune"
    done = bring_in(data)
    assert codes(done) == codes(tried)
    assert (done.added, done.changed, done.refused) == (tried.added, tried.changed, tried.refused) == (1, 1, 1)


def test_a_book_is_found_by_the_search_in_the_transaction_that_brings_it(library: Any) -> None:
    report = bring_in(table({"title": "三体", "authors": "刘慈欣"}))
    assert found("t三体") == found("tsanti") == found("u刘慈") == {report.rows[0].book_id}
    assert number_of(SearchDocument) == 1


def test_the_report_is_kept_with_the_import(dune: int) -> None:
    report = bring_in(table({"publisher": "X"}, {"title": "Emma"}))
    assert report.id is not None
    db.session.expire_all()
    assert import_report(report.id) == report


def test_a_record_that_the_database_refuses_leaves_nothing_half_written(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody adds a book with the same ISBN between the look and the write."""
    add_book(BookFacts("Dune", isbn13=DUNE), TODAY)
    db.session.commit()
    monkeypatch.setattr(matching, "books_with_isbn", lambda _: {})
    report = bring_in(
        table(
            {"title": "Emma", "authors": "Jane Austen", "isbn13": ""},
            {"title": "Sand", "authors": "Nobody", "isbn13": DUNE},
            {"title": "Persuasion", "authors": "Jane Austen", "isbn13": ""},
        )
    )
    assert codes(report) == [(2, "added", []), (3, "refused", ["conflict"]), (4, "added", [])]
    assert sorted(db.session.scalars(select(Book.title))) == ["Dune", "Emma", "Persuasion"]
    assert db.session.scalars(select(Author.name)).all() == ["Jane Austen"]
    assert (found("tsand"), number_of(ImportChange)) == (set(), 2)


def test_a_file_of_very_many_records_is_refused_as_a_whole(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.exchange.service.importing.MOST_RECORDS", 2)
    with pytest.raises(FileTooLarge):
        bring_in(table({"title": "A"}, {"title": "B"}, {"title": "C"}))
    db.session.rollback()
    assert number_of(Book) == 0


def test_more_records_than_are_written_at_once_come_in(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.exchange.service.importing.AT_ONCE", 2)
    report = bring_in(table(*({"title": f"Book {n}", "authors": "A; B"} for n in range(7))))
    assert (report.added, number_of(Book), number_of(Author)) == (7, 7, 2)
