"""A small library to lend from: policies, titles with copies, readers and a desk; and rows of lending in any state,
past the services, valid by default. A test says only what matters to it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import update

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.catalog.rules import rating_score
from backend.catalog.service import index_books
from backend.circulation.models import FineEntry, Hold, Loan, Policy
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.lives import (
    CLAIMED_RETURNED,
    LOST,
    LOST_PAID,
    OPEN_HOLDS,
    OPEN_LOANS,
    QUEUED,
    READY,
    RETURNED,
    SET_ASIDE,
    open_key,
)
from backend.circulation.rules.terms import DEFAULT_SCOPE, Terms, scope_of
from backend.circulation.service.facts import count_copies
from backend.core import clock
from backend.core.actors import Actor, actor_of
from backend.core.database import db
from backend.core.here import Here, here_at
from tests.conftest import NOW
from tests.factories import make_book, make_copy, make_user

Row = TypeVar("Row", bound=Any)
ZONE = ZoneInfo("Asia/Shanghai")
HERE: Here = here_at(ZONE, NOW)
# The default policy of a new library.
DEFAULT: dict[str, Any] = {
    "policy_id": 1,
    "scope": DEFAULT_SCOPE,
    "lends": True,
    "loan_days": 30,
    "max_loans": 10,
    "hard_due_on": None,
    "hard_due_kind": None,
    "within_card": True,
    "self_issue": False,
    "max_renewals": 2,
    "renew_days": 30,
    "renew_window_days": 7,
    "renew_base": "from_today",
    "overdue_renew_days": 7,
    "max_holds": 5,
    "pickup_open_days": 5,
    "request_valid_days": 180,
    "noshow_block_days": 0,
    "grace_days": 2,
    "fine_per_open_day_cents": 20,
    "fine_cap_cents": 2000,
    "suspend_days_per_overdue_day": 0,
    "block_fine_cents": 1000,
    "block_overdue_items": 3,
    "lost_after_days": 60,
    "lost_processing_cents": 500,
    "refund_days": 180,
}
# What a policy says, without which one it is.
POLICY = {name: value for name, value in DEFAULT.items() if name not in ("policy_id", "scope")}


def later(days: float) -> Here:
    """The same place, so many days on."""
    return here_at(ZONE, NOW + timedelta(days=days))


def made_terms(**values: Any) -> Terms:
    return Terms(**{**DEFAULT, **values})


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


def make_policy(group: int | None, item_type: int | None, location: int | None, **values: Any) -> Policy:
    keys = {"group_id": group, "item_type_id": item_type, "location_id": location}
    scope = scope_of(group, item_type, location)
    return _add(Policy(scope=scope, **keys, **{**POLICY, **values}, changed_at=clock.now()))


def make_loan(
    user: User | None, book: Book, due_on: date | None = None, copy: Copy | None = None, **values: Any
) -> Loan:
    """A copy that was lent thirty days before it is due, by default now; closed by now, unless it is open. `terms`
    are those that differ from the default policy's.
    """
    copy = copy or make_copy(book)
    state = values.get("state", "active")
    is_open = state in OPEN_LOANS
    due_on = due_on or HERE.today + timedelta(days=30)
    borrowed_on = values.get("borrowed_on", due_on - timedelta(days=30))
    closed_at = None if is_open else values.get("closed_at", clock.now())
    defaults = {
        "user_id": user.id if user else None,
        "book_id": book.id,
        "copy_id": copy.id,
        "open_copy_id": copy.id if is_open else None,
        "channel": "desk",
        "borrowed_at": datetime.combine(borrowed_on, time(2), UTC),
        "borrowed_on": borrowed_on,
        "due_on": due_on,
        "due_at": due_at(due_on, ZONE),
        "claimed_at": NOW if state == CLAIMED_RETURNED else None,
        "lost_at": NOW if state in (LOST, LOST_PAID) else None,
        "returned_at": closed_at if state == RETURNED else None,
        "closed_at": closed_at,
    }
    if state in (LOST, LOST_PAID):
        copy.condition = "lost"
    terms = {**made_terms().as_json(), **values.pop("terms", {})}
    return _add(Loan(**{**defaults, "terms": terms, **values}))


def make_hold(user: User | None, book: Book, state: str = QUEUED, copy: Copy | None = None, **values: Any) -> Hold:
    """Somebody waits since a moment ago; in another state it has a copy, or is over."""
    at = clock.now()
    placed_at = values.get("placed_at", at)
    if state in SET_ASIDE and "alloc_copy_id" not in values:
        values["alloc_copy_id"] = (copy or make_copy(book)).id
    defaults = {
        "user_id": user.id if user else None,
        "book_id": book.id,
        "state": state,
        "open_key": open_key(user.id, book.id) if user and state in OPEN_HOLDS else None,
        "placed_at": placed_at,
        "rank": placed_at.timestamp(),
        "not_needed_after": placed_at.date() + timedelta(days=180),
        "allocated_at": at if state in SET_ASIDE else None,
        "ready_at": at if state == READY else None,
        "pickup_until": placed_at.date() + timedelta(days=5) if state == READY else None,
        "closed_at": None if state in OPEN_HOLDS else at,
    }
    return _add(Hold(**{**defaults, **values}))


def make_fine(user: User, cents: int, loan: Loan | None = None, **values: Any) -> FineEntry:
    defaults = {"kind": "charge" if cents > 0 else "payment", "cause": "overdue", "made_at": clock.now()}
    loan_id = loan.id if loan else None
    return _add(FineEntry(**{**defaults, "user_id": user.id, "loan_id": loan_id, "amount_cents": cents, **values}))


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()  # its id is asked for
    return row
