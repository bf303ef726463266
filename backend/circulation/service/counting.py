"""Figures of the catalogue that follow from loans and fade by themselves."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select, update

from backend.catalog.models import Book
from backend.catalog.service import lock_books
from backend.circulation.models import Loan
from backend.circulation.rules.lives import VOIDED
from backend.core.database import db
from backend.core.one_by_one import Keep, one_by_one
from backend.engagement.models import Review
from backend.engagement.service import note_borrowing

LOAN_DAYS = 30


def wrong_counts(today: date, book_ids: Sequence[int] | None = None) -> list[tuple[int, int, int]]:
    """(book, what it says, what is counted) where the loans of the last thirty days are others, of these books or of
    all. Two statements."""
    counted = loans_lately(today, book_ids)
    said = select(Book.id, Book.loans_30d).where(Book.loans_30d > 0)
    stored = dict(db.session.execute(said if book_ids is None else said.where(Book.id.in_(book_ids))).all())
    both = [(book_id, stored.get(book_id, 0), counted.get(book_id, 0)) for book_id in sorted(counted | stored)]
    return [row for row in both if row[1] != row[2]]


def loans_lately(today: date, book_ids: Sequence[int] | None = None) -> dict[int, int]:
    """Book id -> its loans of the last thirty days, mistakes of the desk left out."""
    lately = select(Loan.book_id, func.count()).where(
        Loan.borrowed_on > today - timedelta(days=LOAN_DAYS), Loan.state != VOIDED
    )
    if book_ids is not None:
        lately = lately.where(Loan.book_id.in_(book_ids))
    return {book_id: int(number) for book_id, number in db.session.execute(lately.group_by(Loan.book_id))}


def mend_counts(today: date, book_ids: Sequence[int]) -> None:
    """Make it right. The books must be locked by the caller."""
    for book_id, _, number in wrong_counts(today, book_ids):
        db.session.execute(update(Book).where(Book.id == book_id).values(loans_30d=number))


def count_loans(today: date, keep: Keep) -> int:
    """Make it right; returns of how many books. Each is locked and counted again."""
    return one_by_one([row[0] for row in wrong_counts(today)], lambda book_id: _count(book_id, today), keep, "book")


def note_borrowers(keep: Keep) -> int:
    """Reviews that were written after their reader had borrowed the book say so, too; returns how many."""
    had = select(Loan.id).where(Loan.user_id == Review.user_id, Loan.book_id == Review.book_id, Loan.state != VOIDED)
    missing = select(Review.user_id, Review.book_id).where(~Review.borrowed_here, had.exists())
    rows = [(user_id, book_id) for user_id, book_id in db.session.execute(missing) if user_id is not None]
    return one_by_one(rows, _note, keep, "review of a borrowed book")


def _count(book_id: int, today: date) -> bool:
    lock_books([book_id])
    mend_counts(today, [book_id])
    return True


def _note(row: tuple[int, int]) -> bool:
    note_borrowing(*row)
    return True
