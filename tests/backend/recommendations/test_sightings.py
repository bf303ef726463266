"""What readers saw, opened and liked afterwards, and the daily tally of it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core import clock
from backend.core.database import db
from backend.recommendations.models import RecommendationDaily, RecommendationShown
from backend.recommendations.service import tally
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_book, make_like, make_rating, make_run, make_sighting, make_user
from tests.queries import count_queries

TODAY = date(2026, 11, 20)


def days_ago(days: int) -> dict[str, Any]:
    return {"day": TODAY - timedelta(days=days), "shown_at": NOW - timedelta(days=days)}


def item(book_id: int, **values: Any) -> dict[str, Any]:
    return {"book_id": book_id, "shelf": "for_you", "source": "ncf", "run_id": None, **values}


def shown() -> list[RecommendationShown]:
    db.session.expire_all()
    return db.session.query(RecommendationShown).order_by(RecommendationShown.id).all()


def daily() -> list[dict[str, Any]]:
    db.session.expire_all()
    columns = RecommendationDaily.__table__.columns.keys()
    rows = db.session.query(RecommendationDaily).order_by(RecommendationDaily.day, RecommendationDaily.run_id).all()
    return [{name: getattr(row, name) for name in columns} for row in rows]


def test_a_book_seen_three_times_a_day_on_a_shelf_is_one_sighting(reader: LibraryClient, me: User) -> None:
    book, run = make_book(), make_run()
    db.session.commit()
    for _ in range(3):
        twice = [item(book.id, run_id=run.id)] * 2
        assert reader.post("/api/recommendations/shown", json={"items": twice}).status_code == 204
    reader.post("/api/recommendations/shown", json={"items": [item(book.id, shelf="similar", source="similar_book")]})
    rows = [(row.user_id, row.book_id, row.shelf, row.source, row.run_id, row.day, row.shown_at) for row in shown()]
    assert rows == [
        (me.id, book.id, "for_you", "ncf", run.id, TODAY, NOW),
        (me.id, book.id, "similar", "similar_book", None, TODAY, NOW),
    ]


def test_a_day_is_the_librarys_own(app: Any, reader: LibraryClient, me: User) -> None:
    book = make_book()
    db.session.commit()
    with clock.frozen(datetime(2026, 11, 20, 15, 59, tzinfo=UTC)):
        reader.post("/api/recommendations/shown", json={"items": [item(book.id)]})
    with clock.frozen(datetime(2026, 11, 20, 16, 1, tzinfo=UTC)):
        reader.post("/api/recommendations/shown", json={"items": [item(book.id)]})
    assert [row.day for row in shown()] == [TODAY, TODAY + timedelta(days=1)], "midnight in Shanghai is 16:00 UTC"


def test_a_book_that_is_not_there_is_ignored_and_an_unknown_run_is_none(reader: LibraryClient, me: User) -> None:
    book = make_book()
    db.session.commit()
    items = [item(404), item(book.id, run_id=404)]
    assert reader.post("/api/recommendations/shown", json={"items": items}).status_code == 204
    assert [(row.book_id, row.run_id) for row in shown()] == [(book.id, None)]


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [item(1)] * 51,
        [item(1, shelf="window")],
        [item(1, source="A source with a very long name")],
        [item(0)],
        [item(1, run_id=0)],
        [{"book_id": 1}],
        [item(1, user_id=2)],
    ],
)
def test_a_report_that_is_not_right_is_refused(reader: LibraryClient, wrong: list[Any]) -> None:
    assert reader.post("/api/recommendations/shown", json={"items": wrong}).status_code == 422


def test_of_a_reader_who_opted_out_nothing_is_noted(reader: LibraryClient, me: User) -> None:
    book = make_book()
    me.personalised = False
    db.session.commit()
    assert reader.post("/api/recommendations/shown", json={"items": [item(book.id)]}).status_code == 204
    opened = {"book_id": book.id, "shelf": "for_you"}
    assert reader.post("/api/recommendations/opened", json=opened).status_code == 204
    assert shown() == []


def test_ten_windows_reporting_at_once_make_one_sighting(reader: LibraryClient, me: User) -> None:
    items = [item(make_book().id) for _ in range(3)]
    db.session.commit()
    with ThreadPoolExecutor(10) as pool:
        report = list(
            pool.map(
                lambda window: window.post("/api/recommendations/shown", json={"items": items}).status_code,
                twins(reader, 10),
            )
        )
    assert (report, len(shown())) == ([204] * 10, 3)


def test_fifty_sightings_take_few_statements(reader: LibraryClient, me: User) -> None:
    items = [item(make_book().id) for _ in range(50)]
    db.session.commit()
    reader.sends_token = False
    token = reader.get("/api/account").get_json()["csrf_token"]
    with count_queries() as statements:
        reader.post("/api/recommendations/shown", json={"items": items}, headers={"X-CSRF-Token": token})
    assert len(shown()) == 50
    assert len([statement for statement in statements if not statement.startswith("INSERT")]) <= 5


@pytest.mark.parametrize(("days", "noted"), [(0, True), (7, True), (8, False)])
def test_opening_counts_for_the_latest_sighting_of_a_week(
    reader: LibraryClient, me: User, days: int, noted: bool
) -> None:
    book = make_book()
    make_sighting(me, book, **days_ago(days + 3))
    make_sighting(me, book, **days_ago(days))
    make_sighting(me, book, shelf="similar", **days_ago(0))
    make_sighting(make_user(), book, **days_ago(0))
    db.session.commit()
    answer = reader.post("/api/recommendations/opened", json={"book_id": book.id, "shelf": "for_you"})
    assert answer.status_code == 204
    assert [row.opened_at for row in shown()] == [None, NOW if noted else None, None, None]


def test_the_first_opening_is_kept(reader: LibraryClient, me: User) -> None:
    book = make_book()
    make_sighting(me, book, opened_at=NOW - timedelta(hours=3))
    db.session.commit()
    reader.post("/api/recommendations/opened", json={"book_id": book.id, "shelf": "for_you"})
    assert shown()[0].opened_at == NOW - timedelta(hours=3)


def test_opening_what_was_never_shown_changes_nothing(reader: LibraryClient) -> None:
    assert reader.post("/api/recommendations/opened", json={"book_id": 404, "shelf": "for_you"}).status_code == 204
    assert reader.post("/api/recommendations/opened", json={"book_id": 1, "shelf": "window"}).status_code == 422


@pytest.mark.parametrize(
    ("stars", "after_days", "counts"), [(4, 0, True), (5, 30, True), (3, 1, False), (5, 31, False), (5, -1, False)]
)
def test_a_high_rating_within_thirty_days_is_a_like_of_the_recommendation(
    library: Any, stars: int, after_days: int, counts: bool
) -> None:
    user, book = make_user(), make_book()
    make_sighting(user, book, **days_ago(32))
    rated_at = NOW + timedelta(days=after_days - 32)
    make_rating(user, book, stars, rated_at)
    assert tally(35, TODAY).likes == int(counts)
    assert shown()[0].liked_at == (rated_at if counts else None)


def test_a_like_counts_for_the_latest_sighting_before_it(library: Any) -> None:
    user, book = make_user(), make_book()
    for days, shelf in ((9, "for_you"), (5, "similar"), (1, "for_you")):
        make_sighting(user, book, shelf=shelf, **days_ago(days))
    make_like(user, book, NOW - timedelta(days=3))
    make_sighting(make_user(), book, **days_ago(4))
    tally(35, TODAY)
    assert [row.liked_at for row in shown()] == [None, NOW - timedelta(days=3), None, None]


def test_what_happened_stays_noted_when_the_like_is_taken_back(library: Any) -> None:
    user, book = make_user(), make_book()
    make_sighting(user, book, **days_ago(1))
    like = make_like(user, book)
    tally(35, TODAY)
    before = daily()
    db.session.delete(like)
    assert tally(35, TODAY).likes == 0
    assert (daily(), before[0]["likes"]) == (before, 1)


def a_month_of_sightings() -> Counter[tuple[Any, ...]]:
    """Sightings over forty days, and what the tally must make of them: key and figure -> count."""
    users, books, run = [make_user() for _ in range(4)], [make_book() for _ in range(5)], make_run()
    expected: Counter[tuple[Any, ...]] = Counter()
    for days in range(40):
        for place, user in enumerate(users):
            book, shelf = books[(days + place) % 5], ("for_you", "onboarding")[place % 2]
            run_id = run.id if place % 3 else None
            opened = NOW if days % 3 == 0 else None
            borrowed = NOW if days % 7 == 0 else None
            row = make_sighting(
                *(user, book), shelf=shelf, run_id=run_id, opened_at=opened, borrowed_at=borrowed, **days_ago(days)
            )
            key = (row.day, run_id or 0, "ncf", shelf)
            expected.update({(*key, "impressions"): 1, (*key, "opens"): bool(opened), (*key, "loans"): bool(borrowed)})
            if days < 5 and place == 3:
                make_like(user, book, NOW)
                expected[(*key, "likes")] += 1
    return expected


def test_the_tally_equals_the_single_sightings_and_running_it_again_changes_nothing(library: Any) -> None:
    expected = a_month_of_sightings()
    first = tally(35, TODAY)
    counted = daily()
    figures = ("impressions", "opens", "likes", "loans")
    found = {
        (row["day"], row["run_id"], row["source"], row["shelf"], figure): row[figure]
        for row in counted
        for figure in figures
        if row[figure]
    }
    oldest = TODAY - timedelta(days=34)
    assert found == {key: count for key, count in expected.items() if count and key[0] >= oldest}
    assert (first.counts, first.likes, first.removed) == (len(counted), 5, 0)
    again = tally(35, TODAY)
    assert (again.counts, again.likes, daily()) == (len(counted), 0, counted)


def test_old_sightings_go_and_their_counts_stay(library: Any) -> None:
    user = make_user()
    for days in (91, 90, 40):
        make_sighting(user, make_book(), **days_ago(days))
    db.session.add(
        RecommendationDaily(
            day=TODAY - timedelta(days=91),
            run_id=0,
            source="ncf",
            shelf="for_you",
            impressions=1,
            opens=0,
            likes=0,
            loans=0,
        )
    )
    assert tally(35, TODAY).removed == 1
    assert [(TODAY - row.day).days for row in shown()] == [90, 40]
    assert [(TODAY - row["day"]).days for row in daily()] == [91]


@pytest.mark.parametrize("days", [0, 91])
def test_days_whose_sightings_are_gone_cannot_be_counted_anew(library: Any, days: int) -> None:
    with pytest.raises(ValueError, match="1 to 90"):
        tally(days, TODAY)


def test_staff_see_past_days_as_tallied_and_today_as_it_stands(library: Any, sign_in_as: Any) -> None:
    user, book, run = make_user(), make_book(), make_run()
    make_sighting(user, book, run_id=run.id, **days_ago(1))
    tally(35, TODAY)
    make_sighting(user, make_book(), **days_ago(1))
    today = make_book()
    make_sighting(user, today, opened_at=NOW)
    make_like(user, today)
    db.session.commit()
    staff = sign_in_as("staff")
    yesterday, live = staff.get("/api/admin/runs/measures").get_json()["items"]
    assert yesterday == {
        "day": "2026-11-19",
        "run_id": run.id,
        "source": "ncf",
        "shelf": "for_you",
        "impressions": 1,
        "opens": 0,
        "likes": 0,
        "loans": 0,
    }
    assert live == {
        "day": "2026-11-20",
        "run_id": None,
        "source": "ncf",
        "shelf": "for_you",
        "impressions": 1,
        "opens": 1,
        "likes": 1,
        "loans": 0,
    }
    assert [item["day"] for item in staff.get("/api/admin/runs/measures?days=1").get_json()["items"]] == ["2026-11-20"]
    assert staff.get("/api/admin/runs/measures?days=366").status_code == 422


def test_todays_likes_are_the_same_before_and_after_the_tally(library: Any, sign_in_as: Any) -> None:
    users, books = [make_user() for _ in range(3)], [make_book() for _ in range(2)]
    for user in users:
        for book in books:
            make_sighting(user, book)
    make_like(users[0], books[0])
    make_rating(users[1], books[1], 5)
    db.session.commit()
    staff = sign_in_as("staff")
    before = staff.get("/api/admin/runs/measures").get_json()["items"]
    tally(35, TODAY)
    db.session.commit()
    assert staff.get("/api/admin/runs/measures").get_json()["items"] == before
    assert before[0]["likes"] == 2
