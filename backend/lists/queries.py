"""Finding lists and what is on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.core.errors import NotFound
from backend.lists.models import ReadingList, ReadingListEntry
from backend.lists.rules import PRIVATE

PREVIEW = 4


class ListNotFound(NotFound):
    message = "There is no such list."


@dataclass(frozen=True)
class Entry:
    book: BookCard
    position: int
    note: str
    added_at: datetime


@dataclass(frozen=True)
class ListFacts:
    """A list of one's own without its books."""

    id: int
    name: str
    description: str
    visibility: str
    share_slug: str | None
    book_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class ListCard(ListFacts):
    """A list with its first books; `holds` says whether the book asked about is on it."""

    preview: list[BookCard]
    holds: bool | None


@dataclass(frozen=True)
class FullList(ListFacts):
    """A list with a page of its books; `book_count` counts all of them."""

    entries: list[Entry]
    page: int
    size: int


@dataclass(frozen=True)
class SharedList:
    """What others see of a list."""

    name: str
    description: str
    visibility: str
    owner: str
    book_count: int
    updated_at: datetime
    entries: list[Entry]
    page: int
    size: int


def lists_of(user_id: int, book_id: int | None = None) -> list[ListCard]:
    """A reader's lists, the one changed last first, each with its first books. Four statements, one more for a book."""
    found = db.session.scalars(
        select(ReadingList)
        .where(ReadingList.user_id == user_id, ReadingList.deleted_at.is_(None))
        .order_by(ReadingList.updated_at.desc(), ReadingList.id.desc())
    ).all()
    ids = [each.id for each in found]
    first = _first_books(ids)
    cards = {card.id: card for card in catalog.cards_of(sorted({b for books in first.values() for b in books}))}
    holding = _holding(ids, book_id) if book_id is not None else None
    return [
        ListCard(
            **_facts(each),
            preview=[cards[book_id] for book_id in first.get(each.id, [])],
            holds=None if holding is None else each.id in holding,
        )
        for each in found
    ]


def full_list(user_id: int, list_id: int, page: int, size: int) -> FullList:
    """One of the reader's lists with a page of its books. Raises ListNotFound, also for a list of somebody else."""
    found = get_list(user_id, list_id)
    return FullList(**_facts(found), entries=_entries(found.id, page, size), page=page, size=size)


def shared_list(slug: str, page: int, size: int) -> SharedList:
    """The list at this address with a page of its books. Raises ListNotFound, also when it is not shared any more."""
    row = db.session.execute(
        select(ReadingList, User.display_name)
        .join(User, User.id == ReadingList.user_id)
        .where(ReadingList.share_slug == slug, ReadingList.visibility != PRIVATE, ReadingList.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise ListNotFound
    found, owner = row
    shown = {name: getattr(found, name) for name in ("name", "description", "visibility", "book_count", "updated_at")}
    return SharedList(owner=owner, **shown, entries=_entries(found.id, page, size), page=page, size=size)


def get_list(user_id: int, list_id: int) -> ReadingList:
    """Raises ListNotFound, also for a list of somebody else."""
    return _mine(db.session.get(ReadingList, list_id), user_id)


def lock_list(user_id: int, list_id: int, deleted: bool = False) -> ReadingList:
    """The reader's list, locked until the commit: changes of one list queue here. Lock a book and a reader before."""
    statement = select(ReadingList).where(ReadingList.id == list_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    return _mine(found, user_id, deleted)


def find_entry(list_id: int, book_id: int) -> ReadingListEntry | None:
    return db.session.get(ReadingListEntry, (list_id, book_id), populate_existing=True)


def count_lists(user_id: int) -> int:
    mine = (ReadingList.user_id == user_id, ReadingList.deleted_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(ReadingList).where(*mine)) or 0


def facts_of(found: ReadingList) -> ListFacts:
    return ListFacts(**_facts(found))


def _mine(found: ReadingList | None, user_id: int, deleted: bool = False) -> ReadingList:
    if found is None or found.user_id != user_id or (found.deleted_at is not None) != deleted:
        raise ListNotFound
    return found


def _facts(found: ReadingList) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ListFacts.__dataclass_fields__}


def _entries(list_id: int, page: int, size: int) -> list[Entry]:
    """By position, which has no gaps: a page deep in a long list is found as fast as the first."""
    first = (page - 1) * size
    there = (ReadingListEntry.list_id == list_id, ReadingListEntry.position.between(first, first + size - 1))
    rows = db.session.scalars(select(ReadingListEntry).where(*there).order_by(ReadingListEntry.position)).all()
    cards = {card.id: card for card in catalog.cards_of([row.book_id for row in rows])}
    return [Entry(cards[row.book_id], row.position, row.note, row.added_at) for row in rows]


def _first_books(list_ids: Sequence[int]) -> dict[int, list[int]]:
    rows = db.session.execute(
        select(ReadingListEntry.list_id, ReadingListEntry.book_id)
        .where(ReadingListEntry.list_id.in_(list_ids), ReadingListEntry.position < PREVIEW)
        .order_by(ReadingListEntry.list_id, ReadingListEntry.position)
    )
    found: dict[int, list[int]] = {}
    for list_id, book_id in rows:
        found.setdefault(list_id, []).append(book_id)
    return found


def _holding(list_ids: Sequence[int], book_id: int) -> set[int]:
    entries = (ReadingListEntry.list_id.in_(list_ids), ReadingListEntry.book_id == book_id)
    return set(db.session.scalars(select(ReadingListEntry.list_id).where(*entries)))
