"""What a reader says about his taste: dismissals, exclusions, the switch, and the first questions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core.database import db
from backend.engagement.models import BookLike, BookView, FavouriteCategory, Rating
from backend.recommendations.models import (
    Dismissal,
    Recommendation,
    RecommendationList,
    RecommendationShown,
    TasteExclusion,
)
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import (
    make_author,
    make_book,
    make_category,
    make_like,
    make_list,
    make_rating,
    make_run,
    make_sighting,
    make_user,
)
from tests.queries import count_queries


def version_of(user: User) -> int:
    db.session.expire_all()
    version = user.taste_version
    db.session.rollback()
    return version


@pytest.mark.parametrize(
    ("path", "put", "table", "said"),
    [
        ("/api/recommendations/{}/dismiss", "POST", Dismissal, "dismissed"),
        ("/api/taste/exclusions/{}", "PUT", TasteExclusion, "excluded"),
    ],
)
def test_saying_it_twice_is_the_same_as_once_and_it_can_be_taken_back(
    reader: LibraryClient, me: User, path: str, put: str, table: Any, said: str
) -> None:
    book = make_book()
    make_rating(me, book)
    db.session.commit()
    before, path = version_of(me), path.format(book.id)
    for _ in range(2):
        assert reader.open(path, method=put).get_json() == {"book_id": book.id, said: True}
    assert version_of(me) == before + 1, "the training job is told once"
    for _ in range(2):
        assert reader.delete(path).get_json() == {"book_id": book.id, said: False}
    assert (version_of(me), db.session.query(table).count()) == (before + 2, 0)


@pytest.mark.parametrize(
    ("path", "put"), [("/api/recommendations/404/dismiss", "POST"), ("/api/taste/exclusions/404", "PUT")]
)
def test_a_book_that_is_not_there_cannot_be_spoken_of(reader: LibraryClient, path: str, put: str) -> None:
    for method in (put, "DELETE"):
        answer = reader.open(path, method=method)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "book_not_found")


@pytest.mark.parametrize(
    ("path", "put"), [("/api/recommendations/{}/dismiss", "POST"), ("/api/taste/exclusions/{}", "PUT")]
)
def test_ten_windows_saying_it_at_once_all_succeed_and_count_once(
    reader: LibraryClient, me: User, path: str, put: str
) -> None:
    book_id = make_book().id
    db.session.commit()
    before = version_of(me)
    windows = twins(reader, 10)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda window: window.open(path.format(book_id), method=put).status_code, windows))
    assert answers == [200] * 10
    assert version_of(me) == before + 1


def test_ten_books_dismissed_at_once_are_ten_changes_of_taste(reader: LibraryClient, me: User) -> None:
    book_ids = [make_book().id for _ in range(10)]
    db.session.commit()

    def dismiss(window: LibraryClient, book_id: int) -> int:
        return window.post(f"/api/recommendations/{book_id}/dismiss").status_code

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(dismiss, twins(reader, 10), book_ids)) == [200] * 10
    assert (version_of(me), db.session.query(Dismissal).count()) == (10, 10)


def test_dismissals_are_listed_newest_first_in_pages(reader: LibraryClient, me: User) -> None:
    for days in range(5):
        book = make_book(f"Dismissed {days} days ago")
        db.session.add(Dismissal(user_id=me.id, book_id=book.id, dismissed_at=NOW - timedelta(days=days)))
    other = make_user()
    db.session.add(Dismissal(user_id=other.id, book_id=make_book().id, dismissed_at=NOW))
    db.session.commit()
    page = reader.get("/api/recommendations/dismissals?size=2&page=2").get_json()
    assert [item["book"]["title"] for item in page["items"]] == ["Dismissed 2 days ago", "Dismissed 3 days ago"]
    assert (page["total"], page["items"][0]["dismissed_at"]) == (5, "2026-11-18T08:30:00Z")


def test_a_page_of_fifty_dismissals_takes_no_more_statements_than_one(reader: LibraryClient, me: User) -> None:
    for _ in range(50):
        db.session.add(Dismissal(user_id=me.id, book_id=make_book().id, dismissed_at=NOW))
    db.session.commit()
    with count_queries() as one:
        reader.get("/api/recommendations/dismissals?size=1")
    with count_queries() as fifty:
        assert len(reader.get("/api/recommendations/dismissals?size=50").get_json()["items"]) == 50
    assert len(fifty) == len(one)


def test_the_taste_page_shows_what_speaks_for_the_reader_first(reader: LibraryClient, me: User) -> None:
    history, cooking = make_category("history"), make_category("cooking")
    disliked, both = make_book("Disliked", (cooking,)), make_book("Rated and liked", (make_category("wars", history),))
    loved, liked, gift = (
        make_book(title, (category,))
        for title, category in (("Loved", history), ("Liked", cooking), ("A gift", cooking))
    )
    make_rating(me, disliked, 1, NOW)
    make_rating(me, both, 3, NOW - timedelta(days=9))
    make_like(me, both, NOW - timedelta(days=8))
    make_rating(me, loved, 5, NOW - timedelta(days=2))
    make_like(me, liked, NOW - timedelta(days=1))
    make_rating(me, gift, 5, NOW - timedelta(days=5))
    db.session.add(TasteExclusion(user_id=me.id, book_id=gift.id, excluded_at=NOW))
    db.session.add(Dismissal(user_id=me.id, book_id=make_book().id, dismissed_at=NOW))
    db.session.commit()

    taste = reader.get("/api/taste").get_json()
    assert [(s["book"]["title"], s["kind"], s["stars"], s["excluded"]) for s in taste["signals"]] == [
        ("Liked", "liked", None, False),
        ("Loved", "rated", 5, False),
        ("A gift", "rated", 5, True),
        ("Rated and liked", "rated", 3, False),
        ("Disliked", "rated", 1, False),
    ]
    assert taste["signals"][3]["at"] == "2026-11-12T08:30:00Z", "the later of the two"
    counts = {name: taste[name] for name in ("rating_count", "like_count", "exclusions_count", "dismissals_count")}
    assert counts == {"rating_count": 4, "like_count": 2, "exclusions_count": 1, "dismissals_count": 1}
    shares = [(entry["category"]["slug"], entry["share"]) for entry in taste["categories"]]
    assert shares == [("history", 0.6667), ("cooking", 0.3333)]


def test_the_taste_page_shows_fifty_books_in_a_fixed_number_of_statements(reader: LibraryClient, me: User) -> None:
    make_rating(me, make_book())
    db.session.commit()
    with count_queries() as one:
        reader.get("/api/taste")
    for number in range(60):
        book = make_book(f"Book {number}")
        make_rating(me, book, at=None if number < 5 else NOW - timedelta(days=number))
        if number % 2:
            make_like(me, make_book(), NOW - timedelta(days=number))
    db.session.query(Rating).filter(Rating.id < 6).update({"rated_at": None})
    db.session.commit()
    with count_queries() as sixty:
        signals = reader.get("/api/taste").get_json()["signals"]
    assert (len(signals), len(sixty)) == (50, len(one))
    moments = [signal["at"] for signal in signals]
    assert None not in moments
    assert moments == sorted(moments, reverse=True)


def test_opting_out_deletes_at_once_what_was_computed_and_noted(app: Any, reader: LibraryClient, me: User) -> None:
    book, other = make_book(), make_user()
    for user in (me, other):
        for run in (make_run(state="kept", published=None), make_run(published=None, state="kept")):
            make_list(run, user, [book])
        make_sighting(user, book)
        db.session.add(BookView(user_id=user.id, book_id=book.id, view_count=1, first_viewed_at=NOW, viewed_at=NOW))
    make_rating(me, book)
    make_like(me, book)
    db.session.commit()

    answer = reader.patch("/api/taste", json={"personalised": False}).get_json()
    assert (answer["personalised"], answer["categories"], len(answer["signals"])) == (False, [], 1)
    tables: tuple[Any, ...] = (Recommendation, RecommendationList, RecommendationShown, BookView)
    for table in tables:
        assert {row.user_id for row in db.session.query(table)} == {other.id}, table
    assert db.session.query(Rating).count() == db.session.query(BookLike).count() == 1, "what he said himself stays"
    assert reader.get("/api/account").get_json()["reader"]["personalised"] is False


def test_coming_back_is_a_change_of_taste_and_staying_is_none(reader: LibraryClient, me: User) -> None:
    before = version_of(me)
    for personalised, version in ((True, 0), (False, 0), (False, 0), (True, 1), (True, 1)):
        answer = reader.patch("/api/taste", json={"personalised": personalised}).get_json()
        assert (answer["personalised"], version_of(me)) == (personalised, before + version)


def test_the_switch_takes_true_or_false_and_nothing_else(reader: LibraryClient) -> None:
    for wrong in ({}, {"personalised": "no"}, {"personalised": 0}, {"personalised": None}):
        assert reader.patch("/api/taste", json=wrong).status_code == 422


def test_whoever_opts_out_while_his_pages_report_leaves_nothing_behind(reader: LibraryClient, me: User) -> None:
    book_ids = [make_book().id for _ in range(4)]
    db.session.commit()
    items = [{"book_id": book_id, "shelf": "for_you", "source": "ncf", "run_id": None} for book_id in book_ids]

    def act(window: LibraryClient, number: int) -> int:
        if number == 4:
            return window.patch("/api/taste", json={"personalised": False}).status_code
        if number % 2:
            return window.put(f"/api/books/{book_ids[number % 4]}/view").status_code
        return window.post("/api/recommendations/shown", json={"items": items}).status_code

    with ThreadPoolExecutor(9) as pool:
        assert sorted(pool.map(act, twins(reader, 9), range(9))) == [200] + [204] * 8
    assert db.session.query(RecommendationShown).count() == db.session.query(BookView).count() == 0


def test_a_newcomer_is_shown_known_books_of_every_family_and_no_two_by_one_author(
    app: Any, reader: LibraryClient, me: User
) -> None:
    families = [make_category(f"family-{number}") for number in range(4)]
    crowd = [make_user() for _ in range(3)]
    for family in families:
        leaf = make_category(parent=family)
        famous = make_author()
        for number in range(20):
            book = make_book(f"{family.slug} {number}", (leaf, family), (famous if number < 5 else make_author(),))
            for person in crowd[: 3 - min(number, 3)]:
                make_rating(person, book)
    db.session.commit()

    answer = reader.get("/api/onboarding").get_json()
    books = answer["books"]
    assert len(books) == 30
    assert len({book["id"] for book in books}) == 30
    authors = [author["id"] for book in books for author in book["authors"]]
    assert len(authors) == len(set(authors))
    shares = [sum(book["family"] == family.slug for book in books) for family in families]
    assert max(shares) - min(shares) <= 1
    assert {book["title"] for book in books[:4]} == {f"{family.slug} 0" for family in families}, "the best known first"
    assert [(category["slug"], category["book_count"]) for category in answer["categories"]] == [
        (family.slug, 20) for family in families
    ]
    assert (answer["chosen"], answer["liked_book_ids"], answer["welcomed"]) == ([], [], False)


def test_the_books_are_of_the_categories_asked_for_and_new_to_the_reader(reader: LibraryClient, me: User) -> None:
    history, cooking, poetry = (make_category(slug) for slug in ("history", "cooking", "poetry"))
    rated, liked, dismissed = (make_book(title, (history,)) for title in ("Rated", "Liked", "Dismissed"))
    for title, category in (("New", history), ("Other", cooking), ("Poem", poetry)):
        make_book(title, (category,))
    make_rating(me, rated)
    make_like(me, liked)
    db.session.add(Dismissal(user_id=me.id, book_id=dismissed.id, dismissed_at=NOW))
    db.session.commit()

    def titles(query: str) -> set[str]:
        return {book["title"] for book in reader.get(f"/api/onboarding{query}").get_json()["books"]}

    assert titles("?category=history") == {"New"}
    assert titles("?category=history,cooking") == titles("?category=history&category=cooking") == {"New", "Other"}
    assert titles("") == {"New", "Other", "Poem"}
    reader.put("/api/onboarding", json={"categories": ["poetry"]})
    assert titles("") == {"Poem"}
    assert reader.get("/api/onboarding").get_json()["liked_book_ids"] == [liked.id]


def test_the_answer_is_kept_and_may_be_changed(reader: LibraryClient, me: User) -> None:
    for place, slug in enumerate(("history", "cooking", "poetry")):
        make_category(slug, position=place)
    db.session.commit()
    first = reader.put("/api/onboarding", json={"categories": ["poetry", "history", "poetry"]}).get_json()
    assert (first["chosen"], first["welcomed"]) == (["history", "poetry"], True)
    second = reader.put("/api/onboarding", json={"categories": ["cooking", "history"]}).get_json()
    assert second["chosen"] == ["history", "cooking"]
    assert second == reader.get("/api/onboarding").get_json()


def test_skipping_the_questions_is_an_answer(reader: LibraryClient, me: User) -> None:
    answer = reader.put("/api/onboarding", json={"categories": []}).get_json()
    assert (answer["chosen"], answer["welcomed"]) == ([], True)


def test_an_unknown_category_is_refused_and_nothing_is_kept(reader: LibraryClient, me: User) -> None:
    make_category("history")
    db.session.commit()
    answer = reader.put("/api/onboarding", json={"categories": ["history", "nonsense"]})
    assert (answer.status_code, answer.get_json()["fields"]["categories"][0]["code"]) == (422, "category_not_found")
    assert reader.get("/api/onboarding").get_json()["welcomed"] is False
    assert db.session.query(FavouriteCategory).count() == 0
    asked = reader.get("/api/onboarding?category=nonsense")
    assert (asked.status_code, asked.get_json()["code"]) == (404, "category_not_found")
    assert reader.put("/api/onboarding", json={"categories": ["x"] * 34}).status_code == 422


def test_ten_windows_answering_at_once_all_succeed(reader: LibraryClient, me: User) -> None:
    slugs = [make_category().slug for _ in range(5)]
    db.session.commit()

    def answer(window: LibraryClient, number: int) -> int:
        return window.put("/api/onboarding", json={"categories": slugs[: number % 5]}).status_code

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(answer, twins(reader, 10), range(10))) == [200] * 10


def test_the_first_questions_take_the_same_statements_for_thirty_books_as_for_one(
    reader: LibraryClient, me: User
) -> None:
    category = make_category()
    make_book(categories=(category,))
    db.session.commit()
    with count_queries() as one:
        reader.get("/api/onboarding")
    for _ in range(40):
        make_book(categories=(category,), authors=(make_author(),))
    db.session.commit()
    with count_queries() as thirty:
        assert len(reader.get("/api/onboarding").get_json()["books"]) == 30
    assert len(thirty) == len(one) <= 10
