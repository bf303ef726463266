"""The command: what is in the library afterwards, on both databases."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.queries import cards_of
from backend.core import clock
from backend.core.api import App
from backend.core.database import db
from backend.engagement.models import Rating
from backend.imports import goodbooks
from tests.backend.imports.conftest import BOOKS, RATINGS, Folder
from tests.factories import make_author, make_book, make_user

Run = Callable[..., Result]
Dropped = Callable[[], list[tuple[str, ...]]]
Snapshot = Callable[[], dict[str, list[Any]]]


def _book(number: str) -> Book:
    return db.session.scalars(select(Book).where(Book.origin == "goodbooks", Book.origin_id == number)).one()


def _sequences(reader: str) -> list[tuple[str | None, int | None]]:
    rows = select(Book.origin_id, Rating.sequence).join(Rating, Rating.book_id == Book.id)
    rows = rows.join(User, User.id == Rating.user_id).where(User.origin_id == reader).order_by(Rating.id)
    return [(number, sequence) for number, sequence in db.session.execute(rows)]


def _leaves(book: Book) -> list[str]:
    slugs = select(Category.slug).join(BookCategory, BookCategory.category_id == Category.id)
    return list(db.session.scalars(slugs.where(BookCategory.book_id == book.id).order_by(BookCategory.position)))


def _authors(book: Book) -> list[str]:
    names = select(Author.name).join(BookAuthor, BookAuthor.author_id == Author.id)
    return list(db.session.scalars(names.where(BookAuthor.book_id == book.id).order_by(BookAuthor.position)))


def test_books_come_with_all_their_fields(database_app: App, whole_folder: Folder, run: Run, dropped: Dropped) -> None:
    assert run(whole_folder).exit_code == 0
    assert dropped() == []
    with database_app.app_context():
        hunger, potter, iliad = _book("1"), _book("2"), _book("3")
        assert hunger.title == "The Hunger Games"
        assert (hunger.original_title, hunger.published_year, hunger.language) == (None, 2008, "en")
        [card] = cards_of([hunger.id])
        assert card.series is not None
        assert (card.series.name, card.series.volume) == ("The Hunger Games", 1.0)
        # The ISBN-10 had lost its leading zero, the ISBN-13 its last digits.
        assert (hunger.isbn13, potter.isbn13, iliad.isbn13) == ("9780439023481", "9780439554930", None)
        assert (potter.original_title, potter.language) == (None, "en")
        assert (iliad.original_title, iliad.published_year, iliad.language) == ("Ἰλιάς", -750, None)
        assert hunger.added_on == date(2026, 11, 20)
        assert hunger.sort_title == "hunger games"
        assert hunger.price_cents is None and hunger.description is None
        assert _authors(potter) == ["J.K. Rowling", "Mary GrandPré"]
        assert [_leaves(book)[0] for book in (hunger, potter, iliad)] == [
            "young-adult",
            "children-fiction",
            "world-classics",
        ]


def test_readers_become_accounts_nobody_can_sign_in_to(database_app: App, whole_folder: Folder, run: Run) -> None:
    run(whole_folder)
    with database_app.app_context():
        user = db.session.scalars(select(User).where(User.origin == "goodbooks", User.origin_id == "7")).one()
        assert (user.name, user.display_name, user.locale) == ("goodbooks-7", "Reader 7", "en")
        assert user.password_hash is None and user.demonstration is False and user.personalised is True
        assert user.rating_count == 3 and user.created_at == clock.now()


def test_facts_follow_the_ratings(whole_folder: Folder, run: Run, facts_hold: Callable[[], bool]) -> None:
    run(whole_folder)
    assert facts_hold()


def test_a_reader_s_ratings_lie_together(database_app: App, whole_folder: Folder, run: Run) -> None:
    run(whole_folder)
    with database_app.app_context():
        spans = select(func.max(Rating.id) - func.min(Rating.id) + 1, func.count()).group_by(Rating.user_id)
        assert all(span == count for span, count in db.session.execute(spans))


def test_the_published_layout_gives_the_same_places(
    database_app: App, folder: Folder, run: Run, dropped: Dropped
) -> None:
    folder.books().ratings(name="ratings.csv.gz")
    folder.rows("tags.csv", ("tag_id", "tag_name"), [("1", "fantasy"), ("2", "young-adult"), ("3", "to-read")])
    links = [("2767052", "2", "900"), ("2767052", "1", "300"), ("3", "1", "500"), ("3", "3", "9000"), ("99", "1", "5")]
    folder.rows("book_tags.csv", ("goodreads_book_id", "tag_id", "count"), [*links, ("3", "1", "-1"), ("3", "77", "1")])
    assert run(folder).exit_code == 0
    with database_app.app_context():
        assert _leaves(_book("1")) == ["young-adult", "fantasy"]
        assert _leaves(_book("2")) == ["fantasy"]
        assert _leaves(_book("3")) == []
    assert [reason for _, _, reason, _ in dropped()] == ["unknown_book", "tag_invalid", "tag_invalid"]


def test_time_order_comes_from_the_full_profiles(database_app: App, whole_folder: Folder, run: Run) -> None:
    whole_folder.ratings(("7", "3", "1"), ("7", "1", "5"), ("7", "2", "3"), name="ratings_full_profiles.csv.gz")
    run(whole_folder)
    with database_app.app_context():
        assert _sequences("7") == [("3", 0), ("1", 1), ("2", 2)]
        assert _sequences("8") == [("2", None)]
        assert db.session.scalar(select(func.count()).where(Rating.rated_at.is_not(None))) == 0


def test_another_file_of_ratings_can_be_chosen(database_app: App, whole_folder: Folder, run: Run) -> None:
    whole_folder.ratings(("8", "2", "4"), ("8", "1", "2"), name="ratings_full_profiles.csv.gz")
    result = run(whole_folder, "--ratings", str(whole_folder.path / "ratings_full_profiles.csv.gz"))
    assert result.exit_code == 0
    with database_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Rating)) == 2
        assert _sequences("8") == [("2", 0), ("1", 1)]


def test_a_second_import_changes_nothing(whole_folder: Folder, run: Run, snapshot: Snapshot) -> None:
    run(whole_folder)
    before = snapshot()
    result = run(whole_folder)
    assert result.exit_code == 0 and snapshot() == before


def test_what_a_librarian_corrected_stays(database_app: App, whole_folder: Folder, run: Run) -> None:
    run(whole_folder)
    with database_app.app_context():
        _book("1").title = "饥饿游戏"
        db.session.commit()
    whole_folder.ratings(*RATINGS, ("9", "3", "4"))
    run(whole_folder)
    with database_app.app_context():
        assert _book("1").title == "饥饿游戏"
        reader = db.session.scalars(select(User).where(User.origin_id == "9")).one()
        assert reader.rating_count == 2 and _book("3").rating_count == 2
        assert reader.taste_version == 1, "his list does not know the new rating"


def test_what_the_library_has_already_is_used_and_respected(
    database_app: App, whole_folder: Folder, run: Run, dropped: Dropped
) -> None:
    with database_app.app_context():
        author_id = make_author("Homer").id
        make_book(isbn13="9780439554930")
        make_user(name="goodbooks-7")
        db.session.commit()
    assert run(whole_folder).exit_code == 0
    assert dropped() == [("books.csv", "3", "isbn_duplicate", "9780439554930")]
    with database_app.app_context():
        assert db.session.scalars(select(Author.id).where(Author.name == "Homer")).all() == [author_id]
        assert _book("2").isbn13 is None
        assert db.session.scalars(select(User.name).where(User.origin_id == "7")).one() == "goodbooks-7_"


def test_the_first_readers_only(database_app: App, whole_folder: Folder, run: Run) -> None:
    result = run(whole_folder, "--limit-readers", "1")
    assert "2 ratings are of other readers" in result.output
    with database_app.app_context():
        assert db.session.scalars(select(User.origin_id)).all() == ["7"]


def test_every_book_of_a_large_folder_is_stored_in_chunks(
    database_app: App, folder: Folder, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(goodbooks, "BOOKS_A_CHUNK", 2)
    books = [{"book_id": str(number), "title": f"Book {number}", "authors": "Homer"} for number in range(1, 6)]
    folder.books(*books).genres({"1": "fiction"}).ratings(("1", "5", "5"))
    assert run(folder).exit_code == 0
    with database_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Book)) == 5
        assert db.session.scalar(select(func.count()).select_from(Author)) == 1


def test_the_summary_says_what_happened(whole_folder: Folder, run: Run) -> None:
    whole_folder.books(*BOOKS, {"book_id": "4", "title": ""})
    output = run(whole_folder).output
    assert [line.split() for line in output.splitlines() if line.startswith(("books", "ratings"))] == [
        ["books", "4", "3", "0", "1"],
        ["ratings", "5", "5", "0", "0"],
    ]
    assert "title_missing (books.csv)" in output and "report.csv" in output
