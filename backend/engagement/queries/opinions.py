"""Reading ratings, likes and chosen categories."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from backend.catalog import queries as catalog
from backend.catalog.models import Book, Category
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.core.paging import Page
from backend.engagement.models import BookLike, BookView, FavouriteCategory, Rating
from backend.engagement.rules import POPULAR_WINDOWS, TREND_READERS, TREND_WINDOW


@dataclass(frozen=True)
class RatedBook:
    book: BookCard
    stars: float
    rated_at: datetime | None


def find_rating(user_id: int, book_id: int) -> Rating | None:
    return db.session.scalar(select(Rating).where(Rating.user_id == user_id, Rating.book_id == book_id))


def find_like(user_id: int, book_id: int) -> BookLike | None:
    return db.session.get(BookLike, (user_id, book_id))


def count_likes(book_id: int) -> int:
    """How many readers like a book."""
    return db.session.scalar(select(func.count()).where(BookLike.book_id == book_id)) or 0


def favourite_categories(user_id: int) -> list[Category]:
    """The categories a reader chose, in the order of the tree."""
    return list(
        db.session.scalars(
            select(Category)
            .join(FavouriteCategory, FavouriteCategory.category_id == Category.id)
            .where(FavouriteCategory.user_id == user_id)
            .order_by(Category.position, Category.id)
        )
    )


def books_rated_by(user_id: int) -> list[int]:
    """The ids of all books that a reader has rated: he has read them."""
    return list(db.session.scalars(select(Rating.book_id).where(Rating.user_id == user_id)))


def recently_viewed(user_id: int, size: int) -> list[BookCard]:
    """The books whose pages a reader opened last, the latest first."""
    viewed = select(BookView.book_id).where(BookView.user_id == user_id)
    latest = viewed.order_by(BookView.viewed_at.desc(), BookView.book_id).limit(size)
    return catalog.cards_of(list(db.session.scalars(latest)))


def ratings_of(user_id: int, page: int, size: int) -> Page[RatedBook]:
    """A reader's own ratings, newest first; those without a time come last, in the order of their import."""
    mine = select(Rating).where(Rating.user_id == user_id)
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    order = (Rating.rated_at.is_(None), Rating.rated_at.desc(), Rating.id.desc())
    ratings = db.session.scalars(mine.order_by(*order).limit(size).offset((page - 1) * size)).all()
    cards = {card.id: card for card in catalog.cards_of([rating.book_id for rating in ratings])}
    items = [RatedBook(cards[rating.book_id], rating.stars, rating.rated_at) for rating in ratings]
    return Page(items, page, size, total)


def popular_books(window: str, size: int, now: datetime) -> tuple[str, list[BookCard]]:
    """The `size` books most rated in a window, and the window that had so many: a shelf never says "this week" of
    books that nobody rated this week."""
    windows = list(POPULAR_WINDOWS)
    for wider in windows[windows.index(window) :]:
        span = POPULAR_WINDOWS[wider]
        if span is None:
            break
        ids = _most_rated_since(now - span, size)
        if len(ids) == size:
            return wider, catalog.cards_of(ids)
    return "all", catalog.cards_of(catalog.most_rated(size))


def trending_books(size: int, now: datetime, *conditions: ColumnElement[bool]) -> list[int]:
    """Ids of the books most rated of late that meet the conditions on Book; a few ratings are no trend."""
    # "+ 0" as below.
    book_id = Rating.book_id + 0
    recent = (
        select(book_id.label("book_id"), func.count().label("readers"))
        .where(Rating.rated_at >= now - TREND_WINDOW)
        .group_by(book_id)
        .having(func.count() >= TREND_READERS)
        .subquery()
    )
    found = select(Book.id).join(recent, recent.c.book_id == Book.id).where(Book.withdrawn_on.is_(None), *conditions)
    return list(db.session.scalars(found.order_by(recent.c.readers.desc(), Book.id).limit(size)))


def _most_rated_since(since: datetime, size: int) -> list[int]:
    # "+ 0" keeps SQLite from walking the whole book index to group: the span's own rows are few.
    book_id = Rating.book_id + 0
    gone = select(Book.id).where(Book.withdrawn_on.is_not(None))
    recent = select(book_id).where(Rating.rated_at >= since, book_id.not_in(gone)).group_by(book_id)
    return list(db.session.scalars(recent.order_by(func.count().desc(), book_id).limit(size)))
