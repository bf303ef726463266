"""Loans and policies for tests, as the services would write them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.circulation.models import Loan, Policy
from backend.circulation.queries.policies import terms_for
from backend.circulation.rules.due_dates import due_at
from backend.circulation.rules.terms import scope_of
from backend.core import clock
from backend.core.database import db
from backend.core.here import Here, here_at
from tests.backend.circulation.made_terms import DEFAULT
from tests.conftest import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
HERE: Here = here_at(SHANGHAI, NOW)
KEYS = ("policy_id", "scope")


def make_policy(group: int | None, item_type: int | None, location: int | None, **values: Any) -> Policy:
    numbers = {name: value for name, value in DEFAULT.items() if name not in KEYS}
    keys = {"group_id": group, "item_type_id": item_type, "location_id": location}
    policy = Policy(scope=scope_of(group, item_type, location), **keys, **{**numbers, **values}, changed_at=clock.now())
    db.session.add(policy)
    db.session.flush()  # loans refer to it
    return policy


def make_loan(user: User, book: Book, copy: Copy, due_on: date, **values: Any) -> Loan:
    """An open loan, a month old or less."""
    borrowed_on = min(due_on, HERE.today) - timedelta(days=20)
    borrowed_at = datetime.combine(borrowed_on, NOW.time(), UTC)
    terms = {**terms_for(1, copy.item_type_id, copy.location_id).as_json(), **values.pop("terms", {})}
    given = {"open_copy_id": copy.id, "state": "active", "channel": "desk", "renewals": 0, **values}
    loan = Loan(
        user_id=user.id,
        book_id=book.id,
        copy_id=copy.id,
        borrowed_at=borrowed_at,
        borrowed_on=borrowed_on,
        due_on=due_on,
        due_at=due_at(due_on, SHANGHAI),
        terms=terms,
        **given,
    )
    db.session.add(loan)
    db.session.flush()  # what hangs on it needs its id
    return loan
