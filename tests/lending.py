"""Rows of lending that are valid by default, past the services: for tests of what is done with them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.circulation.models import FineEntry, Hold, Loan
from backend.circulation.rules.lives import OPEN_HOLDS, OPEN_LOANS, QUEUED, READY, SET_ASIDE, open_key
from backend.circulation.rules.terms import DEFAULT_SCOPE, Terms
from backend.core import clock
from backend.core.database import db
from tests.factories import make_copy

Row = TypeVar("Row", bound=Any)
TERMS = Terms(
    policy_id=1,
    scope=DEFAULT_SCOPE,
    lends=True,
    loan_days=30,
    max_loans=10,
    hard_due_on=None,
    hard_due_kind=None,
    within_card=True,
    self_issue=False,
    max_renewals=2,
    renew_days=30,
    renew_window_days=7,
    renew_base="from_today",
    overdue_renew_days=7,
    max_holds=5,
    pickup_open_days=5,
    request_valid_days=180,
    noshow_block_days=0,
    grace_days=2,
    fine_per_open_day_cents=20,
    fine_cap_cents=2000,
    suspend_days_per_overdue_day=0,
    block_fine_cents=1000,
    block_overdue_items=3,
    lost_after_days=60,
    lost_processing_cents=500,
    refund_days=180,
)


def make_loan(user: User | None, book: Book, due_on: date, copy: Copy | None = None, **values: Any) -> Loan:
    """A copy that was lent thirty days before it is due; closed then, unless it is open."""
    copy = copy or make_copy(book)
    state = values.get("state", "active")
    is_open = state in OPEN_LOANS
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
        "due_at": datetime.combine(due_on, time(15, 59, 59), UTC),
        "returned_at": closed_at if state == "returned" else None,
        "closed_at": closed_at,
        "terms": TERMS.as_json(),
    }
    return _add(Loan(**{**defaults, **values}))


def make_hold(user: User | None, book: Book, **values: Any) -> Hold:
    """Somebody waits since a moment ago; with a state of its own it has a copy, or is over."""
    state, at = values.get("state", QUEUED), clock.now()
    placed_at = values.get("placed_at", at)
    if state in SET_ASIDE and "alloc_copy_id" not in values:
        values["alloc_copy_id"] = make_copy(book).id
    defaults = {
        "user_id": user.id if user else None,
        "book_id": book.id,
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
    db.session.flush()
    return row
