"""Reviews as their readers, other readers, and the list of a book see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.engagement.models import Rating, Review, ReviewEdit, ReviewReport, ReviewVote
from backend.engagement.rules import PUBLIC, PUBLISHED


class ReviewNotFound(NotFound):
    message = "There is no such review."


@dataclass(frozen=True)
class SeenReview:
    """A review as others see it; `stars` only where its reader shows them. Its reader has no name when he has left."""

    id: int
    reader_name: str
    title: str
    text: str
    spoiler: bool
    language: str
    stars: float | None
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    borrowed_here: bool
    mine: bool
    voted: bool
    reported: bool


@dataclass(frozen=True)
class BookReviews:
    """One page of a book's reviews. The counts are of all that others see, whatever the filters."""

    page: Page[SeenReview]
    languages: dict[str, int]
    stars: list[int]


@dataclass(frozen=True)
class MyReview:
    """A reader's own review, with what the library thinks of it."""

    id: int
    book_id: int
    title: str
    text: str
    spoiler: bool
    language: str
    visibility: str
    show_stars: bool
    state: str
    held_for: str | None
    decision_reason: str | None
    created_at: datetime
    edited_at: datetime | None
    edit_count: int
    helpful_count: int
    borrowed_here: bool


@dataclass(frozen=True)
class WrittenReview:
    """A line of a reader's own reviews."""

    book: BookCard
    review: MyReview
    stars: float | None


# Of a review and the rating beside it.
_SHOWN_STARS = case((Review.show_stars, Rating.stars))
_STARS_OF_READER = and_(Rating.user_id == Review.user_id, Rating.book_id == Review.book_id)
# Each ends in a unique column.
_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "helpful": (Review.helpful_count.desc(), Review.created_at.desc(), Review.id.desc()),
    "newest": (Review.created_at.desc(), Review.id.desc()),
    "stars": (_SHOWN_STARS.is_(None), _SHOWN_STARS.desc(), Review.helpful_count.desc(), Review.id.desc()),
    "stars_up": (_SHOWN_STARS.is_(None), _SHOWN_STARS, Review.helpful_count.desc(), Review.id.desc()),
}


def seen_by_others() -> ColumnElement[bool]:
    return and_(Review.visibility == PUBLIC, Review.state == PUBLISHED, Review.removed_at.is_(None))


def find_review(user_id: int, book_id: int) -> Review | None:
    """A reader's review of a book, one that he took back a moment ago too."""
    return db.session.scalar(select(Review).where(Review.user_id == user_id, Review.book_id == book_id))


def get_review(review_id: int) -> Review:
    """Raises ReviewNotFound, for one that its reader took back as well."""
    review = db.session.scalar(select(Review).where(Review.id == review_id, Review.removed_at.is_(None)))
    if review is None:
        raise ReviewNotFound
    return review


