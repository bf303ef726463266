"""What readers owe the library, as a book that is only ever written on at its end."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.circulation.rules.lives import FINE_CAUSES, FINE_KINDS
from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class FineEntry(Model):
    """One entry of the ledger; a reader's debt is the sum of his. Never changed, never deleted.

    A charge is positive; payments, waivers and refunds are negative, and a refund that was paid out is positive again.
    """

    __tablename__ = "fine_entry"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint(f"kind IN {FINE_KINDS}", name="kind"),
        CheckConstraint(f"cause IN {FINE_CAUSES}", name="cause"),
        CheckConstraint("amount_cents <> 0", name="amount_cents"),
        CheckConstraint("(kind IN ('charge', 'payout')) = (amount_cents > 0)", name="sign"),
        CheckConstraint("kind <> 'waiver' OR reason IS NOT NULL", name="reason"),
        Index("ix_fine_entry_user_id_made_at", "user_id", "made_at"),
        # What each reader owes, and the orders and filters of the office.
        Index("ix_fine_entry_user_id_amount_cents", "user_id", "amount_cents"),
        Index("ix_fine_entry_made_at", "made_at"),
        Index("ix_fine_entry_amount_cents", "amount_cents"),
        Index("ix_fine_entry_kind_made_at", "kind", "made_at"),
        Index("ix_fine_entry_cause_made_at", "cause", "made_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Null once the account is gone: the money stays in the books.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str] = mapped_column(String(16))
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    # What it was for, so that it is charged once: `overdue:LOAN:RENEWALS`, `lost:LOAN`. Null for what may come twice.
    key: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Null: the library's own clockwork.
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


audited(
    FineEntry,
    "fine",
    lambda entry: None,
    frozenset({"user_id", "loan_id", "key"}),
    reader_of=lambda entry: entry.user_id,
)
