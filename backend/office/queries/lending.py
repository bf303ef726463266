"""What the tables of lending are narrowed by alike: a book, a reader, his group, a day."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.circulation.models import ReaderCard
from backend.circulation.queries.cards import GENERAL_GROUP
from backend.core.database import db
from backend.core.here import Here


def books_meant(words: str) -> Select[int]:
    """The ids of the books in whose title the words are, or whose ISBN they are. Case does not matter."""
    small, digits = words.casefold(), words.replace("-", "").replace(" ", "")
    titled = (func.lower(one).contains(small, autoescape=True) for one in (Book.title, Book.original_title))
    return select(Book.id).where(or_(*titled, Book.isbn13 == digits))


def in_group(user_id: Any, group_id: int) -> ColumnElement[bool]:
    """Whoever has no card yet is in the general group."""
    found: ColumnElement[bool]
    if group_id == GENERAL_GROUP:
        others = select(ReaderCard.user_id).where(ReaderCard.group_id != GENERAL_GROUP)
        found = user_id.is_not(None) & user_id.not_in(others)
    else:
        found = user_id.in_(select(ReaderCard.user_id).where(ReaderCard.group_id == group_id))
    return found


def day_begins(day: date, here: Here) -> datetime:
    return datetime.combine(day, time.min, here.zone)


def named(reader: int | None, book: int | None) -> dict[str, str | None]:
    """What a table is narrowed to, by its name; null where it is not, or where there is none."""
    return {
        "reader_name": None if reader is None else db.session.scalar(select(User.name).where(User.id == reader)),
        "book_title": None if book is None else db.session.scalar(select(Book.title).where(Book.id == book)),
    }
