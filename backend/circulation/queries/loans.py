"""Loans: whose, of what, and until when."""

from typing import NamedTuple

from sqlalchemy import select

from backend.circulation.models import Loan
from backend.circulation.rules.lives import LOST_PAID
from backend.circulation.rules.refusals import LoanNotFound
from backend.core.database import db


class LoanPlace(NamedTuple):
    book_id: int
    copy_id: int
    user_id: int | None


def get_place(loan_id: int) -> LoanPlace:
    """Of which title and copy a loan is, and whose while it is open. Raises LoanNotFound."""
    row = db.session.execute(select(Loan.book_id, Loan.copy_id, Loan.user_id).where(Loan.id == loan_id)).first()
    if row is None:
        raise LoanNotFound
    return LoanPlace(*row)


def get_own_loan(user_id: int, loan_id: int) -> int:
    """The id of one of the reader's loans. Raises LoanNotFound, for another's too."""
    if get_place(loan_id).user_id != user_id:
        raise LoanNotFound
    return loan_id


def find_open_loan(copy_id: int) -> Loan | None:
    """The loan of a copy that is out."""
    wanted = select(Loan).where(Loan.open_copy_id == copy_id)
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def find_paid_loan(copy_id: int) -> Loan | None:
    """The loan in which a copy was lost and paid for, when that was the last of it."""
    last = select(Loan).where(Loan.copy_id == copy_id).order_by(Loan.borrowed_at.desc(), Loan.id.desc()).limit(1)
    found = db.session.scalar(last.execution_options(populate_existing=True))
    return found if found is not None and found.state == LOST_PAID else None


def find_title_loan(user_id: int, book_id: int) -> Loan | None:
    """The reader's open loan of a title; the latest when staff lent him two."""
    mine = select(Loan).where(Loan.user_id == user_id, Loan.book_id == book_id, Loan.closed_at.is_(None))
    return db.session.scalar(mine.order_by(Loan.id.desc()).limit(1))


def open_loan_ids(user_id: int) -> list[tuple[int, int]]:
    """(loan id, book id) of the reader's open loans, the first due first."""
    mine = select(Loan.id, Loan.book_id).where(Loan.user_id == user_id, Loan.closed_at.is_(None))
    return [(loan_id, book_id) for loan_id, book_id in db.session.execute(mine.order_by(Loan.due_on, Loan.id))]
