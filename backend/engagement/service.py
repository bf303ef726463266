"""Rating books. The book row is locked first, so its facts and the rating change together or not at all."""

from dataclasses import dataclass
from datetime import datetime

from backend.accounts.service import count_rating
from backend.catalog.models import Book
from backend.catalog.queries import lock_book
from backend.catalog.rules import rating_mean
from backend.catalog.service import move_stars
from backend.core.database import db
from backend.engagement.models import Rating
from backend.engagement.queries import find_rating


@dataclass(frozen=True)
class MyRating:
    """A reader's stars for a book (None when taken back) and the book's figures after it."""

    book_id: int
    stars: int | None
    rated_at: datetime | None
    rating_count: int
    rating_mean: float | None


def rate_book(user_id: int, book_id: int, stars: int, at: datetime) -> MyRating:
    """Give or change a reader's stars for a book. Raises BookNotFound."""
    book = lock_book(book_id)
    rating = find_rating(user_id, book_id)
    if rating is None:
        db.session.add(Rating(user_id=user_id, book_id=book_id, stars=stars, rated_at=at))
        move_stars(book, None, stars)
        count_rating(user_id, +1)
    else:
        move_stars(book, rating.stars, stars)
        rating.stars, rating.rated_at, rating.sequence = stars, at, None
    return _mine(book, stars, at)


def take_back_rating(user_id: int, book_id: int) -> MyRating:
    """Remove a reader's stars, if there are any. Raises BookNotFound."""
    book = lock_book(book_id)
    rating = find_rating(user_id, book_id)
    if rating is not None:
        db.session.delete(rating)
        move_stars(book, rating.stars, None)
        count_rating(user_id, -1)
    return _mine(book, None, None)


def _mine(book: Book, stars: int | None, at: datetime | None) -> MyRating:
    return MyRating(book.id, stars, at, book.rating_count, rating_mean(book.stars))
