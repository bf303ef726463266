"""A catalogue that goes out and comes in again is the same catalogue."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.catalog.models import Book
from backend.catalog.queries.facts import book_facts
from backend.catalog.rules.facts import ROLES, BookFacts, Credit, problems_of, tidy
from backend.catalog.rules.languages import TAGS
from backend.catalog.service import add_books, delete_books, ensure_categories
from backend.core.database import db
from backend.core.errors import Invalid
from backend.exchange.rules.records import fingerprint
from tests.backend.exchange.files import AWKWARD, FORMATS, TODAY, bring_in, codes, read, whole, written

TEXT = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *('"', "'", ";", "; ", "\\", ",", "\n", "\r\n", "\t", "\x1d", "\x1e", "\x1f", "$a", "|", "=", "+", "-"),
                *("@", "/", " :", ".", "&amp;", "<x>", "]]>", "\u2028", "\u200f", "\x85", "\ufeff", "\x00", "\ufffe"),
                *("书", "𠮷", "👩‍🚀", "שלום", "عربى", "e\u0301", "é", "—"),
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=8,
).map("".join)
MAYBE = st.none() | TEXT
PEOPLE = st.lists(st.builds(Credit, TEXT, st.sampled_from(ROLES), MAYBE), max_size=4).map(tuple)
FACTS = st.builds(
    BookFacts,
    title=TEXT.map(lambda text: f"{text}题"),
    subtitle=MAYBE,
    original_title=MAYBE,
    authors=PEOPLE,
    series=MAYBE,
    series_original_name=MAYBE,
    volume=st.none() | st.floats(0, 99_999).map(lambda number: round(number, 3)),
    publisher=MAYBE,
    published_year=st.none() | st.integers(-3000, 2100).filter(bool),
    language=st.none() | st.sampled_from(sorted(TAGS)) | st.just("qu"),
    isbn13=st.none() | st.just("9780441013593"),
    description=MAYBE,
    categories=st.lists(st.sampled_from(["a-b", "c", "d-1"]), unique=True, max_size=3).map(tuple),
    price_cents=st.none() | st.integers(0, 2**31 - 1),
    currency=st.sampled_from(["CNY", "EUR", "JPY"]),
).map(tidy)


@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=150, deadline=None)
@given(facts=FACTS)
def test_no_text_is_too_awkward_for_a_file(format_name: str, facts: BookFacts) -> None:
    assert problems_of(facts) == []
    [record] = read(format_name, written(format_name, [("SW-that-1-20260101", facts)]))
    assert record.problems == ()
    assert tidy(BookFacts(**record.given)) == facts
    assert record.number == "SW-that-1-20260101"


@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=200, deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, 2**16), st.binary(max_size=3)), min_size=1, max_size=4))
def test_a_file_with_wrong_bytes_anywhere_is_read_or_refused(format_name: str, places: list[tuple[int, bytes]]) -> None:
    data = written(format_name, [(f"SW-that-{n}", AWKWARD[n]) for n in (0, 1, 2)])
    for place, wrong in places:
        place %= len(data)
        data = data[:place] + wrong + data[place + 1 :]
    try:
        records = read(format_name, data)
    except Invalid:
        return
    for record in records:
        facts = tidy(BookFacts(**{"title": "", **record.given}))
        problems_of(facts)
        fingerprint(facts)


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_is_exported_and_imported_into_an_empty_library_is_exported_the_same(
    library: Any, format_name: str
) -> None:
    ensure_categories()
    ids = add_books([*AWKWARD, BookFacts(title="Gone")], TODAY)
    delete_books(ids[1:2])
    db.session.commit()
    first, books = whole(format_name), [book_facts(ids)[id_] for id_ in ids if id_ != ids[1]]
    delete_books([ids[0], *ids[2:]])
    db.session.commit()
    report = bring_in(first, format_name)
    assert [(row.done, row.reasons) for row in report.rows] == [("added", ())] * len(books)
    assert list(book_facts(db.session.scalars(select(Book.id).order_by(Book.id)).all()).values()) == books
    assert whole(format_name) == first


@pytest.mark.parametrize("format_name", FORMATS)
def test_an_export_that_comes_back_changes_nothing(library: Any, format_name: str) -> None:
    ensure_categories()
    add_books(AWKWARD, TODAY)
    db.session.commit()
    report = bring_in(whole(format_name), format_name)
    assert {(done, *reasons) for _, done, reasons in codes(report)} == {("same",)}


def test_a_book_without_an_isbn_is_known_by_its_number_after_its_title_was_put_right(library: Any) -> None:
    [book_id] = add_books([BookFacts(title="Sand")], TODAY)
    db.session.commit()
    report = bring_in(whole("csv").replace(b"Sand", b"Dune"))
    assert [(row.done, row.book_id) for row in report.rows] == [("changed", book_id)]
    assert book_facts([book_id])[book_id].title == "Dune"


def test_the_number_of_another_library_is_not_taken_for_ours(library: Any) -> None:
    [book_id] = add_books([BookFacts(title="Emma")], TODAY)
    db.session.commit()
    theirs = whole("csv").replace(b"SW-this", b"SW-other").replace(b"Emma", b"Dune")
    assert [row.done for row in bring_in(theirs).rows] == ["added"]
    assert book_facts([book_id])[book_id].title == "Emma"
    assert [row.done for row in bring_in(theirs).rows] == ["same"]
