"""Between two runs: neighbours of new likes woven in, pages, and the ladder below the reader's own list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.accounts.service import touch_taste
from backend.catalog.models import Book
from backend.core.database import db
from backend.engagement.models import FavouriteCategory
from backend.recommendations.models import Dismissal, RecommendationList, RecommendationRun, TasteExclusion
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import (
    make_author,
    make_book,
    make_category,
    make_like,
    make_list,
    make_neighbours,
    make_rating,
    make_run,
    make_user,
)
from tests.queries import count_queries

TheList = Callable[..., dict[str, Any]]
LAST_NIGHT = NOW - timedelta(hours=5)


def ids(answer: dict[str, Any]) -> list[int]:
    return [item["book"]["id"] for item in answer["items"]]


def sources(answer: dict[str, Any]) -> list[str]:
    return [item["source"] for item in answer["items"]]


def published_run() -> RecommendationRun:
    return db.session.query(RecommendationRun).filter_by(published=True).one()


@pytest.fixture
def books(me: User) -> list[Book]:
    """A reader's list of thirty, made last night; committed."""
    found = [make_book(f"Own {number}") for number in range(30)]
    make_list(make_run(started_at=LAST_NIGHT), me, found)
    db.session.commit()
    return found


def test_a_book_rated_high_this_morning_brings_its_neighbours_into_the_list(
    reader: LibraryClient, me: User, books: list[Book], the_list: TheList
) -> None:
    fresh = make_book("Fresh")
    near = [make_book(f"Near {number}") for number in range(5)]
    make_neighbours(published_run(), fresh, near)
    db.session.commit()
    before = the_list()
    assert (before["stale"], set(sources(before))) == (False, {"ncf"})

    reader.put(f"/api/books/{fresh.id}/rating", json={"stars": 4})
    after = the_list()
    own, woven = [book.id for book in books], [book.id for book in near]
    assert ids(after) == [*own[0:2], woven[0], *own[2:4], woven[1], *own[4:6], woven[2], own[6]]
    third = after["items"][2]
    assert (third["source"], third["reason"]["code"]) == ("similar_book", "because_you_liked")
    assert third["reason"]["books"] == [{"id": fresh.id, "title": "Fresh"}]
    assert (after["source"], after["stale"], third["predicted_stars"]) == ("personal", True, None)


@pytest.mark.parametrize("act", ["three stars", "excluded", "liked before"])
def test_what_says_nothing_new_about_the_taste_weaves_nothing(
    reader: LibraryClient, me: User, books: list[Book], the_list: TheList, act: str
) -> None:
    book = make_book()
    make_neighbours(published_run(), book, [make_book()])
    if act == "liked before":
        make_like(me, book, at=LAST_NIGHT - timedelta(days=1))
    db.session.commit()
    if act == "three stars":
        reader.put(f"/api/books/{book.id}/rating", json={"stars": 3})
    if act == "excluded":
        reader.put(f"/api/books/{book.id}/like")
        reader.put(f"/api/taste/exclusions/{book.id}")
    assert set(sources(the_list())) == {"ncf"}


def test_a_neighbour_that_was_had_or_dismissed_is_not_woven_in(
    reader: LibraryClient, me: User, books: list[Book], the_list: TheList
) -> None:
    seed, rated, liked, dismissed, left = [make_book() for _ in range(5)]
    make_neighbours(published_run(), seed, [rated, liked, dismissed, left])
    make_rating(me, rated, 2)
    make_like(me, liked, at=LAST_NIGHT - timedelta(days=9))
    db.session.commit()
    reader.put(f"/api/books/{seed.id}/like")
    reader.post(f"/api/recommendations/{dismissed.id}/dismiss")
    answer = the_list()
    assert [ids(answer)[place] for place, source in enumerate(sources(answer)) if source == "similar_book"] == [left.id]


def test_a_list_made_again_after_the_like_knows_it_already(
    reader: LibraryClient, me: User, books: list[Book], the_list: TheList
) -> None:
    seed = make_book()
    make_neighbours(published_run(), seed, [make_book()])
    db.session.commit()
    reader.put(f"/api/books/{seed.id}/like")
    assert "similar_book" in sources(the_list())
    db.session.refresh(me)
    made = db.session.query(RecommendationList).one()
    made.taste_version, made.made_at, made.refreshed = me.taste_version, NOW, True
    db.session.commit()
    answer = the_list()
    assert (set(sources(answer)), answer["stale"], answer["made_at"]) == ({"ncf"}, False, "2026-11-20T08:30:00Z")


