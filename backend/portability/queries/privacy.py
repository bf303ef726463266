"""Who sees what of a reader."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from backend.accounts.models import User
from backend.core.database import Base, db
from backend.engagement.models import BookFavourite, BookLike, BookNote, BookView, Rating, Reading, Review
from backend.lists.models import ReadingList
from backend.lists.rules import PRIVATE

_ALWAYS_PRIVATE: dict[str, type[Base]] = {
    "ratings": Rating,
    "likes": BookLike,
    "favourites": BookFavourite,
    "statuses": Reading,
    "notes": BookNote,
    "views": BookView,
}


@dataclass(frozen=True)
class Privacy:
    """A reader's choices, and how many things of each kind he keeps to himself or shows."""

    keep_loan_history: bool
    personalised: bool
    private: dict[str, int]
    visible: dict[str, int]


def privacy_of(reader: User) -> Privacy:
    own: dict[str, int] = {}
    for name, model in _ALWAYS_PRIVATE.items():
        own[name] = _count(model, model.__table__.c.user_id == reader.id)
    reviews = (Review.user_id == reader.id, Review.removed_at.is_(None))
    lists = (ReadingList.user_id == reader.id, ReadingList.deleted_at.is_(None))
    own["reviews"] = _count(Review, *reviews, Review.visibility == PRIVATE)
    own["lists"] = _count(ReadingList, *lists, ReadingList.visibility == PRIVATE)
    shown = {
        "reviews": _count(Review, *reviews, Review.visibility != PRIVATE),
        "lists": _count(ReadingList, *lists, ReadingList.visibility != PRIVATE),
    }
    return Privacy(reader.keep_loan_history, reader.personalised, own, shown)


def _count(model: type[Base], *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
