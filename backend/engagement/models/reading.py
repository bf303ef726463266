"""How far readers are with their books, and what they note for themselves. All of it is the reader's alone."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Reading(Model):
    """Where one reader is with one book now: his latest reading of it."""

    __tablename__ = "reading"
    __table_args__ = (
        CheckConstraint("status IN ('want_to_read', 'reading', 'read', 'stopped')", name="status"),
        CheckConstraint("finished_on >= started_on", name="dates"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("page >= 0 AND page <= page_total", name="page"),
        CheckConstraint("page_total >= 1", name="page_total"),
        CheckConstraint("page IS NULL OR page_total IS NOT NULL", name="page_of_total"),
        Index("ix_reading_book_id", "book_id"),
        Index("ix_reading_user_id_status_updated_at_book_id", "user_id", "status", "updated_at", "book_id"),
        Index("ix_reading_user_id_finished_on", "user_id", "finished_on"),
        TABLE_OPTIONS,
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    # Null: the reader does not say.
    started_on: Mapped[date | None]
    # Of a book that was read or stopped.
    finished_on: Mapped[date | None]
    # In percent.
    progress: Mapped[int] = mapped_column(default=0, server_default="0")
    # Where the reader counts pages: the last one read, of those that his edition has. The percentage follows.
    page: Mapped[int | None]
    page_total: Mapped[int | None]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PastReading(Model):
    """A book read before it was begun anew: every reading has its dates, in whichever year it was."""

    __tablename__ = "past_reading"
    __table_args__ = (
        CheckConstraint("finished_on >= started_on", name="dates"),
        Index("ix_past_reading_user_id_book_id", "user_id", "book_id"),
        Index("ix_past_reading_user_id_finished_on", "user_id", "finished_on"),
        Index("ix_past_reading_book_id", "book_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"))
    started_on: Mapped[date | None]
    finished_on: Mapped[date | None]


class BookNote(Model):
    """What a reader writes about a book for himself."""

    __tablename__ = "book_note"
    __table_args__ = (Index("ix_book_note_book_id", "book_id"), TABLE_OPTIONS)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
