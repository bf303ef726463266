"""The ledger of all readers, and what they owe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.circulation.models import FineEntry, Loan
from backend.circulation.queries.people import ReaderName, names_of
from backend.core.database import db
from backend.core.here import Here
from backend.core.paging import Page
from backend.office.queries.lending import day_begins
from backend.people.queries.users import accounts_meant

# Each has an index, and ends in the id.
_SORTED_BY: dict[str, Any] = {"made": FineEntry.made_at, "amount": FineEntry.amount_cents}
_BY = aliased(User)


@dataclass(frozen=True)
class FineWish:
    """Which entries; an unset field does not narrow. Days are the library's own, both ends in."""

    q: str = ""
    reader: int | None = None
    kind: str | None = None
    cause: str | None = None
    made_from: date | None = None
    made_to: date | None = None


@dataclass(frozen=True)
class FineLine:
    """An entry: whose, what for, how much, and who made it."""

    id: int
    made_at: datetime
    kind: str
    cause: str
    amount_cents: int
    currency: str
    reason: str | None
    loan_id: int | None
    book_id: int | None
    title: str | None
    # Null: the library's own clockwork, or somebody who has left.
    made_by: str | None
    # Null: the account is gone, and the money stays in the books.
    reader: ReaderName | None


class Owed(NamedTuple):
    """What all who owe something owe together."""

    owing_readers: int
    owed_cents: int


def wish_of(asked: Mapping[str, Any]) -> FineWish:
    """The same from the names and values of a page's address; others are left out."""
    known = {one.name for one in fields(FineWish)}
    return FineWish(**{name: value for name, value in asked.items() if name in known and value is not None})


def fines_page(wish: FineWish, sort: str, page: int, size: int, here: Here) -> tuple[Page[FineLine], int]:
    """And the sum of all that is found. Four statements."""
    ids = list(db.session.scalars(sorted_fines(wish, sort, here).limit(size).offset((page - 1) * size)))
    counted = select(func.count(), func.coalesce(func.sum(FineEntry.amount_cents), 0)).select_from(FineEntry)
    total, cents = db.session.execute(counted.where(*_conditions(wish, here))).one()
    return Page(fine_lines(ids), page, size, total), int(cents)


def sorted_fines(wish: FineWish, sort: str, here: Here) -> Select[int]:
    """The ids of all of them in an order of the table."""
    column, wanted = _SORTED_BY[sort.removeprefix("-")], select(FineEntry.id).where(*_conditions(wish, here))
    return wanted.order_by(*((column.desc(), FineEntry.id.desc()) if sort.startswith("-") else (column, FineEntry.id)))


def fine_lines(ids: Sequence[int]) -> list[FineLine]:
    """In the order of the ids. Two statements."""
    if not ids:
        return []
    entry = FineEntry
    rows = (
        select(
            *(entry.id, entry.made_at, entry.kind, entry.cause, entry.amount_cents, entry.currency, entry.reason),
            *(entry.loan_id, Book.id, Book.title, _BY.display_name, entry.user_id),
        )
        .outerjoin(Loan, Loan.id == entry.loan_id)
        .outerjoin(Book, Book.id == Loan.book_id)
        .outerjoin(_BY, _BY.id == entry.made_by)
        .where(entry.id.in_(ids))
    )
    found: dict[int, Any] = {row[0]: row for row in db.session.execute(rows)}
    people = names_of(row[-1] for row in found.values())
    return [FineLine(*found[one][:-1], people.get(found[one][-1] or 0)) for one in ids if one in found]


def owed() -> Owed:
    """One statement."""
    cents = func.sum(FineEntry.amount_cents)
    debts = select(cents.label("cents")).where(FineEntry.user_id.is_not(None)).group_by(FineEntry.user_id)
    owing = debts.having(cents > 0).subquery()
    number, total = db.session.execute(select(func.count(), func.coalesce(func.sum(owing.c.cents), 0))).one()
    return Owed(number, int(total))


def _conditions(wish: FineWish, here: Here) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if words := wish.q.strip():
        said = func.lower(FineEntry.reason).contains(words.casefold(), autoescape=True)
        found.append(or_(FineEntry.user_id.in_(accounts_meant(words)), said))
    for column, value in (
        (FineEntry.user_id, wish.reader),
        (FineEntry.kind, wish.kind),
        (FineEntry.cause, wish.cause),
    ):
        if value is not None:
            found.append(column == value)
    if wish.made_from is not None:
        found.append(FineEntry.made_at >= day_begins(wish.made_from, here))
    if wish.made_to is not None:
        found.append(FineEntry.made_at < day_begins(wish.made_to + timedelta(days=1), here))
    return found
