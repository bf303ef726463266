"""For how long, how many and at what price: the rules of lending, by group of readers, type of item and location."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.circulation.rules.terms import HARD_DUE_KINDS, RENEW_BASES
from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime

_NOT_NEGATIVE = (
    *("max_loans", "max_renewals", "renew_days", "renew_window_days", "overdue_renew_days", "max_holds"),
    *("grace_days", "fine_per_open_day_cents", "fine_cap_cents", "suspend_days_per_overdue_day"),
    *("block_fine_cents", "block_overdue_items", "lost_processing_cents", "refund_days", "noshow_block_days"),
)


class Policy(Model):
    """One set of rules. A key that is null stands for all; exactly one has three of them: the library's default.

    0 means none, except where the column says otherwise. Money is cents of the library's currency.
    """

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint(" AND ".join(f"{name} >= 0" for name in _NOT_NEGATIVE), name="numbers"),
        CheckConstraint("loan_days BETWEEN 1 AND 3650", name="loan_days"),
        CheckConstraint("pickup_open_days >= 1 AND request_valid_days >= 1 AND lost_after_days >= 1", name="days"),
        CheckConstraint(f"renew_base IN {RENEW_BASES}", name="renew_base"),
        CheckConstraint("(hard_due_on IS NULL) = (hard_due_kind IS NULL)", name="hard_due"),
        CheckConstraint(f"hard_due_kind IN {HARD_DUE_KINDS}", name="hard_due_kind"),
        Index("ix_policy_group_id_item_type_id_location_id", "group_id", "item_type_id", "location_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # `group:type:location` with * for all: nulls would not be unique. See rules.terms.scope_of.
    scope: Mapped[str] = mapped_column(String(40), unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("reader_group.id"))
    item_type_id: Mapped[int | None] = mapped_column(ForeignKey("item_type.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))

    # False: not to be taken home, whatever else is said here.
    lends: Mapped[bool] = mapped_column(default=True, server_default=true())
    loan_days: Mapped[int] = mapped_column(default=30)
    # All open loans of the reader, not only those of this type.
    max_loans: Mapped[int] = mapped_column(default=10)
    # A day that overrules the days of the loan: due exactly then, not after it, or not before it.
    hard_due_on: Mapped[date | None]
    hard_due_kind: Mapped[str | None] = mapped_column(String(16))
    # Due no later than the last day of the reader's card.
    within_card: Mapped[bool] = mapped_column(default=True, server_default=true())
    # A free copy becomes the reader's loan by his own click, without the desk.
    self_issue: Mapped[bool] = mapped_column(default=False)

    max_renewals: Mapped[int] = mapped_column(default=2)
    renew_days: Mapped[int] = mapped_column(default=30)
    # How many days before the due date a loan may be renewed; 0: at any time.
    renew_window_days: Mapped[int] = mapped_column(default=7)
    renew_base: Mapped[str] = mapped_column(String(16), default="from_today")
    # So many days overdue a loan may still be renewed.
    overdue_renew_days: Mapped[int] = mapped_column(default=7)

    max_holds: Mapped[int] = mapped_column(default=5)
    # Days the library is open on which a fetched book waits for its reader.
    pickup_open_days: Mapped[int] = mapped_column(default=5)
    request_valid_days: Mapped[int] = mapped_column(default=180)
    # Days without borrowing after a book that was not picked up.
    noshow_block_days: Mapped[int] = mapped_column(default=0)

    grace_days: Mapped[int] = mapped_column(default=2)
    fine_per_open_day_cents: Mapped[int] = mapped_column(default=20)
    # 0: no cap but the price of the book.
    fine_cap_cents: Mapped[int] = mapped_column(default=2000)
    # In place of money: days without borrowing for each day the library was open and the book was late.
    suspend_days_per_overdue_day: Mapped[int] = mapped_column(default=0)
    # From this debt on nothing more is lent; 0: never.
    block_fine_cents: Mapped[int] = mapped_column(default=1000)
    # From so many overdue books on; 0: never.
    block_overdue_items: Mapped[int] = mapped_column(default=3)

    lost_after_days: Mapped[int] = mapped_column(default=60)
    lost_processing_cents: Mapped[int] = mapped_column(default=500)
    # So many days after it was declared lost the price of a book that is found is given back.
    refund_days: Mapped[int] = mapped_column(default=180)

    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


audited(Policy, "policy", lambda policy: None)
