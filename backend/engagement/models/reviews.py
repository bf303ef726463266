"""Reviews, what other readers say of them, and what the library decides about them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Review(Model):
    """What one reader writes about one book. Others see it when its reader made it public, and the library did not hold
    or hide it."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("user_id", "book_id"),
        CheckConstraint("visibility IN ('private', 'public')", name="visibility"),
        CheckConstraint("state IN ('published', 'held', 'hidden')", name="state"),
        CheckConstraint("held_for IN ('words', 'reports')", name="held_for"),
        CheckConstraint("helpful_count >= 0", name="helpful_count"),
        Index("ix_review_book_id_helpful_count_id", "book_id", "helpful_count", "id"),
        Index("ix_review_book_id_created_at_id", "book_id", "created_at", "id"),
        Index("ix_review_user_id_created_at_id", "user_id", "created_at", "id"),
        Index("ix_review_state_id", "state", "id"),
        Index("ix_review_created_at", "created_at"),
        Index("ix_review_removed_at", "removed_at"),
        Index("ix_review_decided_by", "decided_by"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Null: a reader who has left and wanted it to stay.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"))
    # Empty: it has none.
    title: Mapped[str] = mapped_column(String(120), default="", server_default="")
    text: Mapped[str] = mapped_column(Text)
    spoiler: Mapped[bool] = mapped_column(default=False, server_default=false())
    # BCP 47 primary tag: zh, en, fr.
    language: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16), default="private", server_default="private")
    # Whether the reader's stars stand beside it.
    show_stars: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Of the latest change of what is written; null: as it was first written.
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Taken back by its reader: nobody sees it, and the row goes for good when the time to undo is over.
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How many rows of review_vote it has.
    helpful_count: Mapped[int] = mapped_column(default=0, server_default="0")
    # A fact of the lending room: the reader has borrowed the book in this library.
    borrowed_here: Mapped[bool] = mapped_column(default=False, server_default=false())

    # held: waits for a decision of the library, seen by its reader alone; hidden: was decided against.
    state: Mapped[str] = mapped_column(String(16), default="published", server_default="published")
    held_for: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    decision_reason: Mapped[str | None] = mapped_column(String(500))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReviewEdit(Model):
    """A review as it was before a change."""

    __tablename__ = "review_edit"
    __table_args__ = (Index("ix_review_edit_review_id_id", "review_id", "id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    spoiler: Mapped[bool]
    language: Mapped[str] = mapped_column(String(16))
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewVote(Model):
    """A reader found another reader's review helpful."""

    __tablename__ = "review_vote"
    __table_args__ = (Index("ix_review_vote_review_id", "review_id"), TABLE_OPTIONS)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), primary_key=True)
    voted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewReport(Model):
    """A reader says that a review should not be there."""

    __tablename__ = "review_report"
    __table_args__ = (
        UniqueConstraint("review_id", "user_id"),
        CheckConstraint(
            "reason IN ('spam', 'offensive', 'spoiler', 'off_topic', 'personal_data', 'other')", name="reason"
        ),
        CheckConstraint("state IN ('open', 'upheld', 'dismissed')", name="state"),
        Index("ix_review_report_user_id", "user_id"),
        Index("ix_review_report_state_review_id", "state", "review_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(16))
    # Empty: the reason says it.
    comment: Mapped[str] = mapped_column(String(500), default="", server_default="")
    state: Mapped[str] = mapped_column(String(16), default="open", server_default="open")
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FilterWord(Model):
    """A word for which a public review waits until somebody of the library has looked at it."""

    __tablename__ = "filter_word"
    __table_args__ = (Index("ix_filter_word_added_by", "added_by"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(64))
    # rules.wording.normalised(word)
    normalised: Mapped[str] = mapped_column(String(128), unique=True)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


# What is written stays with its writer.
audited(
    Review,
    "review",
    lambda review: None,
    frozenset({"user_id", "title", "text", "helpful_count", "borrowed_here"}),
    reader_of=lambda review: review.user_id,
)
audited(FilterWord, "filter_word", lambda word: word.word, frozenset({"normalised"}))
