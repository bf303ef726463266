"""Which books are read of late, and which more than they used to be."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from backend.catalog.models import Book
from backend.core import clock
from backend.core.database import db
from backend.engagement.rules import trend_of
from backend.engagement.service import rank_books
from tests.conftest import NOW
from tests.factories import make_book, make_like, make_rating, make_user

ZONE = ZoneInfo("Asia/Shanghai")


def rank() -> int:
    changed = rank_books(clock.today(ZONE), ZONE)
    db.session.commit()
    db.session.expire_all()
    return changed


def test_a_reader_counts_once_in_a_week_whatever_he_did(library: Any) -> None:
    book, old = make_book(), make_book()
    reader, other = make_user(), make_user()
    make_rating(reader, book, at=NOW - timedelta(days=1))
    make_like(reader, book, at=NOW - timedelta(days=2))
    make_like(other, book, at=NOW - timedelta(days=20))
    make_rating(other, old, at=NOW - timedelta(days=40))
    db.session.commit()
    assert rank() == 2
    assert (book.readers_7d, book.readers_30d) == (1, 2)
    assert (old.readers_7d, old.readers_30d) == (0, 0)


def test_figures_fade_when_nobody_touches_a_book(library: Any) -> None:
    book = make_book()
    make_rating(make_user(), book, at=NOW - timedelta(days=3))
    db.session.commit()
    rank()
    assert (book.readers_7d, book.trend > 0) == (1, True)
    with clock.frozen(NOW + timedelta(days=200)):
        assert rank() == 1
        assert (book.readers_7d, book.readers_30d, book.trend) == (0, 0, 0.0)
        assert rank() == 0


def test_a_book_trends_against_its_own_past_not_against_others() -> None:
    steady = dict.fromkeys(range(104), 10)
    risen = {**dict.fromkeys(range(14, 104), 1), **dict.fromkeys(range(14), 3)}
    fallen = {**dict.fromkeys(range(14, 104), 10), **dict.fromkeys(range(14), 2)}
    assert trend_of(risen) > 2 > abs(trend_of(steady))
    assert trend_of(fallen) < -5
    assert trend_of({}) == 0
    assert trend_of({0: 5}) > trend_of({10: 5}) > 0


def test_the_trending_shelf_shows_risen_books_only(app: Any, guest: FlaskClient) -> None:
    with app.app_context():
        risen, fallen = make_book("Risen"), make_book("Fallen")
        for _ in range(4):
            make_rating(make_user(), risen, at=NOW - timedelta(days=1))
            make_rating(make_user(), fallen, at=NOW - timedelta(days=60))
        db.session.commit()
        rank()
    items = guest.get("/api/books/trending").get_json()["items"]
    assert [book["title"] for book in items] == ["Risen"]


@pytest.mark.parametrize("path", ["/api/books/trending", "/api/books/top-rated", "/api/curated-lists"])
def test_an_empty_library_has_empty_shelves(guest: FlaskClient, path: str) -> None:
    assert guest.get(path).get_json() == {"items": []}


def test_no_book_has_readers_of_late_that_were_never_counted(library: Any) -> None:
    assert db.session.query(Book).filter(Book.readers_7d > 0).count() == 0