def lock_review(review_id: int, *conditions: ColumnElement[bool]) -> Review:
    """The review, locked until the commit. Lock its book and a reader before, never after. Raises ReviewNotFound when
    there is none, or none that meets the conditions."""
    review = db.session.scalar(
        select(Review)
        .where(Review.id == review_id, Review.removed_at.is_(None), *conditions)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None:
        raise ReviewNotFound
    return review


def reviews_of_book(
    book_id: int, reader_id: int | None, sort: str, stars: int | None, language: str | None, page: int, size: int
) -> BookReviews:
    """What others wrote about a book; `stars` counts halves as the next whole ones, as the histogram does."""
    there = and_(Review.book_id == book_id, seen_by_others())
    bar = func.round(_SHOWN_STARS + 0.1)
    counted = _with_stars(select(Review.language, bar, func.count())).where(there).group_by(Review.language, bar)
    languages: dict[str, int] = {}
    bars = [0] * 5
    total = 0
    for its_language, its_stars, number in db.session.execute(counted):
        languages[its_language] = languages.get(its_language, 0) + number
        if its_stars is not None:
            bars[int(its_stars) - 1] += number
        if language in (None, its_language) and stars in (None, its_stars):
            total += number
    wanted = [there]
    if language is not None:
        wanted.append(Review.language == language)
    if stars is not None:
        wanted += [stars - 1 < _SHOWN_STARS, stars >= _SHOWN_STARS]
    found = (
        _with_stars(select(Review, _SHOWN_STARS.label("stars"), User.display_name))
        .outerjoin(User, User.id == Review.user_id)
        .where(*wanted)
        .order_by(*_ORDERS[sort])
        .limit(size)
        .offset((page - 1) * size)
    )
    rows = db.session.execute(found).all()
    voted, reported = _said_by(reader_id, [row.Review.id for row in rows])
    items = [
        _seen(row.Review, row.display_name, row.stars, reader_id, row.Review.id in voted, row.Review.id in reported)
        for row in rows
    ]
    by_number = dict(sorted(languages.items(), key=lambda entry: (-entry[1], entry[0])))
    return BookReviews(Page(items, page, size, total), by_number, bars)


def my_review(user_id: int, book_id: int) -> MyReview | None:
    review = find_review(user_id, book_id)
    if review is None or review.removed_at is not None:
        return None
    return of_mine(review)


def reviews_by(user_id: int, page: int, size: int) -> Page[WrittenReview]:
    """A reader's own reviews, the newest first."""
    mine = and_(Review.user_id == user_id, Review.removed_at.is_(None))
    total = db.session.scalar(select(func.count()).select_from(Review).where(mine)) or 0
    found = _with_stars(select(Review, Rating.stars)).where(mine).order_by(Review.created_at.desc(), Review.id.desc())
    rows = db.session.execute(found.limit(size).offset((page - 1) * size)).all()
    cards = {card.id: card for card in catalog.cards_of([row.Review.book_id for row in rows])}
    edits = _count_edits([row.Review.id for row in rows])
    items = [
        WrittenReview(cards[row.Review.book_id], of_mine(row.Review, edits.get(row.Review.id, 0)), row.stars)
        for row in rows
    ]
    return Page(items, page, size, total)


def edits_of(review_ids: list[int]) -> dict[int, list[ReviewEdit]]:
    """Review id -> what it was before, the latest change first. One statement."""
    found: dict[int, list[ReviewEdit]] = {}
    edits = select(ReviewEdit).where(ReviewEdit.review_id.in_(review_ids)).order_by(ReviewEdit.id.desc())
    for edit in db.session.scalars(edits):
        found.setdefault(edit.review_id, []).append(edit)
    return found


def of_mine(review: Review, edit_count: int | None = None) -> MyReview:
    """A review as its reader sees it; the changes are counted where nobody has."""
    if edit_count is None:
        edit_count = _count_edits([review.id]).get(review.id, 0)
    return MyReview(
        id=review.id,
        book_id=review.book_id,
        title=review.title,
        text=review.text,
        spoiler=review.spoiler,
        language=review.language,
        visibility=review.visibility,
        show_stars=review.show_stars,
        state=review.state,
        held_for=review.held_for,
        decision_reason=review.decision_reason,
        created_at=review.created_at,
        edited_at=review.edited_at,
        edit_count=edit_count,
        helpful_count=review.helpful_count,
        borrowed_here=review.borrowed_here,
    )


def _with_stars(rows: Any) -> Select[Any]:
    joined: Select[Any] = rows.select_from(Review).outerjoin(Rating, _STARS_OF_READER)
    return joined


def _count_edits(review_ids: list[int]) -> dict[int, int]:
    counted = select(ReviewEdit.review_id, func.count()).where(ReviewEdit.review_id.in_(review_ids))
    return dict(db.session.execute(counted.group_by(ReviewEdit.review_id)).all())


def _said_by(reader_id: int | None, review_ids: list[int]) -> tuple[set[int], set[int]]:
    """Which of these a reader found helpful, and which he reported."""
    if reader_id is None or not review_ids:
        return set(), set()
    voted, reported = (
        set(db.session.scalars(select(said.review_id).where(said.user_id == reader_id, said.review_id.in_(review_ids))))
        for said in (ReviewVote, ReviewReport)
    )
    return voted, reported


def _seen(
    review: Review, name: str | None, stars: float | None, reader_id: int | None, voted: bool, reported: bool
) -> SeenReview:
    return SeenReview(
        id=review.id,
        reader_name=name or "",
        title=review.title,
        text=review.text,
        spoiler=review.spoiler,
        language=review.language,
        stars=stars,
        created_at=review.created_at,
        edited_at=review.edited_at,
        helpful_count=review.helpful_count,
        borrowed_here=review.borrowed_here,
        mine=reader_id is not None and review.user_id == reader_id,
        voted=voted,
        reported=reported,
    )
