"""A copy goes home with a reader."""

from dataclasses import dataclass
from typing import Any

from backend.calendar.queries import open_days
from backend.catalog.models import Book, Copy
from backend.catalog.queries import lock_book
from backend.circulation.models import Hold, Loan
from backend.circulation.queries.copies import free_copies
from backend.circulation.queries.holds import open_holds
from backend.circulation.queries.loans import find_open_loan, find_title_loan
from backend.circulation.queries.policies import terms_for, terms_for_copies
from backend.circulation.queries.standing import standings
from backend.circulation.rules.due_dates import due_at, due_on
from backend.circulation.rules.guards import CopyFacts, loan_reasons
from backend.circulation.rules.lives import DESK, QUEUED, SELF
from backend.circulation.rules.refusals import (
    NO_OVERRULING,
    ActionRefused,
    LoanRefused,
    Overruling,
    Reason,
    as_json,
)
from backend.circulation.rules.terms import Terms
from backend.circulation.service.allocator import allocate_locked
from backend.circulation.service.cards import card_of
from backend.circulation.service.facts import count_copies
from backend.circulation.service.holds.placing import best_terms
from backend.circulation.service.locks import lock_copy, lock_reader
from backend.circulation.service.overruling import say_why, settle
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here
from backend.engagement.service import note_borrowing

# What stands in the log when the reader's review says since this loan that he borrowed the book here.
ON_REVIEW = "noted_on_review"


@dataclass(frozen=True)
class Lending:
    """A loan that a scan led to; `new` is false when the copy was the reader's already."""

    loan: Loan
    new: bool


def check_out(
    user_id: int,
    barcode: str,
    actor: Actor,
    here: Here,
    *,
    overruling: Overruling = NO_OVERRULING,
    take_from: str | None = None,
) -> Lending:
    """Lend the copy that was scanned to a reader; the same scan again returns the same loan.

    take_from: what becomes of the hold of another reader for whom the copy is set aside, `cancel` or `requeue`: only by
    this explicit word, with a comment, is it given to this one. Raises CopyNotFound, ReaderNotFound, LoanRefused with
    every reason, OverrulingForbidden, CommentMissing.
    """
    book, copy = lock_copy(barcode)
    lock_reader(user_id)
    known = find_open_loan(copy.id)
    if known is not None and known.user_id == user_id:
        return Lending(known, new=False)
    if copy.condition == "missing":
        transition(copy, "restore", actor, here.at, reason="scanned")
    if take_from is not None:
        _take(copy, user_id, take_from, overruling.comment, actor, here)
    card = card_of(user_id, here.at)
    queue = open_holds(book.id)
    if take_from is None and any(hold.state == QUEUED for hold in queue):
        # Whoever waits goes first: nobody overtakes the queue by taking the copy to the desk.
        allocate_locked(book.id, here)
        queue = open_holds(book.id)
    theirs = next((hold for hold in queue if hold.alloc_copy_id == copy.id), None)
    facts = CopyFacts(
        condition=copy.condition,
        reference_only=copy.reference_only,
        on_loan=known is not None,
        set_aside=theirs is not None and theirs.user_id != user_id,
    )
    terms = terms_for(card.group_id, copy.item_type_id, copy.location_id)
    reasons = loan_reasons(
        standings([user_id], here.today)[user_id],
        terms,
        facts,
        here.today,
        title_on_loan=find_title_loan(user_id, book.id) is not None,
    )
    overridden = settle(reasons, overruling, actor, LoanRefused)
    own = next((hold for hold in queue if hold.user_id == user_id), None)
    loan = _lend(
        *(book, copy, user_id, terms, own, DESK, actor, here),
        reason=overruling.comment,
        overridden=overridden,
        passes_on=take_from is not None,
    )
    return Lending(loan, new=True)