def test_show_me_others_walks_the_whole_list_without_showing_a_book_twice(
    app: Any, reader: LibraryClient, me: User, books: list[Book], the_list: TheList
) -> None:
    authors = [make_author() for _ in range(8)]
    for number in range(60):
        make_book(f"Popular {number}", authors=(authors[number % 8],))
    seed = make_book()
    make_neighbours(published_run(), seed, [make_book() for _ in range(6)])
    db.session.commit()
    reader.put(f"/api/books/{seed.id}/like")

    whole = the_list("?size=50")
    pages = [the_list(f"?size=10&skip={skip}") for skip in range(0, 50, 10)]
    assert [book_id for page in pages for book_id in ids(page)] == ids(whole)
    assert len(set(ids(whole))) == 50
    assert [item["rank"] for item in pages[2]["items"]] == list(range(21, 31))
    assert [page["more"] for page in pages] == [True] * 5
    for start in range(41):
        window = whole["items"][start : start + 10]
        for author in authors:
            assert sum(author.id in {a["id"] for a in item["book"]["authors"]} for item in window) <= 2


def test_the_last_page_says_that_there_is_no_more(me: User, the_list: TheList) -> None:
    for _ in range(12):
        make_book()
    db.session.commit()
    assert [the_list(f"?size=6&skip={skip}")["more"] for skip in (0, 6, 12)] == [True, False, False]
    assert the_list("?size=6&skip=12")["items"] == []


def test_without_a_list_every_step_of_the_ladder_is_taken_in_its_order(me: User, the_list: TheList) -> None:
    chosen, other = make_category("chosen"), make_category("other")
    liked = make_book("Liked", (other,))
    near = make_book("Near")
    make_neighbours(make_run(), liked, [near])
    in_chosen = make_book("In the chosen category", (make_category("leaf", chosen),))
    in_other = make_book("Like what was liked", (other,))
    trending, once, old = make_book("Trending"), make_book("Rated once"), make_book("A classic")
    make_like(me, liked)
    db.session.add(FavouriteCategory(user_id=me.id, category_id=chosen.id, chosen_at=NOW))
    crowd = [make_user() for _ in range(3)]
    for person in crowd:
        make_rating(person, trending, at=NOW - timedelta(days=2))
        make_rating(person, old, at=NOW - timedelta(days=200))
    make_rating(crowd[0], once)
    db.session.commit()

    answer = the_list("?size=6")
    assert [(item["book"]["title"], item["source"], item["reason"]["code"]) for item in answer["items"]] == [
        ("Near", "similar_book", "because_you_liked"),
        ("In the chosen category", "category", "popular_in_category"),
        ("Like what was liked", "category", "popular_in_category"),
        ("Trending", "trending", "trending"),
        ("A classic", "popular", "popular"),
        ("Rated once", "popular", "popular"),
    ]
    assert [item["reason"]["category"]["slug"] for item in answer["items"][1:3]] == ["chosen", "other"]
    assert (answer["source"], answer["made_at"], in_chosen.id != in_other.id) == ("mixed", None, True)


def test_the_newest_come_after_the_popular_ones_have_run_out(me: User, the_list: TheList, monkeypatch: Any) -> None:
    monkeypatch.setattr("backend.recommendations.queries.ladder.STEP", 2)
    known = [make_book(rating_count=0) for _ in range(2)]
    newest = make_book("Newest", added_on=NOW.date())
    db.session.commit()
    answer = the_list("?size=3")
    assert (ids(answer), sources(answer)) == ([*(book.id for book in known), newest.id], ["popular", "popular", "new"])


@pytest.mark.parametrize("from_list", [True, False])
def test_a_dismissed_book_never_returns_from_any_step(
    reader: LibraryClient, me: User, the_list: TheList, from_list: bool
) -> None:
    category = make_category()
    liked, dismissed, other = (make_book(title, (category,)) for title in ("Liked", "Dismissed", "Other"))
    run = make_run(started_at=LAST_NIGHT)
    for person in [make_user() for _ in range(3)]:
        make_rating(person, dismissed)
    if from_list:
        make_list(run, me, [dismissed, other])
    make_neighbours(run, liked, [dismissed])
    db.session.commit()
    reader.put(f"/api/books/{liked.id}/like")
    assert ids(the_list())[0] == dismissed.id

    reader.post(f"/api/recommendations/{dismissed.id}/dismiss")
    assert ids(the_list("?size=50")) == [other.id]
    reader.delete(f"/api/recommendations/{dismissed.id}/dismiss")
    assert dismissed.id in ids(the_list())


