"""Deciding on reviews that wait, and keeping the words that make them wait."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.accounts.queries import lock_user
from backend.catalog.queries import titles_of
from backend.core import outbox
from backend.core.database import db
from backend.core.errors import Conflict, Invalid
from backend.engagement.models import FilterWord, Review, ReviewReport
from backend.engagement.queries import ReportedReview, ReviewNotFound, find_filter_words, lock_review
from backend.engagement.queries.moderation import described
from backend.engagement.rules import HIDDEN, PUBLIC, PUBLISHED, normalised


class FilterWordThere(Conflict):
    message = "The filter has this word already, as it is compared."


@dataclass(frozen=True)
class Decision:
    """The state that a review gets, and why. `waits`: it was no decision after all, reports on it are open again."""

    state: str
    reason: str
    waits: bool = False


def decide_review(moderator_id: int, review_id: int, decision: Decision, at: datetime) -> ReportedReview:
    """Show a review, or hide it; the reports on it are answered by that, and its reader is told why.

    Raises ReviewNotFound, or Invalid when one is hidden without a reason.
    """
    if decision.state == HIDDEN and not decision.reason:
        raise Invalid(fields={"reason": [{"code": "reason_missing", "message": "Its reader is told why."}]})
    lock_user(moderator_id)
    review = lock_review(review_id)
    if review.visibility != PUBLIC:
        raise ReviewNotFound
    before, review.state = review.state, decision.state
    if decision.waits:
        review.decided_by = review.decision_reason = review.decided_at = None
        _answer_reports(review, ("upheld", "dismissed"), "open")
    else:
        review.decided_by, review.decision_reason, review.decided_at = moderator_id, decision.reason or None, at
        _answer_reports(review, ("open",), "upheld" if decision.state == HIDDEN else "dismissed")
        if (before, decision.state) != (PUBLISHED, PUBLISHED):
            _tell_reader(review, at)
    db.session.flush()  # the answer reads what is stored
    return described([review])[0]


def add_filter_word(word: str, added_by: int, at: datetime) -> FilterWord:
    """Let public reviews with this word wait from now on. Raises Invalid when nothing is left of it, or
    FilterWordThere."""
    compared = normalised(word)
    if not compared:
        raise Invalid(fields={"word": [{"code": "word_empty", "message": "Nothing is left of it to look for."}]})
    if any(known.normalised == compared for known in find_filter_words()):
        raise FilterWordThere
    entered = FilterWord(word=word.strip(), normalised=compared, added_by=added_by, added_at=at)
    db.session.add(entered)
    try:
        db.session.flush()  # its id is answered
    except IntegrityError as error:
        # Somebody entered it between the look above and now: the unique key decides.
        raise FilterWordThere from error
    return entered


def remove_filter_word(word: FilterWord) -> None:
    """Reviews with this word do not wait for it any more; those that wait still do."""
    db.session.delete(word)


def _answer_reports(review: Review, before: tuple[str, ...], after: str) -> None:
    db.session.execute(
        update(ReviewReport)
        .where(ReviewReport.review_id == review.id, ReviewReport.state.in_(before))
        .values(state=after)
    )


def _tell_reader(review: Review, at: datetime) -> None:
    facts = {"book": titles_of([review.book_id])[review.book_id], "reason": review.decision_reason or ""}
    kind = "review_hidden" if review.state == HIDDEN else "review_published"
    outbox.tell(kind, f"{kind}:{review.id}:{at.isoformat()}", review.user_id, facts, at)
