"""Wishes for a title: the queue, and the copies that were set aside."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.circulation.rules.lives import HOLD_STATES, OPEN_HOLDS, QUEUED, SET_ASIDE
from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Hold(Model):
    """A reader waits for a title, or has a copy of it set aside. The unique keys are null once it is closed:
    a reader waits for a title once, and a copy is set aside for one reader.
    """

    __tablename__ = "hold"
    __table_args__ = (
        UniqueConstraint("open_key"),
        UniqueConstraint("alloc_copy_id"),
        CheckConstraint(f"state IN {HOLD_STATES}", name="state"),
        CheckConstraint(f"(state IN {OPEN_HOLDS}) = (open_key IS NOT NULL)", name="open_key"),
        CheckConstraint(f"(state IN {OPEN_HOLDS}) = (closed_at IS NULL)", name="closed_at"),
        CheckConstraint("open_key IS NULL OR user_id IS NOT NULL", name="user_id"),
        CheckConstraint(f"(state IN {SET_ASIDE}) = (alloc_copy_id IS NOT NULL)", name="alloc_copy_id"),
        CheckConstraint("(state = 'ready') = (pickup_until IS NOT NULL)", name="pickup_until"),
        CheckConstraint(f"suspended_until IS NULL OR state = '{QUEUED}'", name="suspended_until"),
        CheckConstraint("extensions >= 0", name="extensions"),
        # The queue of a title, the lists of the desk, and a reader's own.
        Index("ix_hold_book_id_state", "book_id", "state"),
        Index("ix_hold_state_pickup_until", "state", "pickup_until"),
        Index("ix_hold_state_not_needed_after", "state", "not_needed_after"),
        Index("ix_hold_state_allocated_at", "state", "allocated_at"),
        Index("ix_hold_user_id_state", "user_id", "state"),
        Index("ix_hold_user_id_placed_at", "user_id", "placed_at"),
        # What was wished for on a day.
        Index("ix_hold_placed_at", "placed_at"),
        Index("ix_hold_pickup_until", "pickup_until"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Null once it is over and the reader is not to be remembered.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    state: Mapped[str] = mapped_column(String(16), default=QUEUED)
    # rules.lives.open_key while it is open.
    open_key: Mapped[str | None] = mapped_column(String(32))
    alloc_copy_id: Mapped[int | None] = mapped_column(ForeignKey("copy.id"))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The queue is in the order of priority (high first), rank and id.
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    # Seconds since 1970 at which it was placed; staff who move it in the queue give it another.
    rank: Mapped[float] = mapped_column(Double)
    # The first day on which it counts again.
    suspended_until: Mapped[date | None]
    not_needed_after: Mapped[date]
    allocated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The last day on which the book lies ready, to the end of that day where the library stands.
    pickup_until: Mapped[date | None]
    extensions: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


# Never whose it is, as with loans.
audited(Hold, "hold", lambda hold: None, frozenset({"user_id", "open_key"}))
