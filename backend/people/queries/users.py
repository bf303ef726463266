"""The office's list of accounts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backend.accounts.models import User
from backend.accounts.rules import normalised_email, normalised_name
from backend.circulation.models import FineEntry, ReaderCard
from backend.circulation.queries.cards import GENERAL_GROUP
from backend.circulation.queries.standing import standings
from backend.circulation.rules.cards import account_of_number, card_number, is_blocked, normalised_number
from backend.core.database import db
from backend.core.here import Here
from backend.core.paging import Page

ROWS_AT_ONCE = 500
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
    """A page of them. Three statements, however many."""
    ids = ids_of(wanted, here)
    total = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    order = SORTS[sort.removeprefix("-")]
    ordered = (order.desc(), User.id.desc()) if sort.startswith("-") else (order, User.id)
    chosen = _rows().where(*_conditions(wanted, here)).order_by(*ordered).limit(size).offset((page - 1) * size)
    return Page(_told(chosen, here), page, size, total)


def all_users(wanted: UserFilter, here: Here, most: int) -> Iterator[UserRow]:
    """Every account that is wanted, by its id, asked for in parts."""
    last = given = 0
    while given < most:
        part = _rows().where(*_conditions(wanted, here), User.id > last).order_by(User.id)
        found = _told(part.limit(min(ROWS_AT_ONCE, most - given)), here)
        if not found:
            return
        yield from found
        last, given = found[-1].id, given + len(found)


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
    "debt_cents": ("欠款（分）", "Owes (cents)", lambda row, _: row.debt_cents),
    "rating_count": ("评分数", "Ratings", lambda row, _: row.rating_count),
    "joined": ("加入日期", "Joined", lambda row, _: row.created_at),
    "active": ("最近活动", "Last active", lambda row, _: row.last_active_on),
}
