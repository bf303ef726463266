"""What a list is made of, from the ids that are picked to the entries that are answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from backend.catalog import queries as catalog
from backend.catalog.models import Category
from backend.catalog.queries import AuthorName, BookCard
from backend.recommendations.models import RecommendationRun


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
    """`source` is personal, fallback, or mixed when the personal list did not reach; `more`: it goes on beyond."""

    items: list[Entry]
    source: str
    run: RecommendationRun | None
    made_at: datetime | None
    rating_count: int
    stale: bool
    personalised: bool
    more: bool
    as_of: datetime


@dataclass(frozen=True)
class Pick:
    """A book for the list. `own`: from the reader's own rows of the published run."""

    book_id: int
    authors: list[AuthorName]
    source: str
    reason: Reason
    score: float | None = None
    predicted_stars: float | None = None
    own: bool = False

    @property
    def author_ids(self) -> frozenset[int]:
        return frozenset(author.id for author in self.authors)


def picks_of(book_ids: Sequence[int], source: str, reasons: Iterable[Reason]) -> list[Pick]:
    """Books with one reason each, and their authors. One statement, or none for no books."""
    if not book_ids:
        return []
    authors = catalog.authors_of(book_ids)
    return [
        Pick(book_id, authors.get(book_id, []), source, reason)
        for book_id, reason in zip(book_ids, reasons, strict=True)
    ]


def entries_of(picks: Sequence[Pick], first_rank: int) -> list[Entry]:
    """The picks with their cards. One statement."""
    authors = {pick.book_id: pick.authors for pick in picks}
    cards = {card.id: card for card in catalog.cards_of([pick.book_id for pick in picks], authors)}
    return [
        Entry(rank, cards[pick.book_id], pick.source, pick.reason, pick.score, pick.predicted_stars)
        for rank, pick in enumerate((pick for pick in picks if pick.book_id in cards), start=first_rank)
    ]
