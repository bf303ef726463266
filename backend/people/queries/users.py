"""The office's list of accounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backend.accounts.models import User
from backend.accounts.rules import normalised_email, normalised_name
from backend.circulation.models import FineEntry, Loan, ReaderCard
from backend.circulation.queries.cards import GENERAL_GROUP
from backend.circulation.queries.finding import likeliest_first
from backend.circulation.queries.standing import standings
from backend.circulation.rules.cards import account_of_number, card_number, is_blocked, normalised_number
from backend.circulation.rules.lives import ACTIVE, OPEN_LOANS
from backend.core.database import db
from backend.core.here import Here
from backend.core.paging import Page

LIKELY, OVERDUE, DEBT = "likely", "overdue", "debt"
SORTS = {
    "name": User.name,
    "display_name": User.display_name,
    "joined": User.created_at,
    "active": User.last_active_on,
}


@dataclass(frozen=True)
class UserFilter:
    """Which accounts are wanted; what is null does not matter. Days are the library's own, both ends in."""

    q: str = ""
    role: str | None = None
    group: int | None = None
    blocked: bool | None = None
    owes: bool | None = None
    # Has something at home; something that should be back.
    borrows: bool | None = None
    late: bool | None = None
    joined_from: date | None = None
    joined_to: date | None = None
    active_from: date | None = None
    # Also whoever was not active since the library looks.
    active_to: date | None = None


@dataclass(frozen=True)
class UserRow:
    """An account with its card and what it has and owes."""

    id: int
    name: str
    display_name: str
    avatar: str | None
    email: str | None
    email_confirmed: bool
    pending_email: str | None
    role: str
    locale: str
    demonstration: bool
    can_sign_in: bool
    created_at: datetime
    last_active_on: date | None
    rating_count: int
    card_number: str
    group_id: int
    valid_until: date | None
    blocked: bool
    block_reason: str | None
    blocked_until: date | None
    suspended_until: date | None
    open_loans: int
    overdue_loans: int
    open_holds: int
    debt_cents: int


def users_page(wanted: UserFilter, sort: str, page: int, size: int, here: Here) -> Page[UserRow]:
    """A page of them. Four statements, however many, and what tells who is meant exactly."""
    total = db.session.scalar(select(func.count()).select_from(ids_of(wanted, here).subquery())) or 0
    ids = list(db.session.scalars(sorted_ids(wanted, sort, here).limit(size).offset((page - 1) * size)))
    return Page(rows_of(ids, here), page, size, total)


def sorted_ids(wanted: UserFilter, sort: str, here: Here) -> Select[Any]:
    """The same ids in an order of the table: by an index, or by what is counted of those who have something."""
    ids, name, down = ids_of(wanted, here), sort.removeprefix("-"), sort.startswith("-")
    if name == LIKELY:
        return ids.order_by(*(part.desc() if down else part for part in likeliest_first(wanted.q.strip())))
    column: Any = SORTS.get(name)
    if column is None:
        counted = _counted(name, here.today).subquery()
        ids = ids.outerjoin(counted, counted.c.user_id == User.id)
        column = func.coalesce(counted.c.number, 0)
    return ids.order_by(column.desc(), User.id.desc()) if down else ids.order_by(column, User.id)


def _counted(name: str, today: date) -> Select[Any, Any]:
    """Account -> number, for those who have any."""
    if name == DEBT:
        owed = select(FineEntry.user_id, func.sum(FineEntry.amount_cents).label("number"))
        return owed.where(FineEntry.user_id.is_not(None)).group_by(FineEntry.user_id)
    lent = select(Loan.user_id, func.count().label("number")).group_by(Loan.user_id)
    return lent.where(*_late(today)) if name == OVERDUE else lent.where(Loan.state.in_(OPEN_LOANS))


def _late(today: date) -> tuple[ColumnElement[bool], ...]:
    return Loan.state == ACTIVE, Loan.due_on < today


def accounts_meant(words: str) -> Select[Any]:
    """The ids of whoever may be meant by these words."""
    return select(User.id).outerjoin(ReaderCard, ReaderCard.user_id == User.id).where(_meant_by(words))


def rows_of(ids: Sequence[int], here: Here) -> list[UserRow]:
    """In the order of the ids."""
    found = find_rows(ids, here)
    return [found[user_id] for user_id in ids if user_id in found]


def ids_of(wanted: UserFilter, here: Here) -> Select[Any]:
    """The ids of the accounts that are wanted."""
    return select(User.id).outerjoin(ReaderCard, ReaderCard.user_id == User.id).where(*_conditions(wanted, here))


def find_rows(user_ids: Sequence[int], here: Here) -> dict[int, UserRow]:
    """These accounts by id, as far as they are there."""
    return {row.id: row for row in _told(_rows().where(User.id.in_(user_ids)), here)}


def _rows() -> Select[User, ReaderCard]:
    return select(User, ReaderCard).outerjoin(ReaderCard, ReaderCard.user_id == User.id)


