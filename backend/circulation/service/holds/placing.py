"""A reader asks for a title."""

from datetime import date, timedelta

from backend.catalog.queries import lock_book
from backend.circulation.models import Hold
from backend.circulation.queries.copies import copies_coming_back
from backend.circulation.queries.holds import find_open_hold
from backend.circulation.queries.loans import find_title_loan
from backend.circulation.queries.policies import terms_for_copies
from backend.circulation.queries.standing import standings
from backend.circulation.rules.guards import hold_reasons
from backend.circulation.rules.lives import open_key
from backend.circulation.rules.refusals import NO_OVERRULING, HoldRefused, Overruling, as_json
from backend.circulation.rules.terms import Terms
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.cards import card_of
from backend.circulation.service.facts import count_copies
from backend.circulation.service.locks import lock_reader
from backend.circulation.service.overruling import settle
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.errors import Invalid
from backend.core.here import Here


class DayOver(Invalid):
    message = "This day is over."


def place_hold(
    user_id: int,
    book_id: int,
    actor: Actor,
    here: Here,
    *,
    not_needed_after: date | None = None,
    overruling: Overruling = NO_OVERRULING,
) -> Hold:
    """Put a reader at the end of a title's queue; a free copy is set aside for him at once.

    Raises BookNotFound, ReaderNotFound, HoldRefused with every reason, DayOver.
    """
    if not_needed_after is not None and not_needed_after < here.today:
        raise DayOver(fields={"not_needed_after": [{"code": "date_over", "message": DayOver.message}]})
    book = lock_book(book_id)
    lock_reader(user_id)
    card = card_of(user_id, here.at)
    terms = best_terms(book_id, card.group_id)
    reasons = hold_reasons(
        standings([user_id], here.today)[user_id],
        terms,
        here.today,
        title_on_loan=find_title_loan(user_id, book_id) is not None,
        waits_already=find_open_hold(user_id, book_id) is not None,
    )
    if terms is None:
        raise HoldRefused(reasons=as_json(reasons))
    overridden = settle(reasons, overruling, actor, HoldRefused)
    hold = Hold(
        user_id=user_id,
        book_id=book_id,
        open_key=open_key(user_id, book_id),
        placed_at=here.at,
        priority=0,
        rank=here.at.timestamp(),
        not_needed_after=not_needed_after or here.today + timedelta(days=terms.request_valid_days),
        extensions=0,
    )
    transition(hold, "place", actor, here.at, reason=overruling.comment, overridden=overridden)
    allocate_locked(book_id, here)
    count_copies(book)
    return hold


def best_terms(book_id: int, group_id: int) -> Terms | None:
    """The kindest policy for this group among the copies of a title; None when none will ever be lent."""
    found = terms_for_copies(group_id, copies_coming_back(book_id)).values()
    return max(found, key=lambda terms: (terms.lends, terms.max_holds, terms.loan_days, -terms.policy_id), default=None)
