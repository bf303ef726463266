"""What one person said of books in two accounts."""

from sqlalchemy import delete, func, insert, select, update

from backend.accounts.models import User
from backend.accounts.service import touch_taste
from backend.catalog.service import mark_books
from backend.core.database import change_rows, db
from backend.engagement.models import (
    BookNote,
    BookView,
    PastReading,
    Rating,
    Reading,
    Review,
    ReviewReport,
    ReviewVote,
)
from backend.engagement.rules import PUBLISHED
from backend.engagement.service import mend_stars
from backend.engagement.service.checking import lock_reviews, mend_votes
from backend.lists.models import ReadingList
from backend.lists.rules import NAME_MAX, name_key
from backend.people.rules.merging import free_name
from backend.people.service.folding import move, pairs

_LONGEST_NOTE = 20_000


def books_of(user_ids: tuple[int, int]) -> set[int]:
    """The books of which these accounts said anything that is counted: to be locked."""
    voted = select(Review.book_id).join(ReviewVote, ReviewVote.review_id == Review.id)
    asked = (
        select(Rating.book_id).where(Rating.user_id.in_(user_ids)),
        select(Review.book_id).where(Review.user_id.in_(user_ids)),
        voted.where(ReviewVote.user_id.in_(user_ids)),
    )
    return {book_id for statement in asked for book_id in db.session.scalars(statement)}


def take_notes(kept_id: int, gone_id: int) -> None:
    """Nobody's words are lost: of two notes about a book the older one stands below the newer one."""
    for mine, theirs in pairs("book_note.user_id", ("book_id",), kept_id, gone_id):
        newer, older = sorted((mine, theirs), key=lambda row: row["updated_at"], reverse=True)
        text = newer["text"] if older["text"] in newer["text"] else f"{newer['text']}\n\n{older['text']}"
        his = BookNote.book_id == mine["book_id"]
        change_rows(delete(BookNote).where(BookNote.user_id == gone_id, his))
        kept = update(BookNote).where(BookNote.user_id == kept_id, his)
        change_rows(kept.values(text=text[:_LONGEST_NOTE], updated_at=newer["updated_at"]))
    move("book_note.user_id", kept_id, gone_id)


def take_views(kept_id: int, gone_id: int) -> None:
    """How often he looked is the sum."""
    for mine, theirs in pairs("book_view.user_id", ("book_id",), kept_id, gone_id):
        his = BookView.book_id == mine["book_id"]
        change_rows(delete(BookView).where(BookView.user_id == gone_id, his))
        both = {
            "view_count": mine["view_count"] + theirs["view_count"],
            "first_viewed_at": min(mine["first_viewed_at"], theirs["first_viewed_at"]),
            "viewed_at": max(mine["viewed_at"], theirs["viewed_at"]),
        }
        change_rows(update(BookView).where(BookView.user_id == kept_id, his).values(both))
    move("book_view.user_id", kept_id, gone_id)


def take_readings(kept_id: int, gone_id: int) -> None:
    """Where he is with a book is what he said last; an older reading that was finished stays as a past one."""
    for mine, theirs in pairs("reading.user_id", ("book_id",), kept_id, gone_id):
        newer, older = sorted((mine, theirs), key=lambda row: row["updated_at"], reverse=True)
        if older["finished_on"] is not None and older["finished_on"] != newer["finished_on"]:
            days = {"started_on": older["started_on"], "finished_on": older["finished_on"]}
            db.session.execute(insert(PastReading).values(user_id=kept_id, book_id=older["book_id"], **days))
        over = Reading.user_id == older["user_id"], Reading.book_id == older["book_id"]
        change_rows(delete(Reading).where(*over))
    move("reading.user_id", kept_id, gone_id)


def take_lists(kept_id: int, gone_id: int) -> None:
    """All of them; one whose name the kept account uses gets a number behind it."""
    taken = {
        key for key in db.session.scalars(select(ReadingList.name_key).where(ReadingList.user_id == kept_id)) if key
    }
    for one in db.session.scalars(select(ReadingList).where(ReadingList.user_id == gone_id).order_by(ReadingList.id)):
        if one.name_key is not None and one.name_key in taken:
            one.name = free_name(one.name_key, taken, NAME_MAX)
            one.name_key = name_key(one.name)
        if one.name_key is not None:
            taken.add(one.name_key)
        one.user_id = kept_id
    db.session.flush()  # the lists are his before the account goes


def forget_taken_back(user_ids: tuple[int, int]) -> None:
    """A review that was taken back is never the one of two that stays."""
    over = Review.user_id.in_(user_ids), Review.removed_at.is_not(None), Review.state == PUBLISHED
    change_rows(delete(Review).where(*over))


def mend(kept_id: int, books: set[int]) -> None:
    """After everything is the kept account's: nobody votes for himself, and the figures are what the rows say."""
    own = select(Review.id).where(Review.user_id == kept_id)
    for table in (ReviewVote, ReviewReport):
        mine = list(db.session.scalars(own))
        change_rows(delete(table).where(table.user_id == kept_id, table.review_id.in_(mine)))
    ids = sorted(books)
    lock_reviews(ids)
    mend_votes(ids)
    mend_stars(ids)
    mark_books(ids)
    rated = select(func.count()).where(Rating.user_id == kept_id).scalar_subquery()
    change_rows(update(User).where(User.id == kept_id).values(rating_count=rated))
    touch_taste(kept_id)
