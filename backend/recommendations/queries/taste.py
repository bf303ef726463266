"""What the library believes about a reader's taste, and where the belief comes from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.models import Category
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.core.paging import Page
from backend.engagement.models import BookLike, Rating
from backend.engagement.rules import LIKED_STARS
from backend.recommendations.models import Dismissal, TasteExclusion
from backend.recommendations.queries.signals import family_counts

SIGNALS = 50


@dataclass(frozen=True)
class Signal:
    """A book of the reader's history. `kind` is rated, or liked for a like without stars."""

    book: BookCard
    kind: str
    stars: float | None
    at: datetime | None
    excluded: bool


@dataclass(frozen=True)
class CategoryShare:
    category: Category
    share: float


@dataclass(frozen=True)
class Taste:
    """Shares of the top categories among the liked books, 0 to 1; empty for a reader who opted out."""

    personalised: bool
    rating_count: int
    like_count: int
    signals: list[Signal]
    exclusions_count: int
    dismissals_count: int
    categories: list[CategoryShare]


@dataclass(frozen=True)
class DismissedBook:
    book: BookCard
    dismissed_at: datetime


@dataclass(frozen=True)
class _Trace:
    """What is stored about one book: stars, a like, or both."""

    book_id: int
    stars: float | None
    rated_at: datetime | None
    liked_at: datetime | None
    excluded: bool

    @property
    def at(self) -> datetime | None:
        return max((moment for moment in (self.rated_at, self.liked_at) if moment), default=None)

    @property
    def order(self) -> tuple[bool, bool, float, int]:
        """Books that speak for the reader first, then the newest; those without a time last."""
        positive = self.liked_at is not None or (self.stars or 0) >= LIKED_STARS
        return (not positive, self.at is None, -self.at.timestamp() if self.at else 0.0, -self.book_id)


def taste_of(reader: User) -> Taste:
    """Everything the library holds about this reader's taste, in a fixed number of statements."""
    return Taste(
        personalised=reader.personalised,
        rating_count=reader.rating_count,
        like_count=_count(BookLike, reader.id),
        signals=_signals(reader.id),
        exclusions_count=_count(TasteExclusion, reader.id),
        dismissals_count=_count(Dismissal, reader.id),
        categories=_categories(reader.id) if reader.personalised else [],
    )


def dismissals_of(user_id: int, page: int, size: int) -> Page[DismissedBook]:
    """The books a reader does not want recommended, newest first."""
    rows = db.session.scalars(
        select(Dismissal)
        .where(Dismissal.user_id == user_id)
        .order_by(Dismissal.dismissed_at.desc(), Dismissal.book_id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    cards = {card.id: card for card in catalog.cards_of([row.book_id for row in rows])}
    items = [DismissedBook(cards[row.book_id], row.dismissed_at) for row in rows]
    return Page(items, page, size, _count(Dismissal, user_id))


def _count(table: type[BookLike | TasteExclusion | Dismissal], user_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(table.user_id == user_id)) or 0


def _signals(user_id: int) -> list[Signal]:
    """The first fifty: the first fifty of those with stars and of those with a like are enough to know them."""
    traces = {trace.book_id: trace for trace in [*_rated(user_id), *_liked(user_id)]}
    first = sorted(traces.values(), key=lambda trace: trace.order)[:SIGNALS]
    cards = {card.id: card for card in catalog.cards_of([trace.book_id for trace in first])}
    return [
        Signal(cards[trace.book_id], "rated" if trace.stars else "liked", trace.stars, trace.at, trace.excluded)
        for trace in first
    ]


def _rated(user_id: int) -> list[_Trace]:
    like = and_(BookLike.user_id == user_id, BookLike.book_id == Rating.book_id)
    excluded = and_(TasteExclusion.user_id == user_id, TasteExclusion.book_id == Rating.book_id)
    rows = db.session.execute(
        select(Rating.book_id, Rating.stars, Rating.rated_at, BookLike.liked_at, TasteExclusion.excluded_at)
        .outerjoin(BookLike, like)
        .outerjoin(TasteExclusion, excluded)
        .where(Rating.user_id == user_id)
        .order_by(Rating.stars < LIKED_STARS, Rating.rated_at.is_(None), Rating.rated_at.desc(), Rating.book_id.desc())
        .limit(SIGNALS)
    )
    return [_Trace(row.book_id, row.stars, row.rated_at, row.liked_at, row.excluded_at is not None) for row in rows]


def _liked(user_id: int) -> list[_Trace]:
    rating = and_(Rating.user_id == user_id, Rating.book_id == BookLike.book_id)
    excluded = and_(TasteExclusion.user_id == user_id, TasteExclusion.book_id == BookLike.book_id)
    rows = db.session.execute(
        select(BookLike.book_id, Rating.stars, Rating.rated_at, BookLike.liked_at, TasteExclusion.excluded_at)
        .outerjoin(Rating, rating)
        .outerjoin(TasteExclusion, excluded)
        .where(BookLike.user_id == user_id)
        .order_by(BookLike.liked_at.desc(), BookLike.book_id.desc())
        .limit(SIGNALS)
    )
    return [_Trace(row.book_id, row.stars, row.rated_at, row.liked_at, row.excluded_at is not None) for row in rows]


def _categories(user_id: int) -> list[CategoryShare]:
    counts = family_counts(user_id)
    total = sum(number for _, number in counts)
    return [CategoryShare(category, round(number / total, 4)) for category, number in counts]
