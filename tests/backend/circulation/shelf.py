"""A small library to lend from: a desk, readers, titles with copies; and rows in any state of their lives."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.catalog.rules import rating_score
from backend.catalog.service import index_books
from backend.circulation.models import Hold, Loan, Policy
from backend.circulation.queries.policies import terms_of
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import (
    CLAIMED_RETURNED,
    LOST,
    LOST_PAID,
    OPEN_HOLDS,
    OPEN_LOANS,
    READY,
    RETURNED,
    SET_ASIDE,
    open_key,
)
from backend.circulation.service.facts import count_copies
from backend.core.actors import Actor, actor_of
from backend.core.database import db
from backend.core.here import Here, here_at
from tests.conftest import NOW
from tests.factories import make_book, make_copy, make_user

ZONE = ZoneInfo("Asia/Shanghai")
HERE = here_at(ZONE, NOW)


def later(days: float) -> Here:
    """The same place, so many days on."""
    return here_at(ZONE, NOW + timedelta(days=days))


@dataclass
class Desk:
    """Somebody at the desk, some readers, and titles with their copies."""

    staff: Actor
    readers: list[Actor]
    books: list[Book]
    copies: list[list[Copy]]

    def user(self, number: int) -> int:
        user_id = self.readers[number].user_id
        assert user_id is not None
        return user_id


def make_title(copies: int = 1, **values: Any) -> tuple[Book, list[Copy]]:
    """A title that readers can find, with so many copies on the shelf."""
    book = make_book(**{"price_cents": 3_000, "rating_score": rating_score([0, 0, 0, 0, 0], 0), **values})
    pieces = [make_copy(book) for _ in range(copies)]
    db.session.flush()  # the index reads what is stored
    index_books([book.id])
    count_copies(book)
    return book, pieces


def make_desk(readers: int = 3, copies: tuple[int, ...] = (1,)) -> Desk:
    """A title for each number of copies."""
    staff = actor_of(make_user(role="staff"))
    people = [actor_of(make_user()) for _ in range(readers)]
    titles = [make_title(number) for number in copies]
    db.session.commit()
    return Desk(staff, people, [book for book, _ in titles], [pieces for _, pieces in titles])


def set_policy(**values: Any) -> None:
    """Change the library's default policy."""
    db.session.execute(update(Policy).values(**values))
    db.session.commit()


def make_hold(user: User, book: Book, state: str, copy: Copy | None = None, **values: Any) -> Hold:
    """A hold in any state of its life; one that is set aside needs its copy."""
    opened = state in OPEN_HOLDS
    kept: dict[str, Any] = {"alloc_copy_id": copy.id, "allocated_at": NOW} if state in SET_ASIDE and copy else {}
    if state == READY:
        kept |= {"ready_at": NOW, "pickup_until": HERE.today + timedelta(days=5)}
    row = Hold(
        **{
            "user_id": user.id,
            "book_id": book.id,
            "state": state,
            "open_key": open_key(user.id, book.id) if opened else None,
            "placed_at": NOW,
            "rank": NOW.timestamp(),
            "not_needed_after": date(2027, 5, 1),
            "closed_at": None if opened else NOW,
            **kept,
            **values,
        }
    )
    db.session.add(row)
    db.session.flush()  # its id is asked for
    return row


def make_loan(user: User, copy: Copy, state: str = "active", **values: Any) -> Loan:
    """A loan in any state of its life, under the library's default policy."""
    opened = state in OPEN_LOANS
    terms = terms_of(db.session.query(Policy).filter_by(scope="*:*:*").one())
    due_on = values.pop("due_on", HERE.today + timedelta(days=30))
    row = Loan(
        **{
            "user_id": user.id,
            "book_id": copy.book_id,
            "copy_id": copy.id,
            "open_copy_id": copy.id if opened else None,
            "state": state,
            "channel": "desk",
            "borrowed_at": NOW,
            "borrowed_on": min(HERE.today, due_on),
            "due_on": due_on,
            "due_at": due_at(due_on, ZONE),
            "claimed_at": NOW if state == CLAIMED_RETURNED else None,
            "lost_at": NOW if state in (LOST, LOST_PAID) else None,
            "returned_at": NOW if state == RETURNED else None,
            "closed_at": None if opened else NOW,
            "terms": terms.as_json(),
            **values,
        }
    )
    if state in (LOST, LOST_PAID):
        copy.condition = "lost"
    db.session.add(row)
    db.session.flush()  # its id is asked for
    return row
