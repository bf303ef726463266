"""A few lists of the demonstration reader."""

from datetime import datetime, timedelta

from sqlalchemy import select

from backend.catalog.models import Book, BookCategory, Category
from backend.core.database import db
from backend.engagement.models import Rating
from backend.engagement.rules import LIKED_STARS
from backend.lists.service import add_book, change_list, create_list

# Name, what it is for, who may see it, the branch its books stand in, how many, and a word about the first.
_LISTS = (
    ("读了还想再读", "隔几年拿出来，每次都不一样。", "private", None, 8, "第三遍时才看懂结尾。"),
    ("送给没读过科幻的朋友", "从好读的开始，按这个顺序。", "public", "speculative", 7, "先读这本，停不下来再往下。"),
    ("历史课之外", "课本没讲的人和事。", "unlisted", "history", 6, ""),
)


def store_lists(user_id: int, now: datetime) -> int:
    """Three lists: one private, one public, one for whoever has the link; how many books are on them."""
    placed = 0
    for number, (name, description, visibility, family, size, note) in enumerate(_LISTS):
        at = now - timedelta(days=30 * (len(_LISTS) - number))
        made = create_list(user_id, name, description, None, at)
        change_list(user_id, made.id, {"visibility": visibility}, at)
        for place, book_id in enumerate(_books(user_id, family, size)):
            add_book(user_id, made.id, book_id, None, note if place == 0 else None, at + timedelta(days=place))
            placed += 1
    return placed


def _books(user_id: int, family: str | None, size: int) -> list[int]:
    """Books the reader liked, or the most rated of a branch."""
    if family is None:
        loved = (Rating.user_id == user_id, Rating.stars >= LIKED_STARS)
        order = (Rating.stars.desc(), Rating.rated_at, Rating.book_id)
        return list(db.session.scalars(select(Rating.book_id).where(*loved).order_by(*order).limit(size)))
    inside = (
        select(BookCategory.book_id)
        .join(Category, Category.id == BookCategory.category_id)
        .where(Category.parent_id == select(Category.id).where(Category.slug == family).scalar_subquery())
    )
    most_rated = select(Book.id).where(Book.id.in_(inside)).order_by(Book.rating_count.desc(), Book.id)
    return list(db.session.scalars(most_rated.limit(size)))
