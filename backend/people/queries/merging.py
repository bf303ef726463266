"""What two accounts of one person have, and what keeps them apart."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, and_, func, select

from backend.accounts.models import User
from backend.catalog.queries import titles_of
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import OPEN_HOLDS
from backend.core.database import Base, db
from backend.core.permissions import READER
from backend.people.rules.merging import BY_HAND, COUNTED, DROPPED, FOLDED, KEYS_OF, MOVED


@dataclass(frozen=True)
class Part:
    """So many rows of one kind go to the kept account, and so many of them meet one that it has already."""

    what: str
    moved: int
    folded: int


@dataclass(frozen=True)
class Merging:
    """Two accounts that are one person's, and what would happen. `reasons`: why it cannot."""

    parts: list[Part] = field(default_factory=list)
    reasons: list[dict[str, Any]] = field(default_factory=list)


def column_named(name: str) -> Column[Any]:
    table, _, column = name.partition(".")
    return Base.metadata.tables[table].c[column]


def doers() -> list[Column[Any]]:
    """The columns that only remember who did something."""
    special = {*MOVED, *BY_HAND, *DROPPED, *(fold.column for fold in FOLDED)}
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "user"
        and key.ondelete == "SET NULL"
        and f"{table.name}.{column.name}" not in special
    ]


def merging_of(kept: User, gone: User) -> Merging:
    """What becoming one would mean for these two."""
    return Merging([_part(what, name, kept.id, gone.id) for what, name in COUNTED.items()], reasons_against(kept, gone))


def reasons_against(kept: User, gone: User) -> list[dict[str, Any]]:
    """Everything that stands in the way, as it is now."""
    reasons: list[dict[str, Any]] = []
    if kept.id == gone.id:
        return [{"code": "same_account"}]
    reasons += [{"code": "not_a_reader", "name": user.display_name} for user in (kept, gone) if user.role != READER]
    if kept.demonstration != gone.demonstration:
        reasons.append({"code": "demonstration_and_real"})
    (my_loans, my_holds), (loans, holds) = ((_open_loans(user.id), _open_holds(user.id)) for user in (kept, gone))
    lent, waited, crossed = my_loans & loans, my_holds & holds, (my_loans & holds) | (my_holds & loans)
    titles = titles_of(sorted(lent | waited | crossed))
    for code, books in (("both_have_book", lent), ("both_wait_for_book", waited), ("has_and_waits_for_book", crossed)):
        reasons += [{"code": code, "book_id": book_id, "title": titles[book_id]} for book_id in sorted(books)]
    return reasons


def _part(what: str, name: str, kept_id: int, gone_id: int) -> Part:
    column = column_named(name)
    table = column.table
    number = db.session.scalar(select(func.count()).select_from(table).where(column == gone_id)) or 0
    keys = KEYS_OF.get(name)
    if keys is None or not number:
        return Part(what, number, 0)
    mine, theirs = table.alias(), table.alias()
    same = and_(*(mine.c[key] == theirs.c[key] for key in keys))
    met = select(func.count()).select_from(mine.join(theirs, same))
    met = met.where(mine.c[column.name] == kept_id, theirs.c[column.name] == gone_id)
    return Part(what, number, db.session.scalar(met) or 0)


def _open_loans(user_id: int) -> set[int]:
    mine = select(Loan.book_id).where(Loan.user_id == user_id, Loan.closed_at.is_(None))
    return set(db.session.scalars(mine))


def _open_holds(user_id: int) -> set[int]:
    return set(db.session.scalars(select(Hold.book_id).where(Hold.user_id == user_id, Hold.state.in_(OPEN_HOLDS))))
