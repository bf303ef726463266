"""The tables that the training job writes and the portal reads. The two meet nowhere else."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
    # Why it was refused or failed.
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


class Recommendation(Model):
    """One book on one reader's list. Ranks beyond ten are the reserve."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("run_id", "user_id", "book_id"),
        CheckConstraint("reason IN ('because_you_liked', 'similar_readers')", name="reason"),
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
