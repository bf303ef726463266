"""Vouchers: words that make an order cheaper."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime

VOUCHER_KINDS = PERCENT, AMOUNT = ("percent", "amount")


class Voucher(Model):
    """`value` is a percentage or cents, off the goods of an order, or off those of a category and what is under it;
    never off the shipping, never more than they cost.
    """

    __tablename__ = "voucher"
    __table_args__ = (
        CheckConstraint(f"kind IN {VOUCHER_KINDS}", name="kind"),
        CheckConstraint("value > 0 AND (kind <> 'percent' OR value <= 100)", name="value"),
        CheckConstraint("minimum_cents >= 0", name="minimum_cents"),
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint("uses >= 0 AND (most_uses IS NULL OR uses <= most_uses)", name="uses"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # In capital letters, without spaces: rules.vouchers.voucher_code.
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[int]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    # Goods for less than this do not take it.
    minimum_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    once_per_reader: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Null: as often as people like.
    most_uses: Mapped[int | None]
    # In orders that were not given up: changed with the voucher's row locked.
    uses: Mapped[int] = mapped_column(default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class VoucherUse(Model):
    """An order took it. The key is null where a reader may take it again, and when the order was given up."""

    __tablename__ = "voucher_use"
    __table_args__ = (UniqueConstraint("once_key"), UniqueConstraint("order_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    # `VOUCHER:READER` while it counts.
    once_key: Mapped[str | None] = mapped_column(String(32))
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The order was given up.
    freed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


audited(Voucher, "voucher", lambda voucher: voucher.code, frozenset({"uses"}))
