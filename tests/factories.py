"""Rows that are valid by default; a test states only what matters to it. Nothing is committed here."""

from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar

from backend.accounts.models import User
from backend.accounts.service import count_rating
from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.rules import sort_title
from backend.catalog.service import move_stars
from backend.core import clock
from backend.core.database import db
from backend.engagement.models import Rating
from backend.recommendations.models import Recommendation, RecommendationRun

_numbers = count(1)
Row = TypeVar("Row", bound=Any)


def make_user(**values: Any) -> User:
    number = next(_numbers)
    defaults = {"name": f"reader-{number}", "display_name": f"Reader {number}", "created_at": clock.now()}
    return _add(User(**{**defaults, **values}))


def make_category(slug: str = "", parent: Category | None = None, **values: Any) -> Category:
    slug = slug or f"category-{next(_numbers)}"
    defaults = {"slug": slug, "name_zh": slug, "name_en": slug, "parent_id": parent.id if parent else None}
    return _add(Category(**{**defaults, **values}))


def make_author(name: str = "") -> Author:
    return _add(Author(name=name or f"Author {next(_numbers)}"))


def make_book(
    title: str = "", categories: tuple[Category, ...] = (), authors: tuple[Author, ...] = (), **values: Any
) -> Book:
    title = title or f"Book {next(_numbers)}"
    defaults = {"title": title, "sort_title": sort_title(title), "language": "en", "added_on": date(2026, 1, 1)}
    book = _add(Book(**{**defaults, **values}))
    for position, category in enumerate(categories):
        db.session.add(BookCategory(book_id=book.id, category_id=category.id, position=position))
    for position, author in enumerate(authors):
        db.session.add(BookAuthor(book_id=book.id, author_id=author.id, position=position))
    return book


def make_rating(user: User, book: Book, stars: int = 5, at: datetime | None = None) -> Rating:
    """A rating with the facts it moves."""
    move_stars(book, None, stars)
    count_rating(user.id, +1)
    return _add(Rating(user_id=user.id, book_id=book.id, stars=stars, rated_at=at or clock.now()))


def make_run(**values: Any) -> RecommendationRun:
    """A published run of the default model."""
    moment = clock.now()
    defaults = {
        "model": "ncf",
        "state": "published",
        "published": True,
        "started_at": moment,
        "finished_at": moment,
        "published_at": moment,
    }
    return _add(RecommendationRun(**{**defaults, **values}))


def make_list(run: RecommendationRun, user: User, books: list[Book], **values: Any) -> list[Recommendation]:
    defaults: dict[str, Any] = {"reason": "similar_readers", "predicted_stars": 4.5}
    return [
        _add(
            Recommendation(
                **{
                    **defaults,
                    "run_id": run.id,
                    "user_id": user.id,
                    "rank": rank,
                    "book_id": book.id,
                    "score": 1 / rank,
                    **values,
                }
            )
        )
        for rank, book in enumerate(books, start=1)
    ]


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()  # rows refer to each other by id
    return row
