"""Orders as they were placed: nothing of a line changes afterwards but how much of it came back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.catalog.models.copies import SKU_KINDS
from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime
from backend.shop.rules.lives import CLOSED_ORDERS, DELIVERIES, ORDER_STATES, PAYMENT_STATUSES, PENDING_PAYMENT


class Order(Model):
    """What somebody bought. Money is in cents; prices contain the tax."""

    __tablename__ = "shop_order"
    __table_args__ = (
        UniqueConstraint("checkout_key"),
        UniqueConstraint("number"),
        UniqueConstraint("invoice_number"),
        CheckConstraint(f"state IN {ORDER_STATES}", name="state"),
        CheckConstraint(f"delivery IN {DELIVERIES}", name="delivery"),
        CheckConstraint(f"payment_status IN {PAYMENT_STATUSES}", name="payment_status"),
        CheckConstraint("delivery = 'pickup' OR address IS NOT NULL OR user_id IS NULL", name="address"),
        CheckConstraint(
            "goods_cents >= 0 AND shipping_cents >= 0 AND voucher_cents >= 0 AND voucher_cents <= goods_cents",
            name="cents",
        ),
        CheckConstraint("total_cents = goods_cents - voucher_cents + shipping_cents", name="total_cents"),
        CheckConstraint("0 <= refunded_cents AND refunded_cents <= captured_cents", name="money"),
        CheckConstraint("tax_cents >= 0 AND tax_cents <= total_cents", name="tax_cents"),
        CheckConstraint(f"(state = '{PENDING_PAYMENT}') = (expires_at IS NOT NULL)", name="expires_at"),
        CheckConstraint(f"(state IN {CLOSED_ORDERS}) = (closed_at IS NOT NULL)", name="closed_at"),
        CheckConstraint("(state = 'ready_for_pickup') <= (pickup_until IS NOT NULL)", name="pickup_until"),
        # A reader's own; the lists of the desk; what runs out; sales by day.
        Index("ix_shop_order_user_id_id", "user_id", "id"),
        Index("ix_shop_order_state_id", "state", "id"),
        Index("ix_shop_order_state_expires_at", "state", "expires_at"),
        Index("ix_shop_order_state_shipped_at", "state", "shipped_at"),
        Index("ix_shop_order_confirmed_on", "confirmed_on"),
        Index("ix_shop_order_placed_on", "placed_on"),
        Index("ix_shop_order_payment_status_id", "payment_status", "id"),
        Index("ix_shop_order_tracking_number", "tracking_number"),
        # What the table of the desk is sorted by.
        Index("ix_shop_order_delivery_id", "delivery", "id"),
        Index("ix_shop_order_total_cents_id", "total_cents", "id"),
        Index("ix_shop_order_pickup_until_id", "pickup_until", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What people say: rules.numbers.order_number.
    number: Mapped[str] = mapped_column(String(24))
    # Null once the account is gone: the order stays in the books, without the person.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # The cart it was made of: an order is made of it once.
    checkout_key: Mapped[str] = mapped_column(String(32))
    # What the reader agreed to: rules.price_hash. Asked for again, it is the same order.
    price_hash: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(24), default=PENDING_PAYMENT)
    delivery: Mapped[str] = mapped_column(String(16))
    # The way that was chosen: rules.lives.PROVIDERS.
    provider: Mapped[str] = mapped_column(String(24))
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    # Lines as they are sold, discounts taken off.
    goods_cents: Mapped[int]
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), index=True)
    voucher_code: Mapped[str | None] = mapped_column(String(32))
    voucher_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    shipping_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    total_cents: Mapped[int]
    tax_basis_points: Mapped[int]
    # Contained in the total.
    tax_cents: Mapped[int]
    # Sums of its captured payments and of its refunds that are asked for or done, kept by service.money.
    captured_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    refunded_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    payment_status: Mapped[str] = mapped_column(String(16), default="none", server_default="none")
    # As it was: recipient, phone, country, region, city, district, street, postal_code. Null when picked up, and once
    # the reader is gone.
    address: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # What the reader wants to say.
    note: Mapped[str | None] = mapped_column(Text)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_on: Mapped[date]
    # While it waits for money.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_on: Mapped[date | None]
    shipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carrier: Mapped[str | None] = mapped_column(String(64))
    tracking_number: Mapped[str | None] = mapped_column(String(64))
    # Where it lies ready, and the last day on which it does.
    slot: Mapped[str | None] = mapped_column(String(32))
    pickup_until: Mapped[date | None]
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # `2026-000123`, without a gap in a year: given when it is confirmed.
    invoice_number: Mapped[str | None] = mapped_column(String(24))
    invoiced_on: Mapped[date | None]


class OrderLine(Model):
    """So many pieces of one thing, with its words and prices as they were."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "sku_id"),
        CheckConstraint(f"kind IN {SKU_KINDS}", name="kind"),
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("0 <= unit_cents AND unit_cents <= list_cents", name="unit_cents"),
        CheckConstraint("total_cents = unit_cents * quantity", name="total_cents"),
        CheckConstraint("0 <= voucher_cents AND voucher_cents <= total_cents", name="voucher_cents"),
        CheckConstraint("0 <= returned AND returned <= quantity", name="returned"),
        CheckConstraint("0 <= reserved AND reserved <= quantity", name="reserved"),
        Index("ix_order_line_book_id", "book_id"),
        Index("ix_order_line_sku_id_reserved", "sku_id", "reserved"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(255), default="", server_default="")
    isbn13: Mapped[str | None] = mapped_column(String(13))
    quantity: Mapped[int]
    # Without and with the discount of the day, for one piece.
    list_cents: Mapped[int]
    unit_cents: Mapped[int]
    total_cents: Mapped[int]
    # Its share of the voucher: what is given back when it comes back is total less this.
    voucher_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # Pieces set aside for it in the stock: all while it waits for money, none after.
    reserved: Mapped[int] = mapped_column(default=0, server_default="0")
    returned: Mapped[int] = mapped_column(default=0, server_default="0")


class OrderReturn(Model):
    """Pieces of a line that came back."""

    __tablename__ = "order_return"
    __table_args__ = (
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("refund_cents >= 0", name="refund_cents"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    quantity: Mapped[int]
    # Whether they can be sold again.
    restocked: Mapped[bool]
    refund_cents: Mapped[int]
    reason: Mapped[str] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class InvoiceCounter(Model):
    """The last invoice number of a year; its row is locked while the next is given, so that none is left out."""

    __tablename__ = "invoice_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0, server_default="0")


class ShopEvent(Model):
    """One transition of an order, a payment or a refund, written by `service.transitions.transition` alone."""

    __tablename__ = "shop_event"
    __table_args__ = (
        CheckConstraint("entity IN ('order', 'payment', 'refund')", name="entity"),
        Index("ix_shop_event_order_id_id", "order_id", "id"),
        Index("ix_shop_event_entity_entity_id", "entity", "entity_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(8))
    entity_id: Mapped[int]
    # Whose timeline it is in.
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    action: Mapped[str] = mapped_column(String(32))
    # Null before it was there.
    before: Mapped[str | None] = mapped_column(String(24))
    after: Mapped[str] = mapped_column(String(24))
    # Null: the library's own clockwork, or somebody who is to be forgotten.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    actor_role: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(255))
    # What else changed. Never a name.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str | None] = mapped_column(String(32))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)


# Not who bought, and not where he lives.
audited(
    Order,
    "order",
    lambda order: order.number,
    frozenset({"user_id", "address", "note", "checkout_key", "price_hash"}),
)
audited(OrderReturn, "order_return", lambda back: None)
