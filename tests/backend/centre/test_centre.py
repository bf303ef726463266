"""The personal centre: overview, history and the year in books."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.core import clock
from backend.core.database import db
from backend.engagement.models import BookFavourite, BookNote, PastReading, Reading, Review
from backend.recommendations.models import Dismissal
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import (
    make_author,
    make_book,
    make_category,
    make_like,
    make_rating,
    make_reading_list,
    make_user,
    make_view,
)
from tests.queries import count_queries
from tests.selling import make_order, make_sku


@pytest.fixture
def me(app: Any, reader: LibraryClient) -> Any:
    """Inside the library: the signed-in reader."""
    with app.app_context():
        yield db.session.get(User, reader.user_id)


def read(user: User, book: Book, on: date | None = None, status: str = "read", **values: Any) -> None:
    defaults = {"user_id": user.id, "book_id": book.id, "status": status, "finished_on": on, "updated_at": clock.now()}
    db.session.add(Reading(**{**defaults, **values}))


def test_a_newcomer_has_a_centre_with_nothing_in_it(reader: LibraryClient) -> None:
    overview = reader.get("/api/account/overview").get_json()
    assert overview.pop("now_reading") == overview.pop("open_orders") == []
    assert set(overview.values()) == {0}
    assert reader.get("/api/account/history").get_json()["total"] == 0
    year = reader.get("/api/account/years/2026").get_json()
    assert (year["years"], year["figures"]["books_read"], year["wall"], year["streak"]) == ([2026], 0, [], None)


def test_the_overview_counts_what_is_mine_and_shows_what_i_am_reading(me: User, reader: LibraryClient) -> None:
    books = [make_book() for _ in range(4)]
    make_rating(me, books[0])
    make_like(me, books[1])
    db.session.add(BookFavourite(user_id=me.id, book_id=books[0].id, favourited_at=NOW))
    _review(me, books[0], NOW)
    _review(me, books[1], NOW, removed_at=NOW)
    make_reading_list(me, books)
    read(me, books[0], date(2026, 2, 1))
    read(me, books[1], date(2025, 2, 1))
    read(me, books[2], status="reading", progress=40, page=120, page_total=300, started_on=date(2026, 11, 1))
    read(me, books[3], status="want_to_read")
    skus = [make_sku(book) for book in books]
    make_order(me, {skus[0]: 1}, date(2026, 11, 1))
    make_order(me, {skus[1]: 1}, date(2026, 11, 2), state="cancelled")
    make_order(me, {skus[2]: 2, skus[3]: 1}, date(2026, 11, 3), state="packing")
    make_order(me, {skus[3]: 1}, date(2026, 11, 4), state="ready_for_pickup", slot="A1")
    db.session.commit()
    with count_queries() as statements:
        overview = reader.get("/api/account/overview").get_json()
    assert len(statements) <= 8
    ready, packing = overview.pop("open_orders")
    assert (ready["state"], ready["slot"], ready["owed_cents"]) == ("ready_for_pickup", "A1", 5000)
    assert (packing["state"], packing["title"], packing["pieces"]) == ("packing", books[2].title, 3)
    [now] = overview.pop("now_reading")
    assert (now["book"]["id"], now["progress"], now["page"], now["started_on"]) == (books[2].id, 40, 120, "2026-11-01")
    assert overview == {
        **dict.fromkeys(("rating_count", "like_count", "favourite_count", "review_count", "list_count"), 1),
        "want_to_read_count": 1,
        "order_count": 3,
        "reading_count": 1,
        "read_count": 2,
        "finished_this_year": 1,
    }


def test_the_history_is_one_line_of_time_over_all_rooms(me: User, reader: LibraryClient) -> None:
    book = make_book("红楼梦")
    hours = iter(range(20))

    def earlier() -> datetime:
        return NOW - timedelta(hours=next(hours))

    made = make_reading_list(me, [book], "今年")
    db.session.add(Dismissal(user_id=me.id, book_id=book.id, dismissed_at=earlier() - timedelta(minutes=30)))
    make_rating(me, book, 4, earlier())
    make_like(me, book, earlier())
    db.session.add(BookFavourite(user_id=me.id, book_id=book.id, favourited_at=earlier()))
    _review(me, book, earlier())
    read(me, book, status="reading", updated_at=earlier())
    make_view(me.id, book, earlier())
    at = earlier()
    bought = make_order(me, {make_sku(book): 2}, at.date(), placed_at=at, confirmed_at=at)
    make_order(me, {make_sku(make_book()): 1}, at.date(), state="cancelled")
    other = make_book()
    make_rating(make_user(), other)
    db.session.commit()
    first = reader.get("/api/account/history?size=5").get_json()
    second = reader.get("/api/account/history?size=5&page=2").get_json()
    assert (first["total"], second["total"]) == (9, 9)
    events = [*first["items"], *second["items"]]
    kinds = ["listed", "dismissed", "rated", "liked", "favourited", "reviewed", "reading", "viewed", "bought"]
    assert [event["kind"] for event in events] == kinds
    assert [event["at"] for event in events] == sorted((event["at"] for event in events), reverse=True)
    told = {event["kind"]: event for event in events}
    assert (told["listed"]["list_id"], told["listed"]["list_name"]) == (made.id, "今年")
    assert (told["rated"]["stars"], told["reading"]["status"], told["viewed"]["times"]) == (4, "reading", 1)
    assert (told["bought"]["order_id"], told["bought"]["pieces"]) == (bought.id, 2)
    with count_queries() as statements:
        some = reader.get("/api/account/history?kind=viewed,liked").get_json()
    assert [event["kind"] for event in some["items"]] == ["liked", "viewed"]
    assert len(statements) <= 5
    assert reader.get("/api/account/history?kind=spied").status_code == 422


def test_pages_of_what_was_brought_in_at_one_moment_do_not_overlap(me: User, reader: LibraryClient) -> None:
    books = [make_book() for _ in range(30)]
    for place in (7, 3, 29, 11, *(n for n in range(30) if n not in (7, 3, 29, 11))):
        make_rating(me, books[place], 4, NOW)
        make_like(me, books[29 - place], NOW)
    db.session.commit()
    pages = [reader.get(f"/api/account/history?size=7&page={page}").get_json()["items"] for page in range(1, 10)]
    seen = [(event["kind"], event["book"]["id"]) for page in pages for event in page]
    assert len(seen) == len(set(seen)) == 60


def test_the_year_in_books_counts_what_was_finished_and_compares_with_the_year_before(
    me: User, reader: LibraryClient
) -> None:
    novels, poems = make_category("novels"), make_category("poems")
    leaf = make_category("love-stories", parent=novels)
    lin, su = make_author("林"), make_author("苏")
    a = make_book("A", (leaf,), (lin,), language="zh")
    b = make_book("B", (novels,), (lin,), language="en")
    c = make_book("C", (poems,), (su,), language="zh")
    d, e, f = make_book("D"), make_book("E"), make_book("F")
    read(me, a, date(2026, 1, 31), started_on=date(2026, 1, 30))
    read(me, b, date(2026, 1, 1), started_on=date(2025, 12, 20))
    # Read twice: once this year, once the year before.
    read(me, c, date(2026, 12, 31))
    db.session.add(PastReading(user_id=me.id, book_id=c.id, finished_on=date(2025, 5, 5)))
    # Stars alone say that it was read: on the evening of New Year's Eve in Greenwich the year is new in Shanghai.
    make_rating(me, d, 5, datetime(2025, 12, 31, 20, tzinfo=UTC))
    # Still at it, or given up: stars or not, it is not read.
    make_rating(me, e, 3, datetime(2026, 3, 1, tzinfo=UTC))
    read(me, e, status="reading", progress=10, updated_at=datetime(2026, 3, 2, tzinfo=UTC))
    make_rating(me, f, 1, datetime(2026, 3, 3, tzinfo=UTC))
    read(me, f, status="stopped", updated_at=datetime(2026, 3, 3, tzinfo=UTC))
    # Its day is known: the stars do not count it once more.
    make_rating(me, a, 4, datetime(2026, 2, 1, tzinfo=UTC))
    _review(me, a, datetime(2026, 2, 2, tzinfo=UTC))
    db.session.add(BookNote(user_id=me.id, book_id=a.id, text="…", updated_at=datetime(2026, 2, 2, tzinfo=UTC)))
    db.session.commit()
    with count_queries() as statements:
        year = reader.get("/api/account/years/2026").get_json()
    assert len(statements) <= 9
    assert year["years"] == [2026, 2025]
    assert reader.get("/api/account/overview").get_json()["finished_this_year"] == year["figures"]["books_read"]
    figures = year["figures"]
    assert (figures["books_read"], figures["by_month"]) == (4, [3, *[0] * 10, 1])
    assert (figures["rated"], figures["mean_stars"], figures["reviewed"]) == (4, 3.25, 1)
    assert (year["before"]["books_read"], year["before"]["by_month"][4], year["before"]["rated"]) == (1, 1, 0)
    assert [book["title"] for book in year["wall"]] == ["B", "D", "A", "C"]
    assert [(year[end]["book"]["title"], year[end]["on"]) for end in ("first", "last")] == [
        ("B", "2026-01-01"),
        ("C", "2026-12-31"),
    ]
    assert [(row["slug"], row["count"], row["count_before"]) for row in year["categories"]] == [
        ("novels", 2, 0),
        ("poems", 1, 1),
    ]
    assert {row["language"]: row["count"] for row in year["languages"]} == {"zh": 2, "en": 2}
    assert [(row["author"]["name"], row["count"]) for row in year["authors"]] == [("林", 2), ("苏", 1)]
    assert [(row["stars"], row["count"]) for row in year["stars"]] == [(1, 1), (3, 1), (4, 1), (5, 1)]
    assert year["streak"] == {"days": 4, "first_on": "2026-01-30", "last_on": "2026-02-02"}
    days = {day["on"]: day["counts"] for day in year["days"]}
    assert days["2026-02-02"] == {**dict.fromkeys(days["2026-02-02"], 0), "reviewed": 1, "noted": 1}
    assert (days["2026-01-31"]["finished"], days["2026-03-02"]["progressed"]) == (1, 1)
    assert figures["active_days"] == len(days)


@pytest.mark.parametrize("year", [1, 1900, 2101, 2**31 - 1])
def test_a_year_that_nobody_can_have_has_no_page(reader: LibraryClient, year: int) -> None:
    answer = reader.get(f"/api/account/years/{year}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "year_not_found")


def _review(user: User, book: Book, at: datetime, **values: Any) -> None:
    defaults = {"user_id": user.id, "book_id": book.id, "text": "好看", "language": "zh", "created_at": at}
    db.session.add(Review(**{**defaults, **values}))
