"""The test bench of the rules: what would happen if this reader took this copy home, and who says so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backend.accounts.models import User
from backend.calendar.queries import open_days
from backend.catalog.models import Book, Copy
from backend.circulation.models import Policy, ReaderCard
from backend.circulation.queries.cards import ReaderNotFound, card_as_seen, find_reader
from backend.circulation.queries.copies import find_place
from backend.circulation.queries.holds import open_holds
from backend.circulation.queries.loans import find_open_loan, find_title_loan
from backend.circulation.queries.policies import matching_policies, terms_of
from backend.circulation.queries.standing import standings
from backend.circulation.rules.due_dates import Step, due_at, lending_steps
from backend.circulation.rules.guards import CopyFacts, loan_reasons
from backend.circulation.rules.refusals import CopyNotFound, as_json
from backend.core.database import db
from backend.core.here import Here


@dataclass(frozen=True)
class Asked:
    """A scope that was asked for its policy."""

    scope: str
    policy_id: int | None


@dataclass(frozen=True)
class Trial:
    """The answer, with its whole way. Nothing was lent."""

    reader: User
    card: ReaderCard
    copy: Copy
    book: Book
    on: date
    asked: list[Asked]
    policy: Policy
    due_on: date
    due_at: datetime
    steps: list[Step]
    allowed: bool
    reasons: list[dict[str, Any]]


def try_lending(reader_words: str, barcode: str, on: date, here: Here) -> Trial:
    """Raises ReaderNotFound, CopyNotFound, AlwaysClosed."""
    reader = find_reader(reader_words)
    if reader is None:
        raise ReaderNotFound
    place = find_place(barcode)
    if place is None:
        raise CopyNotFound
    copy, book = db.session.get_one(Copy, place.copy_id), db.session.get_one(Book, place.book_id)
    card = card_as_seen(reader.id, here.at)
    matching = matching_policies(card.group_id, copy.item_type_id, copy.location_id)
    policy = next(policy for _, policy in matching if policy is not None)
    terms = terms_of(policy)
    facts = CopyFacts(
        condition=copy.condition,
        reference_only=copy.reference_only,
        on_loan=find_open_loan(copy.id) is not None,
        set_aside=any(hold.alloc_copy_id == copy.id and hold.user_id != reader.id for hold in open_holds(book.id)),
    )
    title_on_loan = find_title_loan(reader.id, book.id) is not None
    reasons = loan_reasons(standings([reader.id], on)[reader.id], terms, facts, on, title_on_loan=title_on_loan)
    steps = lending_steps(terms, on, open_days(), card.valid_until)
    return Trial(
        reader=reader,
        card=card,
        copy=copy,
        book=book,
        on=on,
        asked=[Asked(scope, policy.id if policy is not None else None) for scope, policy in matching],
        policy=policy,
        due_on=steps[-1].on,
        due_at=due_at(steps[-1].on, here.zone),
        steps=steps,
        allowed=not reasons,
        reasons=as_json(reasons),
    )
