"""The search index follows the books, in the transaction that changes them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from backend.catalog.models import Book
from backend.catalog.queries.search import postings
from backend.catalog.queries.search.postings import books_with, find_terms
from backend.catalog.service import index_books, rebuild_index, unindex_books
from backend.core.database import db
from backend.core.locking import is_contention
from tests.backend.catalog.index_contents import assert_as_made_anew, contents
from tests.factories import make_author, make_book, make_category


def found(term: str) -> set[int]:
    return {int(book) for books in books_with(find_terms([term])).values() for book in books}


def test_a_book_is_found_by_its_title_in_four_ways_and_by_its_author(library: Any) -> None:
    book = make_book("三体", authors=(make_author("刘慈欣"),))
    make_book("红楼梦")
    index_books([book.id])
    db.session.commit()
    for term in ("t三体", "t三", "tsanti", "tst", "u刘慈", "ulcx", "~s", "~san"):
        assert found(term) == {book.id}, term
    assert found("t红楼") == set()


@pytest.mark.parametrize("common", [2, 200])
def test_what_is_changed_and_taken_back_leaves_the_index_as_a_new_one(
    library: Any, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr(postings, "COMMON", common)
    novels = make_category("novels", name_zh="小说", name_en="Novels")
    books = [make_book(f"Dune {number} 沙丘", categories=(novels,)) for number in range(6)]
    for book in books:
        index_books([book.id])
        db.session.commit()
    books[0].title = "Emma"
    db.session.flush()
    index_books([books[0].id])
    db.session.commit()
    gone = books[1].id
    unindex_books([gone])
    db.session.delete(db.session.get_one(Book, gone))
    db.session.commit()
    kept = contents()
    assert found("tdune") == {book.id for book in books[2:]}
    rebuild_index(db.session.commit)
    assert_as_made_anew(kept, contents())


@pytest.mark.parametrize("common", [3, 200])
def test_twenty_at_once_leave_the_index_as_one_after_the_other(
    app: Any, sign_in_as: Any, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    """Ten readers rate, ten librarians give new titles: whoever comes second finds what the first has left."""
    monkeypatch.setattr(postings, "COMMON", common)
    with app.app_context():
        ids = [make_book(f"Dune {number}").id for number in range(10)]
        index_books(ids)
        db.session.commit()
    readers = [sign_in_as("reader") for _ in range(10)]

    def rate(number: int) -> int:
        answer = readers[number].put(f"/api/books/{ids[number % 5]}/rating", json={"stars": 1 + number % 5})
        return int(answer.status_code)

    def name_anew(number: int) -> int:
        with app.app_context():
            for _ in range(10):
                try:
                    db.session.get_one(Book, ids[number], with_for_update=True).title = f"Emma {number} 沙丘"
                    db.session.flush()
                    index_books([ids[number]])
                    db.session.commit()
                    return 200
                except DBAPIError as error:
                    db.session.rollback()
                    if not is_contention(error):
                        raise
        return 409

    with ThreadPoolExecutor(20) as threads:
        work = [threads.submit(act, number) for number in range(10) for act in (rate, name_anew)]
        assert [each.result() for each in work] == [200] * 20
    with app.app_context():
        kept = contents()
        rebuild_index(db.session.commit)
        assert_as_made_anew(kept, contents())
