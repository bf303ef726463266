"""Loans that there is something to say about."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from backend.catalog.models import Book
from backend.circulation.models import Hold, Loan
from backend.circulation.queries.holds import is_awake, waiting_counts
from backend.circulation.rules.lives import ACTIVE, QUEUED
from backend.circulation.rules.notices import SOON_DAYS, Reminder, recall_key, reminder_key, reminder_of
from backend.core import outbox
from backend.core.database import db

AT_ONCE = 500


def reminders_due(today: date) -> Iterator[list[tuple[int, Reminder]]]:
    """Loans whose reader is to be reminded today and was not, some at a time."""
    near = select(Loan.id, Loan.due_on).where(Loan.state == ACTIVE, Loan.due_on <= today + timedelta(days=SOON_DAYS))
    rows = db.session.execute(near.order_by(Loan.due_on, Loan.id)).all()
    for start in range(0, len(rows), AT_ONCE):
        asked = [(loan_id, due_on, reminder_of(due_on, today)) for loan_id, due_on in rows[start : start + AT_ONCE]]
        keys = {
            loan_id: (reminder_key(loan_id, reminder, due_on), reminder)
            for loan_id, due_on, reminder in asked
            if reminder
        }
        said = outbox.told([key for key, _ in keys.values()])
        yield [(loan_id, reminder) for loan_id, (key, reminder) in keys.items() if key not in said]


def recalls_due(today: date) -> Iterator[list[int]]:
    """Loans of titles that somebody waits for, as many of a title as wait beyond its free copies, the first due first;
    some at a time."""
    waited_for = select(Hold.book_id).where(Hold.state == QUEUED, is_awake(today)).distinct().order_by(Hold.book_id)
    book_ids = list(db.session.scalars(waited_for))
    for start in range(0, len(book_ids), AT_ONCE):
        some = book_ids[start : start + AT_ONCE]
        free = select(Book.id, Book.copies_free).where(Book.id.in_(some))
        waiting = waiting_counts(some, today)
        waiting = {book_id: waiting.get(book_id, 0) - number for book_id, number in db.session.execute(free)}
        out = select(Loan.id, Loan.book_id).where(
            Loan.book_id.in_(some), Loan.state == ACTIVE, Loan.closed_at.is_(None), Loan.due_on >= today
        )
        wanted = []
        for loan_id, book_id in db.session.execute(out.order_by(Loan.due_on, Loan.id)):
            if waiting.get(book_id, 0) > 0:
                waiting[book_id] -= 1
                wanted.append(loan_id)
        keys = {loan_id: recall_key(loan_id) for loan_id in wanted}
        said = outbox.told(list(keys.values()))
        yield [loan_id for loan_id in wanted if keys[loan_id] not in said]


def long_overdue(today: date) -> list[tuple[int, date, int]]:
    """(loan, due on, days after which it counts as lost) of what is overdue, the longest first."""
    late = select(Loan.id, Loan.due_on, Loan.terms).where(Loan.state == ACTIVE, Loan.due_on < today)
    rows = db.session.execute(late.order_by(Loan.due_on, Loan.id))
    return [(loan_id, due_on, int(terms["lost_after_days"])) for loan_id, due_on, terms in rows]
