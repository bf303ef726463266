"""Rating, liking and looking at books, and choosing categories.

The book row is locked first and the reader's row after it, always in this order: whatever changes together is counted
together, and two changes at once wait for each other instead of standing in each other's way.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from backend.accounts.queries import lock_user
from backend.accounts.service import count_rating, touch_taste
from backend.catalog.models import Book
from backend.catalog.queries import find_categories, hold_book, lock_book
from backend.catalog.rules import rating_mean
from backend.catalog.service import move_stars
from backend.core.database import change_rows, db
from backend.engagement.models import BookLike, BookView, FavouriteCategory, Rating
from backend.engagement.queries import count_likes, favourite_categories, find_like, find_rating

USERS_AT_ONCE = 1_000


@dataclass(frozen=True)
class MyRating:
    """A reader's stars for a book (None when taken back) and the book's figures after it."""

    book_id: int
    stars: float | None
    rated_at: datetime | None
    liked: bool
    rating_count: int
    rating_mean: float | None


@dataclass(frozen=True)
class MyLike:
    """Whether a reader likes a book, and how many readers do."""

    book_id: int
    liked: bool
    like_count: int


def rate_book(user_id: int, book_id: int, stars: float, at: datetime) -> MyRating:
    """Give or change a reader's stars for a book. Raises BookNotFound."""
    book = lock_book(book_id)
    # Before the rating is stored: its foreign key would share the reader's row, which two transactions cannot raise.
    touch_taste(user_id)
    rating = find_rating(user_id, book_id)
    if rating is None:
        count_rating(user_id, +1)
        db.session.add(Rating(user_id=user_id, book_id=book_id, stars=stars, rated_at=at))
        move_stars(book, None, stars)
    else:
        move_stars(book, rating.stars, stars)
        rating.stars, rating.rated_at, rating.sequence = stars, at, None
    return _my_rating(user_id, book, stars, at)


def take_back_rating(user_id: int, book_id: int) -> MyRating:
    """Remove a reader's stars, if there are any. Raises BookNotFound."""
    book = lock_book(book_id)
    rating = find_rating(user_id, book_id)
    if rating is not None:
        touch_taste(user_id)
        count_rating(user_id, -1)
        db.session.delete(rating)
        move_stars(book, rating.stars, None)
    return _my_rating(user_id, book, None, None)


def like_book(user_id: int, book_id: int, at: datetime) -> MyLike:
    """Note that a reader likes a book; a second time changes nothing. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    if find_like(user_id, book_id) is None:
        touch_taste(user_id)
        db.session.add(BookLike(user_id=user_id, book_id=book_id, liked_at=at))
    return MyLike(book_id, True, count_likes(book_id))


def unlike_book(user_id: int, book_id: int) -> MyLike:
    """Take a like back, if there is one. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    like = find_like(user_id, book_id)
    if like is not None:
        touch_taste(user_id)
        db.session.delete(like)
    return MyLike(book_id, False, count_likes(book_id))


def record_view(user_id: int, book_id: int, at: datetime) -> None:
    """Count one look at a book's page, unless the reader opted out. Raises BookNotFound."""
    hold_book(book_id)
    # Locked: who opts out at this moment leaves no view behind.
    if not lock_user(user_id).personalised:
        return
    view = db.session.get(BookView, (user_id, book_id))
    if view is None:
        db.session.add(BookView(user_id=user_id, book_id=book_id, view_count=1, first_viewed_at=at, viewed_at=at))
    else:
        view.view_count, view.viewed_at = view.view_count + 1, at


def forget_views(user_id: int) -> None:
    """Delete which books a reader looked at."""
    db.session.execute(delete(BookView).where(BookView.user_id == user_id))


def choose_categories(user_id: int, slugs: Collection[str], at: datetime) -> None:
    """Make these the reader's favourite categories; what was chosen before keeps its date. Raises CategoryNotFound."""
    wanted = {category.id for category in find_categories(slugs)}
    lock_user(user_id)
    chosen = {category.id for category in favourite_categories(user_id)}
    gone = FavouriteCategory.category_id.in_(chosen - wanted)
    db.session.execute(delete(FavouriteCategory).where(FavouriteCategory.user_id == user_id, gone))
    for category_id in sorted(wanted - chosen):
        db.session.add(FavouriteCategory(user_id=user_id, category_id=category_id, chosen_at=at))


def move_choices(category_id: int, target_id: int) -> None:
    """Who chose the one category has chosen the other from now on; whoever has both keeps the
    one that stays, and the first goes with its category.
    """
    chosen = FavouriteCategory.category_id
    there = set(db.session.scalars(select(FavouriteCategory.user_id).where(chosen == target_id)))
    users = sorted(set(db.session.scalars(select(FavouriteCategory.user_id).where(chosen == category_id))) - there)
    for start in range(0, len(users), USERS_AT_ONCE):
        part = FavouriteCategory.user_id.in_(users[start : start + USERS_AT_ONCE])
        change_rows(update(FavouriteCategory).where(chosen == category_id, part).values(category_id=target_id))


def _my_rating(user_id: int, book: Book, stars: float | None, at: datetime | None) -> MyRating:
    liked = find_like(user_id, book.id) is not None
    return MyRating(book.id, stars, at, liked, book.rating_count, rating_mean(book.stars, book.half_star_count))
