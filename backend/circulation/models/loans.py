"""Copies that left the desk with a reader."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.circulation.rules.lives import ACTIVE, CHANNELS, LOAN_STATES, OPEN_LOANS
from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Loan(Model):
    """A copy is lent. `open_copy_id` is the copy while the loan is open and null after: no copy is lent twice.

    Overdue is not a state: a loan is overdue while it is active and the day it was due on is over.
    """

    __tablename__ = "loan"
    __table_args__ = (
        UniqueConstraint("open_copy_id"),
        CheckConstraint(f"state IN {LOAN_STATES}", name="state"),
        CheckConstraint(f"(state IN {OPEN_LOANS}) = (open_copy_id IS NOT NULL)", name="open_copy_id"),
        CheckConstraint("open_copy_id IS NULL OR open_copy_id = copy_id", name="copy_id"),
        CheckConstraint("open_copy_id IS NULL OR user_id IS NOT NULL", name="user_id"),
        CheckConstraint(f"(state IN {OPEN_LOANS}) = (closed_at IS NULL)", name="closed_at"),
        CheckConstraint("returned_at >= borrowed_at", name="returned_at"),
        CheckConstraint("due_on >= borrowed_on", name="due_on"),
        CheckConstraint("renewals >= 0", name="renewals"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        # Whether a reader had a title; his loans; what is due; a title's loans of the last days; a copy's past; what
        # may be forgotten; what came back on a day.
        Index("ix_loan_user_id_book_id", "user_id", "book_id"),
        Index("ix_loan_user_id_closed_at", "user_id", "closed_at"),
        Index("ix_loan_state_due_on", "state", "due_on"),
        Index("ix_loan_book_id_borrowed_on", "book_id", "borrowed_on"),
        Index("ix_loan_borrowed_on", "borrowed_on"),
        Index("ix_loan_copy_id_borrowed_at", "copy_id", "borrowed_at"),
        Index("ix_loan_closed_at", "closed_at"),
        Index("ix_loan_returned_at", "returned_at"),
        Index("ix_loan_due_on", "due_on"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Null once it is closed and the reader is not to be remembered.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    copy_id: Mapped[int] = mapped_column(ForeignKey("copy.id"))
    open_copy_id: Mapped[int | None]
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"), index=True)
    state: Mapped[str] = mapped_column(String(24), default=ACTIVE)
    # At the desk, or by the reader himself.
    channel: Mapped[str] = mapped_column(String(16))
    borrowed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The same moment as a day where the library stands.
    borrowed_on: Mapped[date]
    # The truth; due_at is its last second where the library stands, for comparisons.
    due_on: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    renewals: Mapped[int] = mapped_column(default=0, server_default="0")
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The policy as it was when the copy was lent: rules.terms.Terms as JSON. Later changes of the policy touch no loan.
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)


# Never whose it is: a loan that is over forgets its reader, and the log must not remember him.
audited(Loan, "loan", lambda loan: None, frozenset({"user_id", "open_copy_id", "due_at", "terms"}))
