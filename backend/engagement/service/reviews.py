"""Writing reviews, voting for them and reporting them.

The book is held first, then the reader is locked, then the review: whatever happens to one review queues at its row.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from backend.accounts.queries import lock_user
from backend.accounts.service import touch_taste
from backend.catalog.queries import hold_book
from backend.core.database import change_rows, db
from backend.core.errors import Conflict
from backend.engagement.models import Review, ReviewEdit, ReviewReport, ReviewVote
from backend.engagement.queries import MyReview, ReviewNotFound, find_review, lock_review, words_in_force
from backend.engagement.queries.reviews import of_mine, seen_by_others
from backend.engagement.rules import (
    HELD,
    PUBLIC,
    PUBLISHED,
    REPORTS_TO_HOLD,
    TIME_TO_RESTORE,
    State,
    find_words,
    state_after_edit,
)


class OwnReview(Conflict):
    message = "It is your own review."


@dataclass(frozen=True)
class Writing:
    """What a reader writes, and who may see it."""

    title: str
    text: str
    spoiler: bool
    language: str
    visibility: str
    show_stars: bool


@dataclass(frozen=True)
class MyVote:
    """Whether a reader finds a review helpful, and how many do."""

    review_id: int
    voted: bool
    helpful_count: int


def write_review(user_id: int, book_id: int, writing: Writing, at: datetime) -> MyReview:
    """Make this the reader's one review of a book; what it was before is kept. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    review = find_review(user_id, book_id)
    state: State = PUBLISHED
    if review is not None and review.removed_at is not None:
        # What was taken back is over: its votes were for another review. What the library decided of it is not.
        state = review.state  # type: ignore[assignment]
        db.session.delete(review)
        db.session.flush()  # a reader has one row for a book
        review = None
    if review is None:
        touch_taste(user_id)
        review = Review(user_id=user_id, book_id=book_id, created_at=at, state=state, helpful_count=0)
        db.session.add(review)
    else:
        lock_review(review.id)
        if not _edit(review, writing, at) and review.visibility == writing.visibility:
            review.show_stars = writing.show_stars
            return _mine(review)
    review.title, review.text, review.language = writing.title, writing.text, writing.language
    review.spoiler, review.show_stars, review.visibility = writing.spoiler, writing.show_stars, writing.visibility
    if review.visibility == PUBLIC:
        _look_through(review)
    return _mine(review)


