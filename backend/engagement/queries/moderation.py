"""What waits for a decision of the library, and the words that make reviews wait."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.models import Book
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.engagement.models import FilterWord, Review, ReviewEdit, ReviewReport
from backend.engagement.queries.reviews import edits_of
from backend.engagement.rules import HELD, PUBLIC, find_words


class FilterWordNotFound(NotFound):
    message = "There is no such word in the filter."


@dataclass(frozen=True)
class Report:
    """What a reader says against a review."""

    reader_name: str
    reason: str
    comment: str
    state: str
    reported_at: datetime


@dataclass(frozen=True)
class ReportedReview:
    """A review with everything that a decision needs to know."""

    id: int
    book: BookCard
    reader_name: str
    title: str
    text: str
    spoiler: bool
    language: str
    state: str
    held_for: str | None
    words: list[str]
    reports: list[Report]
    edits: list[ReviewEdit]
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    decided_by_name: str | None
    decision_reason: str | None
    decided_at: datetime | None


def reviews_to_decide(
    queue: str, page: int, size: int, words: str = "", held_for: str | None = None
) -> tuple[Page[ReportedReview], dict[str, int]]:
    """`waiting`: held or reported, the oldest first; `decided`: the latest decision first. And how many each has."""
    counts = {
        name: db.session.scalar(select(func.count()).select_from(Review).where(_there(), condition)) or 0
        for name, condition in _queues().items()
    }
    order = (Review.id,) if queue == "waiting" else (Review.decided_at.desc(), Review.id.desc())
    ids = review_ids(queue, words, held_for)
    total = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    found = select(Review).where(Review.id.in_(ids)).order_by(*order)
    reviews = list(db.session.scalars(found.limit(size).offset((page - 1) * size)))
    return Page(described(reviews), page, size, total), counts


def review_ids(queue: str, words: str = "", held_for: str | None = None) -> Select[int]:
    """The ids of the reviews of a queue in whose text, or whose book's or reader's name, the words are."""
    ids = select(Review.id).where(_there(), _queues()[queue])
    if held_for is not None:
        ids = ids.where(Review.held_for == held_for)
    if words := words.strip():
        titled = Review.book_id.in_(select(Book.id).where(Book.title.contains(words, autoescape=True)))
        named = Review.user_id.in_(select(User.id).where(User.display_name.contains(words, autoescape=True)))
        said = (Review.text.contains(words, autoescape=True), Review.title.contains(words, autoescape=True))
        ids = ids.where(or_(titled, named, *said))
    return ids


def _queues() -> dict[str, ColumnElement[bool]]:
    return {"waiting": _waiting(), "decided": Review.decided_at.is_not(None) & ~_waiting()}


def count_waiting_reviews() -> int:
    """How many are held or reported."""
    return db.session.scalar(select(func.count()).select_from(Review).where(_there(), _waiting())) or 0


def described(reviews: list[Review]) -> list[ReportedReview]:
    """Everything about each, in a number of statements that does not grow with them."""
    cards = {card.id: card for card in catalog.cards_of([review.book_id for review in reviews])}
    people = {person for review in reviews for person in (review.user_id, review.decided_by) if person}
    names = {
        row.id: row.display_name
        for row in db.session.execute(select(User.id, User.display_name).where(User.id.in_(people)))
    }
    reports = _reports_of([review.id for review in reviews])
    edits = edits_of([review.id for review in reviews])
    words = words_in_force()
    return [
        ReportedReview(
            id=review.id,
            book=cards[review.book_id],
            reader_name=names.get(review.user_id, ""),
            title=review.title,
            text=review.text,
            spoiler=review.spoiler,
            language=review.language,
            state=review.state,
            held_for=review.held_for,
            words=[words[word] for word in find_words(f"{review.title}\n{review.text}", words)],
            reports=reports.get(review.id, []),
            edits=edits.get(review.id, []),
            created_at=review.created_at,
            edited_at=review.edited_at,
            helpful_count=review.helpful_count,
            decided_by_name=names.get(review.decided_by) if review.decided_by else None,
            decision_reason=review.decision_reason,
            decided_at=review.decided_at,
        )
        for review in reviews
    ]


def words_in_force() -> dict[str, str]:
    """Normalised -> as it was entered."""
    rows = db.session.execute(select(FilterWord.normalised, FilterWord.word).order_by(FilterWord.id))
    return dict(rows.all())


def find_filter_words() -> list[FilterWord]:
    """All of them, by what they are compared as."""
    return list(db.session.scalars(select(FilterWord).order_by(FilterWord.normalised)))


def get_filter_word(word_id: int) -> FilterWord:
    """Raises FilterWordNotFound."""
    word = db.session.get(FilterWord, word_id)
    if word is None:
        raise FilterWordNotFound
    return word


def _there() -> ColumnElement[bool]:
    """What its reader keeps to himself is nobody's business."""
    return and_(Review.visibility == PUBLIC, Review.removed_at.is_(None))


def _waiting() -> ColumnElement[bool]:
    reported = exists().where(ReviewReport.review_id == Review.id, ReviewReport.state == "open")
    return or_(Review.state == HELD, reported)


def _reports_of(review_ids: list[int]) -> dict[int, list[Report]]:
    rows = db.session.execute(
        select(ReviewReport, User.display_name)
        .join(User, User.id == ReviewReport.user_id)
        .where(ReviewReport.review_id.in_(review_ids))
        .order_by(ReviewReport.id)
    )
    found: dict[int, list[Report]] = {}
    for report, name in rows:
        found.setdefault(report.review_id, []).append(
            Report(name, report.reason, report.comment, report.state, report.reported_at)
        )
    return found
