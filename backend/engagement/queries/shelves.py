"""What one reader keeps of his books: favourites, where he is with them, and his notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from backend.catalog import queries as catalog
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.core.paging import Page
from backend.engagement.models import BookFavourite, BookNote, PastReading, Reading
from backend.engagement.queries.reviews import MyReview, my_review
from backend.engagement.rules import STATUSES


@dataclass(frozen=True)
class Span:
    """The dates of one reading, as far as the reader tells them."""

    started_on: date | None
    finished_on: date | None


@dataclass(frozen=True)
class MyReading:
    """Where a reader is with a book, and his earlier readings of it, the oldest first."""

    status: str
    started_on: date | None
    finished_on: date | None
    progress: int
    page: int | None
    page_total: int | None
    updated_at: datetime
    past: list[Span]


@dataclass(frozen=True)
class MyBook:
    """Everything that is the reader's own about one book."""

    book_id: int
    favourite: bool
    reading: MyReading | None
    note: BookNote | None
    review: MyReview | None


@dataclass(frozen=True)
class FavouriteBook:
    book: BookCard
    favourited_at: datetime


@dataclass(frozen=True)
class ReadingBook:
    book: BookCard
    reading: MyReading


def find_favourite(user_id: int, book_id: int) -> BookFavourite | None:
    return db.session.get(BookFavourite, (user_id, book_id))


def find_reading(user_id: int, book_id: int) -> Reading | None:
    return db.session.get(Reading, (user_id, book_id))


def find_note(user_id: int, book_id: int) -> BookNote | None:
    return db.session.get(BookNote, (user_id, book_id))


def past_readings(user_id: int, book_ids: Sequence[int]) -> dict[int, list[Span]]:
    """Book id -> earlier readings of it, the oldest first. One statement."""
    rows = db.session.scalars(
        select(PastReading)
        .where(PastReading.user_id == user_id, PastReading.book_id.in_(book_ids))
        .order_by(PastReading.finished_on, PastReading.started_on, PastReading.id)
    )
    found: dict[int, list[Span]] = {}
    for row in rows:
        found.setdefault(row.book_id, []).append(Span(row.started_on, row.finished_on))
    return found


def my_book(user_id: int, book_id: int) -> MyBook:
    """What the book's page needs to know of its reader, in five statements."""
    reading = find_reading(user_id, book_id)
    past = past_readings(user_id, [book_id]).get(book_id, [])
    return MyBook(
        book_id,
        find_favourite(user_id, book_id) is not None,
        None if reading is None else _my_reading(reading, past),
        find_note(user_id, book_id),
        my_review(user_id, book_id),
    )


def favourite_ids(user_id: int) -> list[int]:
    """Of all of a reader's favourites: cards anywhere show which they are."""
    return list(db.session.scalars(select(BookFavourite.book_id).where(BookFavourite.user_id == user_id)))


def favourites_of(user_id: int, page: int, size: int) -> Page[FavouriteBook]:
    """The latest first."""
    mine = BookFavourite.user_id == user_id
    total = db.session.scalar(select(func.count()).select_from(BookFavourite).where(mine)) or 0
    newest = (BookFavourite.favourited_at.desc(), BookFavourite.book_id.desc())
    found = select(BookFavourite).where(mine).order_by(*newest).limit(size).offset((page - 1) * size)
    rows = db.session.scalars(found).all()
    cards = {card.id: card for card in catalog.cards_of([row.book_id for row in rows])}
    return Page([FavouriteBook(cards[row.book_id], row.favourited_at) for row in rows], page, size, total)


def readings_of(user_id: int, status: str | None, page: int, size: int) -> tuple[Page[ReadingBook], dict[str, int]]:
    """A reader's books of one status or of all, the latest change first, and how many he has of each."""
    counted = select(Reading.status, func.count()).where(Reading.user_id == user_id).group_by(Reading.status)
    counts = dict.fromkeys(STATUSES, 0) | dict(db.session.execute(counted).all())
    mine = select(Reading).where(Reading.user_id == user_id)
    if status is not None:
        mine = mine.where(Reading.status == status)
    latest = mine.order_by(Reading.updated_at.desc(), Reading.book_id.desc())
    rows = db.session.scalars(latest.limit(size).offset((page - 1) * size)).all()
    ids = [row.book_id for row in rows]
    cards = {card.id: card for card in catalog.cards_of(ids)}
    past = past_readings(user_id, ids)
    items = [ReadingBook(cards[row.book_id], _my_reading(row, past.get(row.book_id, []))) for row in rows]
    return Page(items, page, size, sum(counts.values()) if status is None else counts[status]), dict(counts)


def _my_reading(row: Reading, past: list[Span]) -> MyReading:
    return MyReading(
        status=row.status,
        started_on=row.started_on,
        finished_on=row.finished_on,
        progress=row.progress,
        page=row.page,
        page_total=row.page_total,
        updated_at=row.updated_at,
        past=past,
    )
