"""The tables that the training job writes and the portal reads, and what readers said and did about them.

The job and the portal meet nowhere else.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class RecommendationRun(Model):
    """One run of the training job, published or not, with what it measured."""

    __tablename__ = "recommendation_run"
    __table_args__ = (
        # TRUE or NULL, and unique: the database refuses a second published run.
        CheckConstraint("published = 1", name="published"),
        CheckConstraint("state IN ('writing', 'published', 'kept', 'pruned', 'refused', 'failed')", name="state"),
        CheckConstraint("(state = 'published') = (published IS NOT NULL)", name="state_published"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    published: Mapped[bool | None] = mapped_column(unique=True)
    # Why it was refused or failed, or which run took its place in a roll-back.
    reason: Mapped[str | None] = mapped_column(Text)
    data_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    data_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reader_count: Mapped[int] = mapped_column(default=0)
    book_count: Mapped[int] = mapped_column(default=0)
    interaction_count: Mapped[int] = mapped_column(default=0)
    list_count: Mapped[int] = mapped_column(default=0)
    hyper_parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    metrics: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    seed: Mapped[int | None]
    revision: Mapped[str | None] = mapped_column(String(64))
    duration_seconds: Mapped[float | None] = mapped_column(Double)
    peak_memory_mb: Mapped[float | None] = mapped_column(Double)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When a roll-back took it from the readers.
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The job's own lines about this run.
    log: Mapped[str | None] = mapped_column(Text)


# Published, refused or failed: how the run ended. Withdrawn: it was given up before it began.
REQUEST_STATES = ("waiting", "running", "stopping", "published", "refused", "failed", "withdrawn", "stopped")
REQUEST_OPEN = ("waiting", "running", "stopping")


class RunRequest(Model):
    """A run that somebody of the staff asked for: the job takes it, and writes down how far it is.

    `open` is TRUE while it waits, runs or is being stopped, and unique: one at a time.
    """

    __tablename__ = "run_request"
    __table_args__ = (
        UniqueConstraint("open"),
        CheckConstraint(f"state IN {REQUEST_STATES}", name="state"),
        CheckConstraint("open = 1", name="open"),
        CheckConstraint(f"(state IN {REQUEST_OPEN}) = (open IS NOT NULL)", name="state_open"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(32))
    # Null: the usual one.
    seed: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), default="waiting", server_default="waiting")
    open: Mapped[bool | None] = mapped_column(default=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The job's last sign of life.
    touched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # load, train, evaluate, recommend or publish; what of it is being done; how far.
    step: Mapped[str | None] = mapped_column(String(16))
    label: Mapped[str | None] = mapped_column(String(64))
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    # The last lines that the job wrote.
    log: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(String(255))
    # The run that came of it; null while there is none.
    run_id: Mapped[int | None]


# How far it is, the job writes down by itself.
_BY_THE_JOB = frozenset({"open", "asked_by", "touched_at", "step", "label", "done", "total", "log"})
audited(RunRequest, "run_request", lambda asked: asked.model, _BY_THE_JOB)


class Recommendation(Model):
    """One book on one reader's list. Ranks beyond ten are the reserve."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("run_id", "user_id", "book_id"),
        CheckConstraint("reason IN ('because_you_liked', 'similar_readers', 'surprise', 'new_book')", name="reason"),
        Index("ix_recommendation_user_id", "user_id"),
        TABLE_OPTIONS,
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("recommendation_run.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    # No foreign keys to books: each is one more index over millions of rows a night, and a book that is gone
    # is simply left out of the answer.
    book_id: Mapped[int]
    score: Mapped[float] = mapped_column(Double)
    predicted_stars: Mapped[float | None] = mapped_column(Double)
    reason: Mapped[str] = mapped_column(String(32))
    evidence_book_id: Mapped[int | None]
    evidence_book2_id: Mapped[int | None]
    # The model that put it there.
    source: Mapped[str] = mapped_column(String(16), default="ncf", server_default="ncf")


class RecommendationList(Model):
    """When a reader's list of a run was made, and from which version of his taste."""

    __tablename__ = "recommendation_list"
    __table_args__ = (Index("ix_recommendation_list_user_id", "user_id"), TABLE_OPTIONS)

    run_id: Mapped[int] = mapped_column(ForeignKey("recommendation_run.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    # When the reader's history was read, not when the rows were stored.
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taste_version: Mapped[int]
    # True: made again between two runs, because the reader's taste had changed.
    refreshed: Mapped[bool] = mapped_column(default=False, server_default=false())


class SimilarBook(Model):
    """A book close to another one in the model's eyes. No foreign keys to books, as in Recommendation."""

    __tablename__ = "similar_book"

    run_id: Mapped[int] = mapped_column(ForeignKey("recommendation_run.id"), primary_key=True)
    book_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    similar_book_id: Mapped[int]
    score: Mapped[float] = mapped_column(Double)


class AlsoLiked(Model):
    """A book that readers who liked another one liked too, and how many did. No foreign keys to books either."""

    __tablename__ = "also_liked"

    run_id: Mapped[int] = mapped_column(ForeignKey("recommendation_run.id"), primary_key=True)
    book_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    other_book_id: Mapped[int]
    score: Mapped[float] = mapped_column(Double)
    reader_count: Mapped[int]


class Dismissal(Model):
    """A book that a reader does not want recommended."""

    __tablename__ = "dismissal"
    __table_args__ = (Index("ix_dismissal_book_id", "book_id"), TABLE_OPTIONS)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    dismissed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TasteExclusion(Model):
    """A book of a reader's history that says nothing about his taste."""

    __tablename__ = "taste_exclusion"
    __table_args__ = (Index("ix_taste_exclusion_book_id", "book_id"), TABLE_OPTIONS)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    excluded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecommendationShown(Model):
    """One book seen by one reader on one shelf on one day, and what came of it.

    Who it was is null once he borrowed the book and his loan is forgotten: it counts on, and tells nothing of him.
    """

    __tablename__ = "recommendation_shown"
    __table_args__ = (
        UniqueConstraint("user_id", "book_id", "shelf", "day"),
        CheckConstraint("shelf IN ('for_you', 'similar', 'also_liked', 'onboarding')", name="shelf"),
        Index("ix_recommendation_shown_day", "day"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    book_id: Mapped[int]
    shelf: Mapped[str] = mapped_column(String(16))
    # What put the book there: a model's name, or a step of the ladder such as popular.
    source: Mapped[str] = mapped_column(String(16))
    run_id: Mapped[int | None]
    # Of the library's own time zone.
    day: Mapped[date]
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    liked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    borrowed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecommendationDaily(Model):
    """What readers did with one day's recommendations, counted; kept after the single sightings are gone."""

    __tablename__ = "recommendation_daily"
    __table_args__ = (
        CheckConstraint("impressions >= 0 AND opens >= 0 AND likes >= 0 AND loans >= 0", name="counts"),
        TABLE_OPTIONS,
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    # 0: no run had a part in it. A key column cannot be null.
    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    shelf: Mapped[str] = mapped_column(String(16), primary_key=True)
    impressions: Mapped[int]
    opens: Mapped[int]
    likes: Mapped[int]
    loans: Mapped[int]


audited(RecommendationRun, "run", lambda run: run.model, frozenset({"hyper_parameters", "metrics", "log"}))
