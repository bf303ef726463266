"""Finding books: filters, orders, pages, and what one book shows."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.catalog.service import rebuild_index
from backend.core.database import db
from tests.factories import make_author, make_book, make_category, make_rating, make_user
from tests.queries import count_queries


@pytest.fixture
def shelves(app: Any) -> dict[str, int]:
    """A tree of two branches with five books; their ids by title."""
    with app.app_context():
        fiction = make_category("fiction", name_zh="小说", name_en="Fiction", position=0)
        space = make_category("space", fiction, name_zh="太空", name_en="Space", position=0)
        crime = make_category("crime", fiction, name_zh="推理", name_en="Crime", position=1)
        science = make_category("science", name_zh="科学", name_en="Science", position=1)
        liu, christie = make_author("刘慈欣"), make_author("Agatha Christie")
        books = [
            make_book(
                "三体", (space, crime), (liu,), language="zh", published_year=2006, price_cents=2300, stock_free=2
            ),
            make_book("球状闪电", (space,), (liu,), language="zh", published_year=2004),
            make_book(
                "The Murder of Roger Ackroyd",
                (crime,),
                (christie,),
                published_year=1926,
                price_cents=9900,
                stock_free=1,
            ),
            make_book("Cosmos", (science,), added_on=date(2026, 11, 1), published_year=1980, isbn13="9780345539434"),
            make_book("Timaeus", (), published_year=-360),
        ]
        readers = [make_user() for _ in range(3)]
        for reader in readers:
            make_rating(reader, books[0], 5)
        make_rating(readers[0], books[2], 3)
        rebuild_index(db.session.commit)
        return {book.title: book.id for book in books}


def titles(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/api/books?{query}")
    assert answer.status_code == 200, answer.get_json()
    return [book["title"] for book in answer.get_json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category=fiction", ["三体", "The Murder of Roger Ackroyd", "球状闪电"]),
        ("category=crime", ["三体", "The Murder of Roger Ackroyd"]),
        ("language=zh", ["三体", "球状闪电"]),
        ("year_to=0", ["Timaeus"]),
        ("year_from=1926&year_to=1980", ["The Murder of Roger Ackroyd", "Cosmos"]),
        ("for_sale=true", ["三体", "The Murder of Roger Ackroyd"]),
        ("rating_from=3.5", ["三体"]),
        ("q=roger", ["The Murder of Roger Ackroyd"]),
        ("q=刘慈欣", ["三体", "球状闪电"]),
        ("q=CHRISTIE+murder", ["The Murder of Roger Ackroyd"]),
        ("q=978-0-345-53943-4", ["Cosmos"]),
        ("q=%25", []),
        ("q=' --", []),
        ("sort=new&size=1", ["Cosmos"]),
        ("sort=year&size=2", ["三体", "球状闪电"]),
        ("sort=title&size=2", ["Cosmos", "The Murder of Roger Ackroyd"]),
        ("sort=rating&size=1", ["三体"]),
    ],
)
def test_a_filter_narrows_and_an_order_holds(shelves: Any, guest: FlaskClient, query: str, found: list[str]) -> None:
    assert titles(guest, query) == found


def test_pages_never_overlap_and_count_everything(shelves: Any, guest: FlaskClient) -> None:
    pages = [guest.get(f"/api/books?size=2&page={page}").get_json() for page in (1, 2, 3, 4)]
    seen = [book["id"] for page in pages for book in page["items"]]
    assert sorted(seen) == sorted(shelves.values())
    assert {page["total"] for page in pages} == {5}
    assert pages[3]["items"] == []


def test_a_category_nobody_knows_is_404(guest: FlaskClient) -> None:
    answer = guest.get("/api/books?category=nothing")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "category_not_found")


def test_a_book_shows_its_facts(shelves: Any, guest: FlaskClient) -> None:
    book = guest.get(f"/api/books/{shelves['三体']}").get_json()
    assert book["family"] == "fiction"
    assert [author["name"] for author in book["authors"]] == ["刘慈欣"]
    assert [(category["slug"], category["parent"]["slug"]) for category in book["categories"]] == [
        ("space", "fiction"),
        ("crime", "fiction"),
    ]
    assert (book["rating_count"], book["rating_mean"], book["stars"]) == (3, 5.0, [0, 0, 0, 0, 3])
    assert (book["price_cents"], book["currency"], book["published_year"]) == (2300, "CNY", 2006)


def test_the_tree_counts_a_book_once_in_a_branch(shelves: Any, guest: FlaskClient) -> None:
    tree = guest.get("/api/categories").get_json()["items"]
    assert [(node["slug"], node["book_count"]) for node in tree] == [("fiction", 3), ("science", 1)]
    assert [(leaf["slug"], leaf["book_count"]) for leaf in tree[0]["children"]] == [("space", 2), ("crime", 2)]


def test_a_catalogue_answer_is_not_sent_twice(shelves: Any, guest: FlaskClient) -> None:
    first = guest.get("/api/categories")
    again = guest.get("/api/categories", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_hundred_books_take_no_more_statements_than_one(app: Any, guest: FlaskClient) -> None:
    with app.app_context():
        leaf = make_category("leaf", make_category("top"))
        for _ in range(100):
            make_book(categories=(leaf,), authors=(make_author(),))
        rebuild_index(db.session.commit)
    with count_queries() as one:
        guest.get("/api/books?size=1")
    with count_queries() as hundred:
        assert len(guest.get("/api/books?size=100").get_json()["items"]) == 100
    assert len(hundred) == len(one) <= 16
