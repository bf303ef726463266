"""Books come into the catalogue, are put right and go out of it; the index and the links go with them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.catalog.models import Author, Book, BookAuthor, SearchDocument, Series
from backend.catalog.queries import BookNotFound
from backend.catalog.queries.facts import book_facts
from backend.catalog.queries.search.postings import books_with, find_terms
from backend.catalog.rules.facts import BookFacts, Credit
from backend.catalog.service import (
    BookInUse,
    FactsRefused,
    IsbnTaken,
    add_book,
    correct_book,
    delete_book,
    ensure_categories,
)
from backend.core import clock
from backend.core.database import db
from backend.engagement.models import BookView
from tests.factories import make_rating, make_user

TODAY = date(2026, 11, 20)
DUNE = BookFacts(
    title="沙丘",
    subtitle="第一部",
    original_title="Dune",
    authors=(Credit("弗兰克·赫伯特", original_name="Frank Herbert"), Credit("潘振华", "translator")),
    series="沙丘",
    series_original_name="Dune",
    volume=1.5,
    publisher="江苏凤凰文艺出版社",
    published_year=1965,
    language="zh",
    isbn13="9787559435552",
    description="香料。\n沙虫。",
    categories=("science-fiction", "world-classics"),
    price_cents=6800,
)


def found(term: str) -> set[int]:
    return {int(book) for books in books_with(find_terms([term])).values() for book in books}


def number_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def dune(library: Any) -> int:
    ensure_categories()
    book_id = add_book(DUNE, TODAY)
    db.session.commit()
    return book_id


def test_an_added_book_has_every_fact_and_is_found_at_once(dune: int) -> None:
    assert book_facts([dune]) == {dune: DUNE}
    book = db.session.get_one(Book, dune)
    assert (book.sort_title, book.added_on) == ("sha qiu", TODAY)
    for term in ("t沙丘", "tdune", "u赫伯", "sdune"):
        assert found(term) == {dune}, term


def test_facts_are_tidied_before_they_are_kept(library: Any) -> None:
    book_id = add_book(
        BookFacts(
            title=" A \x1f Wizard\nof Earthsea ",
            authors=(Credit(" Ursula  K. Le Guin "), Credit("Ursula K. Le Guin", "editor"), Credit(" ")),
            isbn13="0-441-01359-7",
            volume=3,
            description=" One.\r\nTwo.\x1e ",
        ),
        TODAY,
    )
    assert book_facts([book_id])[book_id] == BookFacts(
        title="A Wizard of Earthsea",
        authors=(Credit("Ursula K. Le Guin"),),
        isbn13="9780441013593",
        description="One.\nTwo.",
    )


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"title": " "}, "title", "title_missing"),
        ({"title": "x" * 501}, "title", "title_too_long"),
        ({"isbn13": "9787559435553"}, "isbn13", "isbn_invalid"),
        ({"published_year": 0}, "published_year", "year_impossible"),
        ({"published_year": 2999}, "published_year", "year_impossible"),
        ({"language": "English"}, "language", "language_unknown"),
        ({"volume": -1.0}, "volume", "volume_impossible"),
        ({"price_cents": -1}, "price_cents", "price_impossible"),
        ({"currency": "¥"}, "currency", "currency_unknown"),
        ({"description": "字" * 22_000}, "description", "description_too_long"),
        ({"authors": (Credit("A", "narrator"),)}, "authors", "role_unknown"),
        ({"authors": tuple(Credit(f"A{n}") for n in range(91))}, "authors", "too_many_authors"),
        ({"categories": ("no-such-thing",)}, "categories", "category_unknown"),
    ],
)
def test_impossible_facts_are_refused_by_name_and_nothing_is_kept(
    library: Any, change: dict[str, Any], field: str, code: str
) -> None:
    ensure_categories()
    with pytest.raises(FactsRefused) as refusal:
        add_book(replace(DUNE, **change), TODAY)
    assert refusal.value.fields is not None
    assert [problem["code"] for problem in refusal.value.fields[field]] == [code]
    assert (number_of(Book), number_of(Author)) == (0, 0)


def test_two_books_cannot_have_one_isbn(dune: int) -> None:
    with pytest.raises(IsbnTaken):
        add_book(BookFacts(title="Another", isbn13=DUNE.isbn13), TODAY)


def test_a_corrected_book_is_found_by_its_new_title_and_no_longer_by_the_old_one(dune: int) -> None:
    correct_book(dune, replace(DUNE, title="基地", original_title="Foundation", authors=(Credit("阿西莫夫"),)))
    # InnoDB looks into what is committed.
    db.session.commit()
    assert (found("t基地"), found("tfoundation"), found("u阿西")) == ({dune}, {dune}, {dune})
    assert (found("t沙丘"), found("tdune"), found("u赫伯")) == (set(), set(), set())
    assert db.session.get_one(Book, dune).sort_title == "ji di"


def test_a_correction_that_is_not_kept_leaves_the_index_as_it_was(dune: int) -> None:
    correct_book(dune, replace(DUNE, title="基地"))
    db.session.rollback()
    assert (found("t沙丘"), found("t基地")) == ({dune}, set())


def test_authors_and_series_that_no_book_has_any_longer_are_gone(dune: int) -> None:
    other = add_book(BookFacts(title="Other", authors=(DUNE.authors[0],)), TODAY)
    correct_book(dune, BookFacts(title="沙丘"))
    assert (number_of(Author), number_of(Series)) == (1, 0)
    assert db.session.scalars(select(BookAuthor.book_id)).all() == [other]


def test_a_book_keeps_its_own_isbn_when_it_is_corrected(dune: int) -> None:
    correct_book(dune, replace(DUNE, price_cents=None))
    assert book_facts([dune])[dune] == replace(DUNE, price_cents=None)


def test_a_book_that_is_not_there_cannot_be_corrected_or_deleted(library: Any) -> None:
    with pytest.raises(BookNotFound):
        correct_book(404, DUNE)
    with pytest.raises(BookNotFound):
        delete_book(404)


def test_a_deleted_book_leaves_nothing_behind(dune: int) -> None:
    seen = {"view_count": 1, "first_viewed_at": clock.now(), "viewed_at": clock.now()}
    db.session.add(BookView(user_id=make_user().id, book_id=dune, **seen))
    db.session.flush()
    delete_book(dune)
    db.session.commit()
    for model in (Book, BookAuthor, Author, Series, SearchDocument, BookView):
        assert number_of(model) == 0, model
    assert found("t沙丘") == set()


def test_a_book_that_somebody_has_rated_is_not_deleted(dune: int) -> None:
    make_rating(make_user(), db.session.get_one(Book, dune))
    with pytest.raises(BookInUse) as refusal:
        delete_book(dune)
    assert refusal.value.reasons == [{"code": "rating"}]
    assert found("t沙丘") == {dune}
