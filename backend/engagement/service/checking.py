"""Counting a book's stars, and the votes of its reviews, anew, to compare them with what their rows say."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, func, select, update

from backend.catalog.models import Book
from backend.catalog.rules import bars_of, rating_score
from backend.catalog.service import Difference
from backend.core.database import db
from backend.engagement.models import Rating, Review, ReviewVote

_COLUMNS = (*(f"stars_{value}" for value in range(1, 6)), "half_star_count", "rating_count", "rating_score")
_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_STORED = select(Book.id, *(getattr(Book, name) for name in _COLUMNS)).where(Book.id.in_(_THESE))
_COUNTED = (
    select(Rating.book_id, Rating.stars, func.count())
    .where(Rating.book_id.in_(_THESE))
    .group_by(Rating.book_id, Rating.stars)
)


def wrong_stars(book_ids: Sequence[int]) -> list[Difference]:
    """Where a book's stars, or what follows from them, are not what its readers gave. What is not locked may be in the
    middle of a change and look wrong."""
    counted = _counted(book_ids)
    return [
        Difference(book_id, name, before, counted[book_id][name])
        for book_id, *stored in db.session.execute(_STORED, {"ids": list(book_ids)})
        for name, before in zip(_COLUMNS, stored, strict=True)
        if before != counted[book_id][name]
    ]


def mend_stars(book_ids: Sequence[int]) -> None:
    """Make them what the readers gave. The books must be locked, and indexed anew, by the caller."""
    rows = [{"id": book_id, **figures} for book_id, figures in _counted(book_ids).items()]
    if rows:
        db.session.execute(update(Book), rows)


def _counted(book_ids: Sequence[int]) -> dict[int, dict[str, float]]:
    """Book id -> column -> figure, for each of these books."""
    given: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for book_id, stars, number in db.session.execute(_COUNTED, {"ids": list(book_ids)}):
        given[book_id].append((stars, number))
    return {book_id: _figures(given[book_id]) for book_id in book_ids}


def _figures(given: list[tuple[float, int]]) -> dict[str, float]:
    bars, halves = bars_of(given)
    return dict(zip(_COLUMNS, (*bars, halves, sum(bars), rating_score(bars, halves)), strict=True))


_VOTES = select(func.count()).where(ReviewVote.review_id == Review.id).correlate(Review).scalar_subquery()


def wrong_votes(book_ids: Sequence[int]) -> list[Difference]:
    """Where a review of these books has other votes than it says. What is not locked may be in the middle of a change
    and look wrong."""
    counted = select(Review.id, Review.book_id, Review.helpful_count, _VOTES.label("votes"))
    wrong = counted.where(Review.book_id.in_(_THESE), Review.helpful_count != _VOTES).order_by(Review.id)
    return [
        Difference(row.book_id, f"helpful_count of review {row.id}", row.helpful_count, row.votes)
        for row in db.session.execute(wrong, {"ids": list(book_ids)})
    ]


def lock_reviews(book_ids: Sequence[int]) -> None:
    """Let nobody vote on the reviews of these books until the commit. Lock the books before."""
    list(
        db.session.scalars(select(Review.id).where(Review.book_id.in_(book_ids)).order_by(Review.id).with_for_update())
    )


def mend_votes(book_ids: Sequence[int]) -> None:
    """Make them what the readers gave. The reviews must be locked by the caller."""
    for row in db.session.execute(
        select(Review.id, _VOTES.label("votes")).where(Review.book_id.in_(book_ids), Review.helpful_count != _VOTES)
    ).all():
        db.session.execute(update(Review).where(Review.id == row.id).values(helpful_count=row.votes))