def _conditions(wanted: UserFilter, here: Here) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if words := wanted.q.strip():
        found.append(_meant_by(words))
    if wanted.role is not None:
        found.append(User.role == wanted.role)
    if wanted.group is not None:
        found.append(func.coalesce(ReaderCard.group_id, GENERAL_GROUP) == wanted.group)
    if wanted.blocked is not None:
        holds = or_(ReaderCard.blocked_until.is_(None), ReaderCard.blocked_until >= here.today)
        blocked = func.coalesce(and_(ReaderCard.blocked_at.is_not(None), holds), False)
        found.append(blocked if wanted.blocked else ~blocked)
    if wanted.owes is not None:
        owing = select(FineEntry.user_id).where(FineEntry.user_id.is_not(None)).group_by(FineEntry.user_id)
        in_debt = User.id.in_(owing.having(func.sum(FineEntry.amount_cents) > 0))
        found.append(in_debt if wanted.owes else ~in_debt)
    at_home = (
        (wanted.borrows, select(Loan.user_id).where(Loan.state.in_(OPEN_LOANS))),
        (wanted.late, select(Loan.user_id).where(*_late(here.today))),
    )
    for asked, lent in at_home:
        if asked is not None:
            found.append(User.id.in_(lent) if asked else User.id.not_in(lent))
    if wanted.joined_from is not None:
        found.append(User.created_at >= _begin_of(wanted.joined_from, here.zone))
    if wanted.joined_to is not None:
        found.append(User.created_at < _begin_of(date.fromordinal(wanted.joined_to.toordinal() + 1), here.zone))
    if wanted.active_from is not None:
        found.append(User.last_active_on >= wanted.active_from)
    if wanted.active_to is not None:
        found.append(or_(User.last_active_on <= wanted.active_to, User.last_active_on.is_(None)))
    return found


def _meant_by(words: str) -> ColumnElement[bool]:
    """Part of a name, the beginning of an address, or a card that a scanner read."""
    name = normalised_name(words)
    meant = [
        User.name.contains(name, autoescape=True),
        func.lower(User.display_name).contains(words.lower(), autoescape=True),
        User.email.startswith(normalised_email(words), autoescape=True),
        User.pending_email.startswith(normalised_email(words), autoescape=True),
        ReaderCard.number.startswith(normalised_number(words), autoescape=True),
    ]
    if (account := account_of_number(words)) is not None:
        meant.append(and_(ReaderCard.user_id.is_(None), User.id == account))
    return or_(*meant)


def _begin_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _told(chosen: Select[User, ReaderCard], here: Here) -> list[UserRow]:
    found = db.session.execute(chosen).all()
    known = standings([user.id for user, _ in found], here.today)
    return [_row(user, card, known[user.id], here.today) for user, card in found]


_OF_USER: tuple[str, ...] = (
    *("id", "name", "display_name", "avatar", "email", "email_confirmed", "pending_email", "role", "locale"),
    *("demonstration", "created_at", "last_active_on", "rating_count"),
)


def _row(user: User, card: ReaderCard | None, standing: Any, today: date) -> UserRow:
    blocked = card is not None and is_blocked(card.blocked_at, card.blocked_until, today)
    return UserRow(
        **{name: getattr(user, name) for name in _OF_USER},
        can_sign_in=user.password_hash is not None,
        card_number=card.number if card is not None else card_number(user.id),
        group_id=standing.group_id,
        valid_until=standing.card_valid_until,
        blocked=blocked,
        block_reason=card.block_reason if card is not None and blocked else None,
        blocked_until=card.blocked_until if card is not None and blocked else None,
        suspended_until=standing.suspended_until,
        open_loans=standing.open_loans,
        overdue_loans=standing.overdue_items,
        open_holds=standing.open_holds,
        debt_cents=standing.debt_cents,
    )


Cell = Callable[[UserRow, dict[int, str]], Any]
# The columns of the file: key -> heading in Chinese and English, and what stands there (groups by their names).
COLUMNS: dict[str, tuple[str, str, Cell]] = {
    "id": ("编号", "Id", lambda row, _: row.id),
    "card_number": ("读者证", "Card", lambda row, _: row.card_number),
    "name": ("用户名", "User name", lambda row, _: row.name),
    "display_name": ("姓名", "Name", lambda row, _: row.display_name),
    "email": ("邮箱", "E-mail", lambda row, _: row.email),
    "role": ("角色", "Role", lambda row, _: row.role),
    "group": ("读者组", "Group", lambda row, groups: groups.get(row.group_id)),
    "blocked": ("停借原因", "Blocked for", lambda row, _: row.block_reason if row.blocked else None),
    "open_loans": ("在借", "On loan", lambda row, _: row.open_loans),
    "overdue_loans": ("逾期", "Overdue", lambda row, _: row.overdue_loans),
    "open_holds": ("预约", "Holds", lambda row, _: row.open_holds),
    "valid_until": ("有效至", "Valid until", lambda row, _: row.valid_until),
    "debt_cents": ("欠款（分）", "Owes (cents)", lambda row, _: row.debt_cents),
    "rating_count": ("评分数", "Ratings", lambda row, _: row.rating_count),
    "joined": ("加入日期", "Joined", lambda row, _: row.created_at),
    "active": ("最近活动", "Last active", lambda row, _: row.last_active_on),
}