def remove_review(user_id: int, book_id: int, at: datetime) -> None:
    """Take a review back, if there is one; for a while it can be restored with its votes. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    review = find_review(user_id, book_id)
    if review is not None and review.removed_at is None:
        touch_taste(user_id)
        lock_review(review.id).removed_at = at
    forget_removed(at)


def restore_review(user_id: int, book_id: int, at: datetime) -> MyReview:
    """Bring back what was taken back a moment ago. Raises BookNotFound, or ReviewNotFound when the time is over."""
    hold_book(book_id)
    lock_user(user_id)
    review = find_review(user_id, book_id)
    if review is None or (review.removed_at is not None and review.removed_at < at - TIME_TO_RESTORE):
        raise ReviewNotFound
    if review.removed_at is not None:
        touch_taste(user_id)
        review.removed_at = None
    return _mine(review)


def forget_removed(at: datetime) -> int:
    """Delete for good what readers took back longer ago than it can be restored; returns how many. Of one that was held
    or hidden that much stays: written anew, it waits for the library again."""
    over = select(Review.id, Review.state).where(
        Review.removed_at < at - TIME_TO_RESTORE, or_(Review.state == PUBLISHED, Review.text != "")
    )
    found = db.session.execute(over.with_for_update(skip_locked=True)).all()
    db.session.execute(delete(Review).where(Review.id.in_([row.id for row in found if row.state == PUBLISHED])))
    decided = [row.id for row in found if row.state != PUBLISHED]
    if decided:
        db.session.execute(delete(ReviewEdit).where(ReviewEdit.review_id.in_(decided)))
        db.session.execute(update(Review).where(Review.id.in_(decided)).values(title="", text=""))
    return len(found)


def vote_helpful(user_id: int, review_id: int, at: datetime) -> MyVote:
    """Note that a reader finds another reader's review helpful; a second time changes nothing.

    Raises ReviewNotFound, or OwnReview.
    """
    lock_user(user_id)
    review = _lock_others(user_id, review_id)
    if db.session.get(ReviewVote, (user_id, review_id)) is None:
        db.session.add(ReviewVote(user_id=user_id, review_id=review_id, voted_at=at))
        review.helpful_count += 1
    return MyVote(review_id, True, review.helpful_count)


def take_back_vote(user_id: int, review_id: int) -> MyVote:
    """Take a vote back, if there is one. Raises ReviewNotFound, or OwnReview."""
    lock_user(user_id)
    review = _lock_others(user_id, review_id)
    vote = db.session.get(ReviewVote, (user_id, review_id))
    if vote is not None:
        db.session.delete(vote)
        review.helpful_count -= 1
    return MyVote(review_id, False, review.helpful_count)


def report_review(user_id: int, review_id: int, reason: str, comment: str, at: datetime) -> None:
    """Tell the library that a review should not be there; enough readers who do take it off the page. A report that was
    decided on counts anew only when the review was changed since. Raises ReviewNotFound, or OwnReview."""
    lock_user(user_id)
    review = _lock_others(user_id, review_id)
    report = _find_report(user_id, review_id)
    if report is None:
        report = ReviewReport(user_id=user_id, review_id=review_id)
        db.session.add(report)
    elif report.state != "open" and (review.edited_at is None or review.edited_at <= report.reported_at):
        return
    report.reason, report.comment, report.state, report.reported_at = reason, comment, "open", at
    db.session.flush()  # it is counted with the others
    if _count_reports(review_id) >= REPORTS_TO_HOLD and review.state == PUBLISHED:
        review.state, review.held_for = HELD, "reports"


def take_back_report(user_id: int, review_id: int) -> None:
    """Take a report back while nobody has decided on it; what it held stays held until somebody decides. Raises
    ReviewNotFound, or OwnReview."""
    lock_user(user_id)
    report = _find_report(user_id, review_id)
    # One that was reported may be off the page since; of another its reader knows only what he can see.
    lock_review(review_id, *([] if report else [seen_by_others()]))
    if report is not None and report.state == "open":
        db.session.delete(report)


def take_back_votes(user_id: int) -> None:
    """Take all of a reader's votes back, before his account goes. The reader must be locked by the caller."""
    ids = sorted(db.session.scalars(select(ReviewVote.review_id).where(ReviewVote.user_id == user_id)))
    list(db.session.scalars(select(Review.id).where(Review.id.in_(ids)).order_by(Review.id).with_for_update()))
    db.session.execute(delete(ReviewVote).where(ReviewVote.user_id == user_id))
    counted = update(Review).where(Review.id.in_(ids)).values(helpful_count=Review.helpful_count - 1)
    db.session.execute(counted, execution_options={"synchronize_session": "fetch"})


def note_borrowing(user_id: int, book_id: int) -> bool:
    """Note that a reader has borrowed a book here: his review of it says so. For the room that lends. False when there
    is nothing to note it on, or it said so before.
    """
    his = update(Review).where(Review.user_id == user_id, Review.book_id == book_id, ~Review.borrowed_here)
    return change_rows(his.values(borrowed_here=True)) > 0


def take_back_borrowing(user_id: int, book_id: int) -> None:
    """He has not borrowed it after all."""
    his = update(Review).where(Review.user_id == user_id, Review.book_id == book_id)
    db.session.execute(his.values(borrowed_here=False))


def _edit(review: Review, writing: Writing, at: datetime) -> bool:
    """Keep what the review was, when it becomes something else."""
    before = (review.title, review.text, review.spoiler, review.language)
    if before == (writing.title, writing.text, writing.spoiler, writing.language):
        return False
    title, text, spoiler, language = before
    kept = ReviewEdit(title=title, text=text, spoiler=spoiler, language=language, replaced_at=at)
    kept.review_id = review.id
    db.session.add(kept)
    review.edited_at = at
    return True


def _look_through(review: Review) -> None:
    found = find_words(f"{review.title}\n{review.text}", words_in_force())
    state = state_after_edit(review.state, bool(found))  # type: ignore[arg-type]
    if state == HELD and review.state != HELD:
        # Null: it was hidden, and has been written anew.
        review.held_for = "words" if found else None
    review.state = state


def _lock_others(user_id: int, review_id: int) -> Review:
    review = lock_review(review_id, seen_by_others())
    if review.user_id == user_id:
        raise OwnReview
    return review


def _find_report(user_id: int, review_id: int) -> ReviewReport | None:
    return db.session.scalar(
        select(ReviewReport).where(ReviewReport.user_id == user_id, ReviewReport.review_id == review_id)
    )


def _count_reports(review_id: int) -> int:
    still_open = (ReviewReport.review_id == review_id, ReviewReport.state == "open")
    return db.session.scalar(select(func.count()).select_from(ReviewReport).where(*still_open)) or 0


def _mine(review: Review) -> MyReview:
    db.session.flush()  # the answer reads what is stored
    return of_mine(review)
