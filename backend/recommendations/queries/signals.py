"""What a reader's own history says: the books he had, those he liked, and the categories they stand in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Subquery, and_, exists, func, literal, null, select, union_all

from backend.catalog.models import Book, BookCategory, Category
from backend.circulation.models import Loan
from backend.circulation.rules.lives import VOIDED
from backend.core.database import db
from backend.engagement.models import BookFavourite, BookLike, Rating, Review
from backend.engagement.rules import LIKED_STARS
from backend.recommendations.models import Dismissal, TasteExclusion
from backend.shop.queries.purchases import has_bought

# The reader's taste is read off this many of the newest books he liked: enough to know, few enough to be quick.
TASTE_DEPTH = 200


@dataclass(frozen=True)
class LikedBook:
    """A book that speaks for the reader's taste; `at` is null for an imported rating without a time."""

    id: int
    title: str
    at: datetime | None


def untouched(user_id: int | BindParameter[int], book_id: Any) -> ColumnElement[bool]:
    """The reader has not rated, liked, borrowed, bought, reviewed or dismissed this book, nor is it a favourite. Left
    to the database: a reader may have thousands."""
    return and_(
        ~has_bought(user_id, book_id),
        ~exists().where(Loan.user_id == user_id, Loan.book_id == book_id, Loan.state != VOIDED),
        *(
            ~exists().where(table.user_id == user_id, table.book_id == book_id)
            for table in (Rating, BookLike, BookFavourite, Review, Dismissal)
        ),
    )


def counts_for_taste(user_id: int, book_id: Any) -> ColumnElement[bool]:
    """The reader has not said that this book says nothing about his taste."""
    return ~exists().where(TasteExclusion.user_id == user_id, TasteExclusion.book_id == book_id)


def newest_liked(user_id: int, size: int, since: datetime | None = None) -> list[LikedBook]:
    """The reader's newest books with four or five stars, a like, or among his favourites: each once, without excluded
    ones. One statement."""
    liked = _liked(user_id, size, since)
    rows = db.session.execute(
        select(Book.id, Book.title, liked.c.at)
        .join(liked, liked.c.book_id == Book.id)
        .order_by(liked.c.at.is_(None), liked.c.at.desc(), liked.c.place.desc(), Book.id)
    )
    found: dict[int, LikedBook] = {}
    for row in rows:
        found.setdefault(row.id, LikedBook(row.id, row.title, row.at))
    return list(found.values())


def family_counts(user_id: int) -> list[tuple[Category, int]]:
    """The top categories of the books the reader liked lately, with how many; the strongest first. One statement."""
    liked = _liked(user_id, TASTE_DEPTH, None)
    top = func.coalesce(Category.parent_id, Category.id).label("top_id")
    counted = (
        select(top, func.count(liked.c.book_id.distinct()).label("number"))
        .select_from(liked)
        .join(BookCategory, and_(BookCategory.book_id == liked.c.book_id, BookCategory.position == 0))
        .join(Category, Category.id == BookCategory.category_id)
        .group_by(top)
        .subquery()
    )
    rows = db.session.execute(
        select(Category, counted.c.number)
        .join(counted, counted.c.top_id == Category.id)
        .order_by(counted.c.number.desc(), Category.id)
    )
    return [(category, number) for category, number in rows]


def touched_since(user_id: int, moment: datetime) -> bool:
    """The reader has rated or liked something, or made it a favourite, after a moment."""
    rated = exists().where(Rating.user_id == user_id, Rating.rated_at > moment)
    liked = exists().where(BookLike.user_id == user_id, BookLike.liked_at > moment)
    loved = exists().where(BookFavourite.user_id == user_id, BookFavourite.favourited_at > moment)
    return bool(db.session.scalar(select(rated | liked | loved)))


def _liked(user_id: int, size: int, since: datetime | None) -> Subquery:
    """(book_id, at, place) of the newest likes, favourites and high ratings; a book may be there once as each."""

    def counts(book_id: Any, at: Any) -> ColumnElement[bool]:
        counted = counts_for_taste(user_id, book_id)
        return counted if since is None else and_(counted, at >= since)

    rated = select(Rating.book_id.label("book_id"), Rating.rated_at.label("at"), Rating.id.label("place")).where(
        Rating.user_id == user_id, Rating.stars >= LIKED_STARS, counts(Rating.book_id, Rating.rated_at)
    )
    liked = select(BookLike.book_id, BookLike.liked_at, literal(0)).where(
        BookLike.user_id == user_id, counts(BookLike.book_id, BookLike.liked_at)
    )
    loved = select(BookFavourite.book_id, BookFavourite.favourited_at, literal(0)).where(
        BookFavourite.user_id == user_id, counts(BookFavourite.book_id, BookFavourite.favourited_at)
    )
    both = union_all(rated, liked, loved).subquery()
    newest_first = (both.c.at.is_(null()), both.c.at.desc(), both.c.place.desc(), both.c.book_id)
    return select(both.c.book_id, both.c.at, both.c.place).order_by(*newest_first).limit(size).subquery()
