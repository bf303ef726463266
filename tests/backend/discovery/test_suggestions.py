"""What is offered while somebody types."""

from typing import Any

import pytest
from flask.testing import FlaskClient


def suggested(visitor: FlaskClient, typed: str) -> dict[str, Any]:
    answer = visitor.get("/api/books/suggest", query_string={"q": typed})
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.mark.parametrize("typed", ["三", "三体", "sa", "san", "sant", "santi", "st", "三體"])
def test_three_body_is_offered_from_the_first_keys(visitor: FlaskClient, typed: str) -> None:
    assert "三体" in [book["title"] for book in suggested(visitor, typed)["books"]]


@pytest.mark.parametrize("typed", ["刘", "刘慈", "liu", "liuc", "lcx", "劉慈欣"])
def test_a_name_offers_its_author(visitor: FlaskClient, typed: str) -> None:
    assert "刘慈欣" in [author["name"] for author in suggested(visitor, typed)["authors"]]


def test_authors_are_people_whose_name_is_typed_not_authors_of_books_that_are_found(visitor: FlaskClient) -> None:
    assert suggested(visitor, "三体")["authors"] == []


@pytest.mark.parametrize(("typed", "slug"), [("科幻", "science-fiction"), ("Science F", "science-fiction")])
def test_a_category_is_offered_by_either_name(visitor: FlaskClient, typed: str, slug: str) -> None:
    found = [category["slug"] for category in suggested(visitor, typed)["categories"]]
    assert slug in found or found


@pytest.mark.parametrize("typed", ["", " ", '"', "%", "-", "💩", "xqzvkjw"])
def test_nothing_typed_offers_nothing(visitor: FlaskClient, typed: str) -> None:
    found = suggested(visitor, typed)
    assert (found["books"], found["authors"]) == ([], [])
