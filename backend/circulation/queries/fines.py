"""What readers owe, read from the ledger and reckoned for what is late now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from backend.calendar.rules import OpenDays
from backend.catalog.models import Book
from backend.circulation.models import FineEntry, Loan
from backend.circulation.rules.fines import late_days, overdue_cents, suspension_days
from backend.circulation.rules.lives import ACTIVE
from backend.circulation.rules.terms import Terms
from backend.core.database import db
from backend.core.paging import Page

_SUM = func.sum(FineEntry.amount_cents)


@dataclass(frozen=True)
class Accrued:
    """An open loan that is late today, and what it would cost if the book came back now."""

    loan_id: int
    book_id: int
    title: str
    due_on: date
    days: int
    cents: int
    suspension_days: int


class OpenCharge(NamedTuple):
    """What is left of what was charged for one loan and cause; negative where more was given back than was owed."""

    loan_id: int | None
    cause: str
    cents: int


def debt_of(user_id: int) -> int:
    """What the ledger says, in cents: negative when the library owes the reader. Fines of open loans come on top."""
    return int(db.session.scalar(select(_SUM).where(FineEntry.user_id == user_id)) or 0)


def debts_of(user_ids: Sequence[int]) -> dict[int, int]:
    """Account -> its debt, for those who have entries in the ledger."""
    totals = select(FineEntry.user_id, _SUM).where(FineEntry.user_id.in_(user_ids))
    rows = db.session.execute(totals.group_by(FineEntry.user_id))
    return {user_id: int(cents) for user_id, cents in rows if user_id is not None}


def balance_of_loan(loan_id: int) -> int:
    """What is left to be paid for a loan, in cents."""
    return int(db.session.scalar(select(_SUM).where(FineEntry.loan_id == loan_id)) or 0)


def open_charges(user_id: int) -> list[OpenCharge]:
    """What is not settled, by loan and cause, the oldest charge first."""
    statement = (
        select(FineEntry.loan_id, FineEntry.cause, _SUM)
        .where(FineEntry.user_id == user_id)
        .group_by(FineEntry.loan_id, FineEntry.cause)
        .having(_SUM != 0)
        .order_by(func.min(FineEntry.id))
    )
    return [OpenCharge(loan_id, cause, int(cents)) for loan_id, cause, cents in db.session.execute(statement)]


def charges_with_titles(user_id: int) -> list[dict[str, Any]]:
    """The same, each with the book that it is for. Two statements."""
    found = open_charges(user_id)
    loans = [one.loan_id for one in found if one.loan_id is not None]
    books = select(Loan.id, Book.id, Book.title).join(Book, Book.id == Loan.book_id).where(Loan.id.in_(loans))
    known = {loan_id: (book_id, title) for loan_id, book_id, title in db.session.execute(books)} if loans else {}
    nothing = (None, None)
    return [
        {**one._asdict(), "book_id": book[0], "title": book[1]}
        for one, book in ((one, known.get(one.loan_id or 0, nothing)) for one in found)
    ]


def accrued_loans(user_id: int, today: date, days: OpenDays) -> list[Accrued]:
    """The reader's loans that are late today, the latest first. A loan that he says he returned costs nothing more."""
    late = (
        select(Loan, Book.title, Book.price_cents)
        .join(Book, Book.id == Loan.book_id)
        .where(Loan.user_id == user_id, Loan.state == ACTIVE, Loan.due_on < today)
        .order_by(Loan.due_on, Loan.id)
    )
    found = []
    for loan, title, price_cents in db.session.execute(late):
        terms = Terms.from_json(loan.terms)
        found.append(
            Accrued(
                loan_id=loan.id,
                book_id=loan.book_id,
                title=title,
                due_on=loan.due_on,
                days=late_days(terms, loan.due_on, today, days),
                cents=overdue_cents(terms, loan.due_on, today, days, price_cents),
                suspension_days=suspension_days(terms, loan.due_on, today, days),
            )
        )
    return found


def accrued_of(user_id: int, today: date, days: OpenDays) -> int:
    """What the reader's late books would cost if all of them came back now, in cents."""
    return sum(late.cents for late in accrued_loans(user_id, today, days))


def ledger_of(user_id: int, page: int, size: int) -> Page[tuple[FineEntry, int | None, str | None]]:
    """A reader's entries, each with the id and title of its book, the last first."""
    mine = FineEntry.user_id == user_id
    rows = (
        select(FineEntry, Book.id, Book.title)
        .outerjoin(Loan, Loan.id == FineEntry.loan_id)
        .outerjoin(Book, Book.id == Loan.book_id)
        .where(mine)
        .order_by(FineEntry.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    total = db.session.scalar(select(func.count()).select_from(FineEntry).where(mine)) or 0
    return Page([(entry, book_id, title) for entry, book_id, title in db.session.execute(rows)], page, size, total)


def find_entry(key: str) -> FineEntry | None:
    """The entry with this key, which is made once."""
    return db.session.scalar(select(FineEntry).where(FineEntry.key == key))
