"""The ledger of what is for sale, and when it is sold for less."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime

# In: bought, counted, a withdrawn copy, given back. Out: sold, counted.
ENTRY_KINDS = ("received", "withdrawn_copy", "sold", "restocked", "adjusted")
RECEIVED, WITHDRAWN_COPY, SOLD, RESTOCKED, ADJUSTED = ENTRY_KINDS


class StockEntry(Model):
    """One change of what is on hand; `Sku.on_hand` is their sum. Never changed, never deleted."""

    __tablename__ = "stock_entry"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("copy_id"),
        CheckConstraint(f"kind IN {ENTRY_KINDS}", name="kind"),
        CheckConstraint("quantity <> 0", name="quantity"),
        CheckConstraint("(kind IN ('received', 'withdrawn_copy', 'restocked')) <= (quantity > 0)", name="inward"),
        CheckConstraint("kind <> 'sold' OR quantity < 0", name="outward"),
        CheckConstraint("(kind = 'withdrawn_copy') = (copy_id IS NOT NULL)", name="copy_id"),
        CheckConstraint("(kind IN ('sold', 'restocked')) = (order_id IS NOT NULL)", name="order_id"),
        CheckConstraint("kind <> 'adjusted' OR reason IS NOT NULL", name="reason"),
        Index("ix_stock_entry_sku_id_made_at", "sku_id", "made_at"),
        Index("ix_stock_entry_kind_made_on", "kind", "made_on"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    kind: Mapped[str] = mapped_column(String(16))
    quantity: Mapped[int]
    # What it was for, so that it is written once: `sold:ORDER:SKU`, `cancel:ORDER:SKU`, `return:RETURN:SKU`.
    key: Mapped[str | None] = mapped_column(String(64))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("shop_order.id"), index=True)
    # A copy that was lent once and is sold now.
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("copy.id"))
    reason: Mapped[str | None] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The same moment as a day where the library stands.
    made_on: Mapped[date]
    # Null: the library's own clockwork, or a reader who bought.
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class Discount(Model):
    """So much less from one day to another: for one thing on sale, for a category and what is under it, or for all.

    Of several that fit the one of the greatest percentage holds; they are never added up.
    """

    __tablename__ = "discount"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 1 AND 90", name="percent"),
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint("sku_id IS NULL OR category_id IS NULL", name="scope"),
        Index("ix_discount_ends_on_starts_on", "ends_on", "starts_on"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    percent: Mapped[int]
    starts_on: Mapped[date]
    # The last day of it.
    ends_on: Mapped[date]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


audited(StockEntry, "stock_entry", lambda entry: None, frozenset({"key"}))
audited(Discount, "discount", lambda discount: discount.name_zh)
