"""What a reader's calendar shows, and whose a secret address is."""

from sqlalchemy import select

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.circulation.models import Hold, Loan, ReaderCard
from backend.circulation.rules.due_calendar import DUE, PICK_UP, DueDay
from backend.circulation.rules.lives import ACTIVE, READY
from backend.core.database import db
from backend.core.errors import NotFound


class FeedNotFound(NotFound):
    message = "There is no such calendar."


def due_days(user_id: int) -> list[DueDay]:
    """The reader's due dates and the last days of what lies ready for him, the first first. Two statements."""
    loans = (
        select(Loan.id, Book.title, Loan.due_on)
        .join(Book, Book.id == Loan.book_id)
        .where(Loan.user_id == user_id, Loan.closed_at.is_(None), Loan.state == ACTIVE)
    )
    ready = (
        select(Hold.id, Book.title, Hold.pickup_until)
        .join(Book, Book.id == Hold.book_id)
        .where(Hold.user_id == user_id, Hold.state == READY)
    )
    found = [DueDay(DUE, *row) for row in db.session.execute(loans)]
    found += [DueDay(PICK_UP, hold_id, title, until) for hold_id, title, until in db.session.execute(ready) if until]
    return sorted(found, key=lambda day: (day.on, day.kind, day.id))


def feed_token_of(user_id: int) -> str | None:
    return db.session.scalar(select(ReaderCard.feed_token).where(ReaderCard.user_id == user_id))


def get_reader_of_feed(token: str) -> User:
    """Raises FeedNotFound."""
    user: User | None = db.session.scalar(
        select(User).join(ReaderCard, ReaderCard.user_id == User.id).where(ReaderCard.feed_token == token)
    )
    if user is None:
        raise FeedNotFound
    return user
