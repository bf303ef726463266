"""How a reader's taste moved, with the weights that the published run left."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core.database import db
from backend.engagement.models import BookFavourite, Review
from backend.recommendations.models import Dismissal, TasteExclusion
from backend.recommendations.rules import months_back, weight_of_stars
from ml.config import SignalConfig
from tests.clients import LibraryClient
from tests.factories import make_author, make_book, make_category, make_like, make_rating, make_run, make_view
from tests.lending import make_loan
from tests.queries import count_queries

WEIGHTS = SignalConfig()


@pytest.fixture
def me(app: Any, reader: LibraryClient) -> Any:
    """Inside the library: the signed-in reader."""
    with app.app_context():
        yield db.session.get(User, reader.user_id)


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def test_months_are_counted_back_over_the_turn_of_the_year() -> None:
    assert months_back(on(2, 28).date(), 4) == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_half_a_star_lies_between_its_neighbours() -> None:
    weights = WEIGHTS.star_weights
    assert [weight_of_stars(stars, weights) for stars in (1, 2.5, 3, 3.5, 5)] == [-1.0, 0.0, 0.5, 0.75, 1.0]


def test_signals_become_weights_by_month_and_the_strongest_word_about_a_book_counts(
    me: User, reader: LibraryClient
) -> None:
    make_run(hyper_parameters={"signals": asdict(WEIGHTS)})
    novels, essays = make_category("novels"), make_category("essays")
    leaf, lin = make_category("sagas", parent=novels), make_author("林")
    saga = [make_book(categories=(leaf,), authors=(lin,)) for _ in range(3)]
    essay = [make_book(categories=(essays,)) for _ in range(6)]
    make_rating(me, saga[0], 5, on(9, 3))
    # Stars outweigh a later like, and a dismissal a favourite.
    make_rating(me, saga[1], 3, on(9, 4))
    make_like(me, saga[1], on(11, 4))
    db.session.add(Dismissal(user_id=me.id, book_id=essay[0].id, dismissed_at=on(10, 1)))
    db.session.add(BookFavourite(user_id=me.id, book_id=essay[0].id, favourited_at=on(10, 2)))
    db.session.add(BookFavourite(user_id=me.id, book_id=essay[1].id, favourited_at=on(10, 2)))
    _review(me, essay[2].id, on(10, 3))
    _review(me, essay[3].id, on(10, 3), removed_at=on(10, 3))
    make_view(me.id, essay[4], on(11, 5))
    # Lent twice, and once by mistake.
    for month, state in ((9, "returned"), (10, "returned"), (11, "voided")):
        make_loan(me, essay[5], date(2026, month + 1, 2), state=state, borrowed_on=date(2026, month, 6))
    # This book says nothing, says the reader.
    make_rating(me, saga[2], 5, on(9, 9))
    db.session.add(TasteExclusion(user_id=me.id, book_id=saga[2].id, excluded_at=on(9, 9)))
    make_rating(me, make_book(categories=(essays,)), 1, on(10, 5))
    db.session.commit()
    with count_queries() as statements:
        told = reader.get("/api/taste/timeline").get_json()
    assert len(statements) <= 6
    assert told["months"] == ["2026-09", "2026-10", "2026-11"]
    assert {line["category"]["slug"]: line["weights"] for line in told["categories"]} == {
        "novels": [WEIGHTS.star_weights[4] + WEIGHTS.star_weights[2], 0, 0],
        "essays": [0, pytest.approx(WEIGHTS.favourite + WEIGHTS.review + WEIGHTS.loan), WEIGHTS.view],
    }
    assert [(line["author"]["name"], line["weights"]) for line in told["authors"]] == [("林", [1.5, 0, 0])]
    assert (told["other_categories"], told["against"]) == ([0, 0, 0], [0, 2, 0])
    assert {row["signal"]: row["weight"] for row in told["weights"]}["stars_1"] == WEIGHTS.star_weights[0]


def test_without_a_run_or_consent_nothing_is_believed(me: User, reader: LibraryClient) -> None:
    make_rating(me, make_book())
    db.session.commit()
    assert reader.get("/api/taste/timeline").get_json()["run_id"] is None
    make_run(hyper_parameters={"signals": asdict(WEIGHTS)})
    me.personalised = False
    db.session.commit()
    assert reader.get("/api/taste/timeline").get_json()["months"] == []


def _review(user: User, book_id: int, at: datetime, **values: Any) -> None:
    db.session.add(Review(user_id=user.id, book_id=book_id, text="…", language="zh", created_at=at, **values))