def test_a_reader_who_opted_out_sees_what_everybody_sees_less_what_he_had(
    reader: LibraryClient, me: User, books: list[Book], the_list: TheList
) -> None:
    liked = make_book(categories=(make_category(),))
    make_neighbours(published_run(), liked, [make_book()])
    make_rating(me, books[0], 1)
    db.session.add(Dismissal(user_id=me.id, book_id=books[1].id, dismissed_at=NOW))
    db.session.commit()
    reader.put(f"/api/books/{liked.id}/like")
    reader.patch("/api/taste", json={"personalised": False})
    answer = the_list("?size=50")
    assert set(sources(answer)) <= {"trending", "popular", "new"}
    assert not {books[0].id, books[1].id, liked.id} & set(ids(answer))
    assert (answer["source"], answer["personalised"], answer["stale"]) == ("fallback", False, False)
    assert answer["made_at"] is None


def test_an_excluded_book_no_longer_speaks_for_another(me: User, the_list: TheList) -> None:
    evidence = make_book("A present for somebody else")
    make_rating(me, evidence, at=LAST_NIGHT - timedelta(days=1))
    make_list(make_run(), me, [make_book()], reason="because_you_liked", evidence_book_id=evidence.id)
    db.session.add(TasteExclusion(user_id=me.id, book_id=evidence.id, excluded_at=NOW))
    db.session.commit()
    assert the_list("?size=1")["items"][0]["reason"] == {"code": "similar_readers", "books": [], "category": None}


@pytest.mark.parametrize("reason", ["surprise", "new_book"])
def test_an_entry_says_which_model_put_it_there_and_why(me: User, the_list: TheList, reason: str) -> None:
    make_list(make_run(), me, [make_book()], source="two_tower", reason=reason)
    db.session.commit()
    entry = the_list("?size=1")["items"][0]
    assert (entry["source"], entry["reason"]["code"]) == ("two_tower", reason)


def test_a_book_that_is_gone_from_the_catalogue_is_left_out(me: User, books: list[Book], the_list: TheList) -> None:
    db.session.delete(books[0])
    db.session.commit()
    answer = the_list("?size=5")
    assert ids(answer) == [book.id for book in books[1:6]]
    assert [item["rank"] for item in answer["items"]] == [1, 2, 3, 4, 5]


def test_a_list_is_stale_when_the_taste_has_another_version(me: User, books: list[Book], the_list: TheList) -> None:
    touch_taste(me.id)
    db.session.commit()
    assert the_list()["stale"] is True


def test_a_reader_without_a_list_is_told_when_he_is_ahead_of_the_run(
    reader: LibraryClient, me: User, the_list: TheList
) -> None:
    make_run(started_at=LAST_NIGHT)
    book = make_book()
    db.session.commit()
    assert the_list()["stale"] is False
    reader.put(f"/api/books/{book.id}/like")
    assert the_list()["stale"] is True


def test_only_fifty_may_be_asked_for_or_skipped(reader: LibraryClient) -> None:
    for query in ("size=51", "size=0", "skip=51", "skip=-1", "page=2"):
        assert reader.get(f"/api/recommendations?{query}").status_code == 422, query


@pytest.mark.parametrize("listed", [True, False])
def test_fifty_entries_with_neighbours_take_no_more_statements_than_ten(
    reader: LibraryClient, me: User, the_list: TheList, listed: bool
) -> None:
    category = make_category()
    run = make_run(started_at=LAST_NIGHT)
    if listed:
        make_list(run, me, [make_book(categories=(category,)) for _ in range(60)])
    seeds = [make_book(categories=(category,)) for _ in range(5)]
    for seed in seeds:
        make_neighbours(run, seed, [make_book(categories=(category,)) for _ in range(20)])
        make_like(me, seed)
    db.session.commit()
    the_list()
    with count_queries() as ten:
        the_list()
    with count_queries() as fifty:
        assert len(the_list("?size=50")["items"]) == 50
    assert len(fifty) == len(ten) <= 12
