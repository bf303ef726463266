"""A reader's list: what the last published run says, less what the reader has rated since, topped up truthfully."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.models import Book, BookCategory, Category
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.engagement.models import Rating
from backend.engagement.rules import liked
from backend.recommendations.models import Recommendation, RecommendationRun

# The reader's taste is read off this many of the newest ratings: enough to know, few enough to be quick.
TASTE_DEPTH = 200


@dataclass(frozen=True)
class BookTitle:
    id: int
    title: str


@dataclass(frozen=True)
class Reason:
    """Why a book stands in the list; `books` are the reader's own, `category` is set for category favourites."""

    code: str
    books: list[BookTitle] = field(default_factory=list)
    category: Category | None = None


@dataclass(frozen=True)
class Entry:
    rank: int
    book: BookCard
    source: str
    reason: Reason
    score: float | None = None
    predicted_stars: float | None = None


@dataclass(frozen=True)
class ReaderList:
    """`source` is personal, fallback, or mixed when the personal list did not reach."""

    items: list[Entry]
    source: str
    run: RecommendationRun | None
    rating_count: int
    stale: bool
    as_of: datetime


@dataclass(frozen=True)
class _Pick:
    book_id: int
    source: str
    reason: Reason
    score: float | None = None
    predicted_stars: float | None = None


def published_run() -> RecommendationRun | None:
    return db.session.scalar(select(RecommendationRun).where(RecommendationRun.published.is_(True)))


def list_for(reader: User, size: int, at: datetime) -> ReaderList:
    """The reader's `size` books: personal list -> popular in his categories -> popular -> newest."""
    run = published_run()
    personal = _personal(run, reader, size) if run is not None and reader.personalised else []
    picks = personal + _fallback(reader, size - len(personal), {pick.book_id for pick in personal})
    cards = {card.id: card for card in catalog.cards_of([pick.book_id for pick in picks])}
    shown = [pick for pick in picks if pick.book_id in cards]
    items = [
        Entry(rank, cards[pick.book_id], pick.source, pick.reason, pick.score, pick.predicted_stars)
        for rank, pick in enumerate(shown, start=1)
    ]
    source = "fallback" if not personal else "personal" if len(personal) == len(picks) else "mixed"
    stale = run is not None and reader.personalised and _rated_since(reader.id, run.started_at)
    return ReaderList(items, source, run, reader.rating_count, stale, at)


def _personal(run: RecommendationRun, reader: User, size: int) -> list[_Pick]:
    rated = exists().where(Rating.user_id == reader.id, Rating.book_id == Recommendation.book_id)
    rows = db.session.scalars(
        select(Recommendation)
        .where(Recommendation.run_id == run.id, Recommendation.user_id == reader.id, ~rated)
        .order_by(Recommendation.rank)
        .limit(size)
    ).all()
    evidence = {book_id for row in rows for book_id in (row.evidence_book_id, row.evidence_book2_id) if book_id}
    titles = catalog.titles_of(evidence)
    return [_Pick(row.book_id, run.model, _reason(row, titles), row.score, row.predicted_stars) for row in rows]


def _reason(row: Recommendation, titles: dict[int, str]) -> Reason:
    books = [
        BookTitle(book_id, titles[book_id])
        for book_id in (row.evidence_book_id, row.evidence_book2_id)
        if book_id is not None and book_id in titles
    ]
    return Reason(row.reason, books) if books else Reason("similar_readers")


def _fallback(reader: User, missing: int, taken: set[int]) -> list[_Pick]:
    if missing <= 0:
        return []
    # Left to the database: a reader may have rated more books than a statement has room to name.
    unrated = ~exists().where(Rating.user_id == reader.id, Rating.book_id == Book.id)
    picks: list[_Pick] = []

    def beyond() -> ColumnElement[bool]:
        return Book.id.not_in(taken | {pick.book_id for pick in picks})

    favourites = _favourite_families(reader.id)
    for place, category in enumerate(favourites):
        # The favourite family gives the most, and each later one a fair share of the rest.
        share = -(-(missing - len(picks)) // (len(favourites) - place))
        reason = Reason("popular_in_category", category=category)
        found = catalog.most_rated(share, unrated, beyond(), family=category.slug)
        picks += [_Pick(book_id, "category", reason) for book_id in found]
    for source, find in (("popular", catalog.most_rated), ("new", catalog.newest)):
        if len(picks) < missing:
            found = find(missing - len(picks), unrated, beyond())
            picks += [_Pick(book_id, source, Reason(source)) for book_id in found]
    return picks[:missing]


def _favourite_families(user_id: int) -> list[Category]:
    """The reader's two or three top categories, by the books he liked; empty when he liked none."""
    newest = (
        select(Rating.book_id, Rating.stars)
        .where(Rating.user_id == user_id)
        .order_by(Rating.id.desc())
        .limit(TASTE_DEPTH)
        .subquery()
    )
    rows = db.session.execute(
        select(func.coalesce(Category.parent_id, Category.id), newest.c.stars)
        .join(BookCategory, BookCategory.category_id == Category.id)
        .join(newest, newest.c.book_id == BookCategory.book_id)
        .where(BookCategory.position == 0)
    )
    counts = Counter(family_id for family_id, stars in rows if liked(stars))
    families = [family_id for family_id, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:3]]
    found = {
        category.id: category for category in db.session.scalars(select(Category).where(Category.id.in_(families)))
    }
    return [found[family_id] for family_id in families]


def _rated_since(user_id: int, moment: datetime) -> bool:
    return (
        db.session.scalar(select(Rating.id).where(Rating.user_id == user_id, Rating.rated_at > moment).limit(1))
        is not None
    )
