"""Carts: what somebody is about to buy."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime

# Merged: its guest signed in. Converted: an order was made of it.
CART_STATES = OPEN, MERGED, CONVERTED = ("open", "merged", "converted")


class Cart(Model):
    """A reader's, or a guest's whose cookie carries the token. The unique keys are null once it is closed.

    Prices are not kept here: they are those of the moment.
    """

    __tablename__ = "cart"
    __table_args__ = (
        UniqueConstraint("open_user_id"),
        UniqueConstraint("token"),
        CheckConstraint(f"state IN {CART_STATES}", name="state"),
        CheckConstraint("open_user_id IS NULL OR open_user_id = user_id", name="open_user_id"),
        CheckConstraint("state = 'open' OR (open_user_id IS NULL AND token IS NULL)", name="closed"),
        CheckConstraint("user_id IS NULL OR token IS NULL", name="whose"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    open_user_id: Mapped[int | None]
    # SHA-256 of a guest's token: the table opens no cart.
    token: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=OPEN, server_default=OPEN)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cart.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # A guest's is forgotten thirty days after.
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # What did not fit when a guest's came into it, until the reader has read it: sku_id, book_id, wanted, got.
    differences: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))


class CartLine(Model):
    """So many pieces of something in a cart, or put aside for later."""

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("cart_id", "sku_id"),
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("seen_cents >= 0", name="seen_cents"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id", ondelete="CASCADE"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), index=True)
    quantity: Mapped[int]
    # Not to be bought now.
    saved: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The price at which it was put in, or that was agreed to since: what is said when another holds.
    seen_cents: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