def borrow_title(user_id: int, book_id: int, actor: Actor, here: Here) -> Loan:
    """A reader takes a free copy of a title by himself, or the one that lies ready for him, where a policy lets him.

    Raises BookNotFound, LoanRefused with every reason.
    """
    book = lock_book(book_id)
    lock_reader(user_id)
    card = card_of(user_id, here.at)
    if any(hold.state == QUEUED for hold in open_holds(book_id)):
        allocate_locked(book_id, here)
    own = next((hold for hold in open_holds(book_id) if hold.user_id == user_id), None)
    copies = free_copies(book_id)
    if own is not None and own.alloc_copy_id is not None:
        copies = [db.session.get_one(Copy, own.alloc_copy_id)]
    offered = terms_for_copies(card.group_id, copies)
    mine = [copy for copy in copies if offered[copy.id].self_issue and offered[copy.id].lends]
    terms = offered[mine[0].id] if mine else next(iter(offered.values()), best_terms(book_id, card.group_id))
    reasons: list[Reason] = []
    if not copies:
        reasons.append(Reason("no_free_copy" if terms is not None else "no_copy_to_lend"))
    elif not mine:
        reasons.append(Reason("not_by_oneself"))
    if terms is not None:
        title_on_loan = find_title_loan(user_id, book_id) is not None
        standing = standings([user_id], here.today)[user_id]
        reasons += loan_reasons(standing, terms, None, here.today, title_on_loan=title_on_loan)
    if reasons or terms is None:
        raise LoanRefused(reasons=as_json(reasons))
    return _lend(book, mine[0], user_id, terms, own, SELF, actor, here)


def _take(copy: Copy, user_id: int, how: str, comment: str, actor: Actor, here: Here) -> None:
    """Give a copy that is set aside for somebody else to this reader."""
    theirs = next((hold for hold in open_holds(copy.book_id) if hold.alloc_copy_id == copy.id), None)
    if theirs is None or theirs.user_id == user_id:
        return
    why = say_why(comment)
    if how == "cancel":
        # The copy must not go to the next in the queue: it is in this reader's hands.
        transition(theirs, "cancel", actor, here.at, reason=why, facts={"copy_id": copy.id})
    elif how == "requeue":
        transition(theirs, "requeue", actor, here.at, reason=why, facts={"copy_id": copy.id})
    else:
        raise ActionRefused(reasons=[{"code": "unknown_way"}])


def _lend(
    book: Book,
    copy: Copy,
    user_id: int,
    terms: Terms,
    own: Hold | None,
    channel: str,
    actor: Actor,
    here: Here,
    *,
    reason: str | None = None,
    overridden: frozenset[str] = frozenset(),
    passes_on: bool = False,
) -> Loan:
    """Everything was asked: the loan begins, and the reader's own wish for the title is fulfilled.

    passes_on: whether another copy may have come free by it.
    """
    if own is not None:
        # He may have taken another copy than the one that was set aside for him.
        passes_on = passes_on or own.alloc_copy_id not in (None, copy.id)
        transition(own, "checkout", actor, here.at, facts={"copy_id": copy.id})
    card = card_of(user_id, here.at)
    due = due_on(terms, here.today, open_days(), card.valid_until)
    loan = Loan(
        user_id=user_id,
        book_id=book.id,
        copy_id=copy.id,
        open_copy_id=copy.id,
        hold_id=own.id if own is not None else None,
        channel=channel,
        borrowed_at=here.at,
        borrowed_on=here.today,
        due_on=due,
        due_at=due_at(due, here.zone),
        renewals=0,
        terms=terms.as_json(),
    )
    facts: dict[str, Any] = {"copy_id": copy.id, "due_on": due.isoformat()}
    if note_borrowing(user_id, book.id):
        facts[ON_REVIEW] = True
    transition(loan, "checkout", actor, here.at, reason=reason, facts=facts, overridden=overridden)
    book.loans_30d += 1
    if passes_on:
        allocate_locked(book.id, here)
    count_copies(book)
    return loan
