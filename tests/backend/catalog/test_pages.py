"""Authors, series, curated lists and copies, as their pages show them."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from backend.catalog.models import AuthorAlias, Book, Sku
from backend.catalog.service import count_holdings
from backend.core.database import db
from tests.conftest import NOW
from tests.factories import make_author, make_book, make_copy, make_curated_list, make_series, make_view
from tests.queries import count_queries


def test_an_author_has_his_other_names_and_the_number_of_his_books(app: Any, guest: FlaskClient) -> None:
    with app.app_context():
        author = make_author("鲁迅")
        db.session.add(AuthorAlias(author_id=author.id, name="周树人"))
        make_book(authors=(author,))
        make_book(authors=(author, make_author()))
        db.session.commit()
        author_id = author.id
    shown = guest.get(f"/api/authors/{author_id}").get_json()
    assert (shown["name"], shown["aliases"], shown["book_count"]) == ("鲁迅", ["周树人"], 2)
    assert guest.get("/api/authors/999999").get_json()["code"] == "author_not_found"


def test_a_series_shows_its_volumes_in_their_order(app: Any, guest: FlaskClient) -> None:
    with app.app_context():
        extra, third, first = make_book("Extra"), make_book("Third"), make_book("First")
        series_id = make_series({third: 3, extra: None, first: 1}).id
        db.session.commit()
        first_id = first.id
    shown = guest.get(f"/api/series/{series_id}").get_json()
    assert [book["title"] for book in shown["items"]] == ["First", "Third", "Extra"]
    assert guest.get(f"/api/books/{first_id}").get_json()["series"]["volume"] == 1
    assert guest.get("/api/series/999999").get_json()["code"] == "series_not_found"


def test_only_published_lists_are_shown_in_their_order(app: Any, guest: FlaskClient) -> None:
    with app.app_context():
        books = [make_book(f"Book {number}") for number in range(3)]
        make_curated_list(books, slug="second", position=2)
        make_curated_list(books[::-1], slug="first", position=1)
        make_curated_list(books, published=False, slug="draft")
        db.session.commit()
    shelves = guest.get("/api/curated-lists?size=2").get_json()["items"]
    assert [shelf["slug"] for shelf in shelves] == ["first", "second"]
    assert [book["title"] for book in shelves[0]["items"]] == ["Book 2", "Book 1"]
    assert len(guest.get("/api/curated-lists/first").get_json()["items"]) == 3
    assert guest.get("/api/curated-lists/draft").get_json()["code"] == "curated_list_not_found"


def test_many_lists_take_no_more_statements_than_one(app: Any, guest: FlaskClient) -> None:
    with app.app_context():
        books = [make_book(authors=(make_author(),)) for _ in range(5)]
        make_curated_list(books)
        db.session.commit()
    with count_queries() as one:
        guest.get("/api/curated-lists")
    with app.app_context():
        books = list(db.session.scalars(select(Book)))
        for _ in range(5):
            make_curated_list(books)
        db.session.commit()
    with count_queries() as many:
        assert len(guest.get("/api/curated-lists").get_json()["items"]) == 6
    assert len(many) == len(one)


def test_copies_are_told_apart_from_pieces_for_sale(app: Any, guest: FlaskClient) -> None:
    with app.app_context():
        book = make_book()
        shelf = make_copy(book, shelf_mark="I24/3").location_id
        make_copy(book, condition="in_repair", location_id=shelf)
        make_copy(book, reference_only=True, location_id=shelf)
        make_copy(book, condition="withdrawn", location_id=shelf)
        db.session.add(Sku(book_id=book.id, price_cents=3900, on_hand=5, reserved=2))
        db.session.flush()
        count_holdings([book.id], {})
        db.session.commit()
        book_id = book.id
    shown = guest.get(f"/api/books/{book_id}").get_json()
    assert (shown["copies_total"], shown["copies_free"], shown["stock_free"]) == (1, 1, 3)
    assert sorted((copy["condition"], copy["reference_only"]) for copy in shown["copies"]) == [
        ("in_repair", False),
        ("ok", False),
        ("ok", True),
    ]


def test_a_reader_finds_back_what_he_looked_at_last(app: Any, reader: Any) -> None:
    with app.app_context():
        for days in (3, 1, 2):
            make_view(reader.user_id, make_book(f"{days} days ago"), NOW - timedelta(days=days))
        db.session.commit()
    items = reader.get("/api/books/recent?size=2").get_json()["items"]
    assert [book["title"] for book in items] == ["1 days ago", "2 days ago"]
