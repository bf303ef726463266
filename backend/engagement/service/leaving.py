"""A reader leaves: what he said of books goes, and their figures with it."""

from sqlalchemy import delete, select, union, update

from backend.catalog.service import mark_books
from backend.core.database import db
from backend.engagement.models import (
    BookFavourite,
    BookLike,
    BookNote,
    BookView,
    FavouriteCategory,
    PastReading,
    Rating,
    Reading,
    Review,
    ReviewEdit,
    ReviewReport,
    ReviewVote,
)
from backend.engagement.queries.reviews import seen_by_others
from backend.engagement.service.checking import mend_stars
from backend.engagement.service.reviews import take_back_votes

_ALL = (BookFavourite, BookLike, BookNote, BookView, FavouriteCategory, PastReading, Rating, Reading, ReviewReport)


def books_touched_by(user_id: int) -> list[int]:
    """The books whose figures change when this reader leaves, in the order in which they are to be locked."""
    voted = select(Review.book_id).join(ReviewVote, ReviewVote.review_id == Review.id)
    parts = (
        select(Rating.book_id).where(Rating.user_id == user_id),
        select(Review.book_id).where(Review.user_id == user_id),
        voted.where(ReviewVote.user_id == user_id),
    )
    return sorted(db.session.scalars(union(*parts)))


def forget_reader(user_id: int, keep_reviews: bool) -> None:
    """Remove everything of the reader; reviews that others can see stay without his name, if he wants that.

    The books that `books_touched_by` names and the reader are locked by the caller.
    """
    rated = sorted(db.session.scalars(select(Rating.book_id).where(Rating.user_id == user_id)))
    take_back_votes(user_id)
    _leave_reviews(user_id, keep_reviews)
    for model in _ALL:
        db.session.execute(delete(model).where(model.user_id == user_id))
    if rated:
        mend_stars(rated)
        mark_books(rated)


def _leave_reviews(user_id: int, keep: bool) -> None:
    mine = Review.user_id == user_id
    if keep:
        kept = select(Review.id).where(mine, seen_by_others())
        # What he corrected was not meant to stay.
        db.session.execute(delete(ReviewEdit).where(ReviewEdit.review_id.in_(list(db.session.scalars(kept)))))
        db.session.execute(update(Review).where(mine, seen_by_others()).values(user_id=None, show_stars=False))
    db.session.execute(delete(Review).where(mine))
