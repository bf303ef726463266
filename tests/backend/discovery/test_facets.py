"""Filters and what stands beside them: every number equals what counting by hand gives."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUERIES = st.sampled_from(["", "三体", "history", "刘慈欣", "the", "小说", "s", "科学 -时间", "author:a"])
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(["literature", "speculative", "science-fiction", "history", "chinese-sf"]),
        "language": st.sampled_from(["zh", "en", "fr"]),
        "year_from": st.sampled_from([-500, 1900, 1990]),
        "year_to": st.sampled_from([1950, 2000, 2015]),
        "rating_from": st.sampled_from([3, 3.5, 4, 4.5]),
        "available": st.sampled_from(["true", "false"]),
        "for_sale": st.sampled_from(["true", "false"]),
    },
)

_ASKED: dict[tuple[Any, ...], list[dict[str, Any]]] = {}


def found(visitor: FlaskClient, **query: Any) -> dict[str, Any]:
    answer = visitor.get("/api/books", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    body: dict[str, Any] = answer.get_json()
    return body


def everything(visitor: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    """All hits, page by page; asked once, for nobody changes anything in this library."""
    url = visitor.application.config["SQLALCHEMY_DATABASE_URI"]
    key = (url, *sorted(query.items()))
    if key not in _ASKED:
        _ASKED[key] = []
        page = 1
        while part := found(visitor, size=100, page=page, **query)["items"]:
            _ASKED[key] += part
            page += 1
    return _ASKED[key]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=QUERIES, filters=FILTERS)
def test_facets_are_what_counting_the_hits_gives(visitor: FlaskClient, q: str, filters: dict[str, Any]) -> None:
    query = {"q": q, **filters}
    answer, hits = found(visitor, **query), everything(visitor, **query)
    facets = answer["facets"]

    def without(*names: str) -> list[dict[str, Any]]:
        """The hits that a facet counts: its own filter does not narrow it."""
        return everything(visitor, **{name: value for name, value in query.items() if name not in names})

    assert answer["total"] == len(hits) == len({book["id"] for book in hits})
    assert facets["available"] == sum(book["copies_free"] > 0 for book in without("available"))
    assert facets["for_sale"] == sum(book["stock_free"] > 0 for book in without("for_sale"))
    assert facets["languages"] == counted(book["language"] for book in without("language"))
    years = (book["published_year"] for book in without("year_from", "year_to"))
    assert facets["decades"] == counted(str(year // 10 * 10) for year in years if year is not None)
    by_author = counted(author["id"] for book in hits for author in book["authors"])
    assert {author["id"]: author["count"] for author in facets["authors"]}.items() <= by_author.items()
    assert [author["count"] for author in facets["authors"]] == sorted(by_author.values(), reverse=True)[:12]
    # A facet says how many are left when it is chosen.
    for slug, count in list(facets["categories"].items())[:3]:
        assert found(visitor, **{**query, "category": slug})["total"] == count
    for stars, count in facets["ratings"].items():
        assert found(visitor, **{**query, "rating_from": stars})["total"] == count


def counted(values: Any) -> dict[Any, int]:
    numbers: dict[Any, int] = {}
    for value in values:
        numbers[value] = numbers.get(value, 0) + 1
    return numbers


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("popular", lambda book: -book["rating_count"]),
        ("year", lambda book: -(book["published_year"] if book["published_year"] is not None else -9999)),
        ("new", lambda book: [-int(part) for part in book["added_on"].split("-")]),
    ],
)
def test_an_order_holds_over_all_pages(visitor: FlaskClient, sort: str, key: Any) -> None:
    keys = [key(book) for book in everything(visitor, sort=sort)]
    assert keys == sorted(keys)


def test_chinese_titles_are_filed_by_pinyin_among_the_others(visitor: FlaskClient) -> None:
    titles = [book["title"] for book in everything(visitor, sort="title", category="chinese-sf")]
    assert titles.index("球状闪电") < titles.index("三体") < titles.index("三体Ⅱ：黑暗森林")


@pytest.mark.parametrize("sort", ["relevance", "popular", "new", "rating", "title", "year", "borrowed", "trending"])
def test_no_book_is_on_two_pages_in_any_order(visitor: FlaskClient, sort: str) -> None:
    ids = [book["id"] for book in everything(visitor, sort=sort, q="the")]
    assert len(set(ids)) == len(ids) == found(visitor, q="the")["total"]


def test_a_page_behind_the_last_is_empty_and_cheap(visitor: FlaskClient) -> None:
    assert found(visitor, page=1_000_000, size=100)["items"] == []
