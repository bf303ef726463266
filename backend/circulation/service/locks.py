"""Locks, always in the order title, copy, reader, and always the first read of what they lock."""

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from backend.accounts.models import User
from backend.accounts.queries import lock_user
from backend.catalog.models import Book, Copy
from backend.catalog.queries import lock_book
from backend.circulation.models import Hold, Loan
from backend.circulation.queries import copies, holds, loans
from backend.circulation.queries.cards import ReaderNotFound
from backend.circulation.rules.refusals import CopyNotFound
from backend.core.database import db

_ANEW = {"populate_existing": True}


def lock_reader(user_id: int) -> User:
    """Raises ReaderNotFound."""
    try:
        return lock_user(user_id)
    except NoResultFound as error:
        raise ReaderNotFound from error


def lock_copy(barcode: str) -> tuple[Book, Copy]:
    """A copy and its title, both locked. Raises CopyNotFound."""
    found = copies.find_place(barcode)
    if found is None:
        raise CopyNotFound
    book = lock_book(found.book_id)
    return book, read_copy(found.copy_id)


def read_copy(copy_id: int) -> Copy:
    """A copy whose title is locked, locked too."""
    return db.session.scalars(select(Copy).where(Copy.id == copy_id).with_for_update().execution_options(**_ANEW)).one()


def lock_loan(loan_id: int) -> tuple[Book, Copy, Loan]:
    """A loan with its title and copy, and its reader locked too. Raises LoanNotFound."""
    place = loans.get_place(loan_id)
    book = lock_book(place.book_id)
    copy = read_copy(place.copy_id)
    if place.user_id is not None:
        lock_reader(place.user_id)
    return book, copy, db.session.get_one(Loan, loan_id, populate_existing=True)


def lock_hold(hold_id: int) -> tuple[Book, Hold]:
    """A hold with its title locked. Raises HoldNotFound."""
    book = lock_book(holds.get_book_id(hold_id))
    return book, db.session.get_one(Hold, hold_id, populate_existing=True)
