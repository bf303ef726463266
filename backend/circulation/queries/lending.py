"""What a reader can do with a title today: the one control of its page."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.calendar.queries import open_days
from backend.catalog.queries import get_book
from backend.circulation.queries.cards import card_as_seen
from backend.circulation.queries.copies import copies_coming_back, free_copies
from backend.circulation.queries.estimates import outlooks
from backend.circulation.queries.hold_lines import HoldLine, hold_line
from backend.circulation.queries.holds import find_open_hold, waiting_counts
from backend.circulation.queries.loan_lines import LoanLine, loan_line
from backend.circulation.queries.loans import find_title_loan
from backend.circulation.queries.policies import terms_for_copies
from backend.circulation.queries.standing import standings
from backend.circulation.rules.due_dates import due_on
from backend.circulation.rules.guards import hold_reasons, loan_reasons
from backend.circulation.rules.lives import READY
from backend.circulation.rules.refusals import as_json
from backend.core.here import Here

CHOICES = BORROW, QUEUE, RENEW, WAITING, PICK_UP, NONE, SIGN_IN = (
    *("borrow", "queue", "renew", "waiting", "pick_up", "none", "sign_in"),
)


@dataclass(frozen=True)
class Lending:
    """`choice` is what the page offers; `reasons` say why it would be refused."""

    choice: str
    copies_free: int
    copies_total: int
    queue_length: int
    # True: borrowing is done by one click; false: staff fetch the book.
    self_issue: bool = False
    # Due then, if borrowed today.
    due_on: date | None = None
    my_loan: LoanLine | None = None
    my_hold: HoldLine | None = None
    # When it may come to whoever joins the queue now.
    estimate_from_on: date | None = None
    estimate_to_on: date | None = None
    reasons: list[dict[str, Any]] = field(default_factory=list)


def lending_of(book_id: int, user_id: int | None, here: Here) -> Lending:
    """Raises BookNotFound."""
    book = get_book(book_id)
    waiting = waiting_counts([book_id], here.today).get(book_id, 0)
    counts = (book.copies_free, book.copies_total, waiting)
    coming = copies_coming_back(book_id)
    if user_id is None:
        return Lending(SIGN_IN if coming else NONE, *counts)
    loan = find_title_loan(user_id, book_id)
    if loan is not None:
        line = loan_line(loan, here)
        return Lending(RENEW, *counts, my_loan=line, reasons=line.renewal_reasons)
    card = card_as_seen(user_id, here.at)
    free = free_copies(book_id)
    offered = terms_for_copies(card.group_id, [*coming, *free])
    hold = find_open_hold(user_id, book_id)
    if hold is not None:
        choice = PICK_UP if hold.state == READY else WAITING
        kept = offered.get(hold.alloc_copy_id or 0)
        takes = kept is not None and kept.self_issue and kept.lends
        until = due_on(kept, here.today, open_days(), card.valid_until) if kept is not None and takes else None
        return Lending(choice, *counts, takes, until, my_hold=hold_line(hold, here))
    standing = standings([user_id], here.today)[user_id]
    # A free copy while others wait is not free: the queue goes first.
    if free and not waiting:
        copy = max(free, key=lambda one: (offered[one.id].lends, offered[one.id].self_issue, -one.id))
        terms = offered[copy.id]
        reasons = loan_reasons(standing, terms, None, here.today, title_on_loan=False)
        if not terms.self_issue:
            asked = hold_reasons(standing, terms, here.today, title_on_loan=False, waits_already=False)
            reasons += [reason for reason in asked if reason.code == "max_holds"]
        day = due_on(terms, here.today, open_days(), card.valid_until) if terms.lends else None
        choice = BORROW if terms.lends else NONE
        return Lending(choice, *counts, terms.self_issue, day, reasons=as_json(reasons))
    best = max((offered[copy.id] for copy in coming), key=lambda one: (one.lends, one.max_holds), default=None)
    against = hold_reasons(standing, best, here.today, title_on_loan=False, waits_already=False)
    if best is None or not best.lends:
        return Lending(NONE, *counts, reasons=as_json(against))
    expected = outlooks([book_id], here.today)[book_id].range_for(waiting + 1, here.today)
    return Lending(
        QUEUE,
        *counts,
        estimate_from_on=expected.from_on if expected else None,
        estimate_to_on=expected.to_on if expected else None,
        reasons=as_json(against),
    )
