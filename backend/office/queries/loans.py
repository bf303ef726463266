"""All loans, as the office lists them.

Whose a loan was is shown, and can be asked for, while it is open: what is over is its reader's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backend.catalog.models import Copy
from backend.circulation.models import CirculationEvent, Loan
from backend.circulation.queries.loan_lines import LoanLine, loan_lines
from backend.circulation.rules.lives import ACTIVE, LOAN, OPEN_LOANS, RETURNED, VOIDED
from backend.core.database import db
from backend.core.here import Here
from backend.core.paging import Page
from backend.office.queries.lending import books_meant, day_begins, in_group
from backend.people.queries.users import accounts_meant

OPEN, OVERDUE, LENT, ALL = "open", "overdue", "lent", "all"
# Each has an index, and ends in the id.
_SORTED_BY: dict[str, Any] = {"due": Loan.due_on, "borrowed": Loan.borrowed_on, "returned": Loan.returned_at}
_SORTING = ("ix_loan_due_on", "ix_loan_borrowed_on", "ix_loan_returned_at")
_IS_OPEN = Loan.open_copy_id.is_not(None)


@dataclass(frozen=True)
class LoanWish:
    """Which loans; an unset field does not narrow. Days are the library's own, both ends in."""

    q: str = ""
    # Open, overdue, lent (whatever became of it, but for what was undone), all, or one of the states.
    state: str = OPEN
    reader: int | None = None
    book: int | None = None
    group: int | None = None
    borrowed_from: date | None = None
    borrowed_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    returned_from: date | None = None
    returned_to: date | None = None
    # Of what is overdue: by so many days at least; whether its reader was asked for it again.
    days: int | None = None
    asked: bool | None = None


def wish_of(asked: Mapping[str, Any]) -> LoanWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(LoanWish)}
    return LoanWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def loans_page(wish: LoanWish, sort: str, page: int, size: int, here: Here) -> Page[LoanLine]:
    """Thirteen statements at most, however many loans."""
    ids = list(db.session.scalars(sorted_loans(wish, sort, here).limit(size).offset((page - 1) * size)))
    total = db.session.scalar(select(func.count()).select_from(Loan).where(*_conditions(wish, here))) or 0
    return Page(lines_of(ids, here), page, size, total)


def sorted_loans(wish: LoanWish, sort: str, here: Here) -> Select[int]:
    """The ids of all of them in an order of the table."""
    column, wanted = _SORTED_BY[sort.removeprefix("-")], select(Loan.id).where(*_conditions(wish, here))
    if wish.state not in (ALL, LENT, RETURNED):
        # These are few and quickly sorted, while MariaDB would walk through a million others in the order asked for.
        for dialect in ("mysql", "mariadb"):
            wanted = wanted.with_hint(Loan, f"IGNORE INDEX FOR ORDER BY ({', '.join(_SORTING)})", dialect)
    return wanted.order_by(*((column.desc(), Loan.id.desc()) if sort.startswith("-") else (column, Loan.id)))


def lines_of(ids: Sequence[int], here: Here) -> list[LoanLine]:
    """In the order of the ids; those that are not there are left out."""
    found = {loan.id: loan for loan in db.session.scalars(select(Loan).where(Loan.id.in_(ids)))} if ids else {}
    loans = [found[loan_id] for loan_id in ids if loan_id in found]
    return [line if line.state in OPEN_LOANS else replace(line, reader=None) for line in loan_lines(loans, here)]


def _conditions(wish: LoanWish, here: Here) -> list[ColumnElement[bool]]:
    found = _in_state(wish.state, here)
    if wish.days is not None:
        found += [Loan.state == ACTIVE, Loan.due_on <= here.today - timedelta(days=wish.days)]
    if wish.asked is not None:
        found.append(_was_asked() if wish.asked else ~_was_asked())
    if words := wish.q.strip():
        found.append(_meant(words))
    if wish.reader is not None:
        found += [_IS_OPEN, Loan.user_id == wish.reader]
    if wish.group is not None:
        found += [_IS_OPEN, in_group(Loan.user_id, wish.group)]
    if wish.book is not None:
        found.append(Loan.book_id == wish.book)
    for column, first, last in (
        (Loan.borrowed_on, wish.borrowed_from, wish.borrowed_to),
        (Loan.due_on, wish.due_from, wish.due_to),
    ):
        found += [column >= first] if first is not None else []
        found += [column <= last] if last is not None else []
    if wish.returned_from is not None:
        found.append(Loan.returned_at >= day_begins(wish.returned_from, here))
    if wish.returned_to is not None:
        found.append(Loan.returned_at < day_begins(wish.returned_to + timedelta(days=1), here))
    return found


def _in_state(state: str, here: Here) -> list[ColumnElement[bool]]:
    if state == OPEN:
        return [Loan.state.in_(OPEN_LOANS)]
    if state == OVERDUE:
        return [Loan.state == ACTIVE, Loan.due_on < here.today]
    if state == LENT:
        return [Loan.state != VOIDED]
    return [] if state == ALL else [Loan.state == state]


def _was_asked() -> ColumnElement[bool]:
    event = CirculationEvent
    asked = select(event.id).where(event.entity == LOAN, event.entity_id == Loan.id, event.action == "contact")
    return asked.correlate(Loan).exists()


def _meant(words: str) -> ColumnElement[bool]:
    """How a barcode begins, part of a title, or who has it at home."""
    pieces = select(Copy.id).where(Copy.barcode.startswith(words, autoescape=True))
    return or_(
        Loan.copy_id.in_(pieces),
        Loan.book_id.in_(books_meant(words)),
        and_(_IS_OPEN, Loan.user_id.in_(accounts_meant(words))),
    )
