"""Where the money is: attempts to pay, what was given back, and what the providers told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime
from backend.shop.rules.lives import CREATED, OPEN_PAYMENTS, PAYMENT_STATES, REFUND_PENDING, REFUND_STATES


class Payment(Model):
    """An attempt to pay for an order. At most one is open; the unique key is null once it is over."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("open_order_id"),
        UniqueConstraint("key"),
        UniqueConstraint("provider", "provider_ref"),
        CheckConstraint(f"state IN {PAYMENT_STATES}", name="state"),
        CheckConstraint("amount_cents > 0", name="amount_cents"),
        CheckConstraint("0 <= captured_cents", name="captured_cents"),
        CheckConstraint("(state = 'captured') = (captured_cents > 0)", name="captured"),
        CheckConstraint("0 <= refunded_cents AND refunded_cents <= captured_cents", name="refunded_cents"),
        CheckConstraint(f"(state IN {OPEN_PAYMENTS}) = (open_order_id IS NOT NULL)", name="open_order_id"),
        CheckConstraint("open_order_id IS NULL OR open_order_id = order_id", name="order_id"),
        Index("ix_payment_order_id", "order_id"),
        Index("ix_payment_state_changed_at", "state", "changed_at"),
        # What the table of the desk is sorted by.
        Index("ix_payment_state_made_at_id", "state", "made_at", "id"),
        Index("ix_payment_made_at_id", "made_at", "id"),
        Index("ix_payment_amount_cents_id", "amount_cents", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    open_order_id: Mapped[int | None]
    provider: Mapped[str] = mapped_column(String(24))
    # Our word to the provider: the same attempt is made there once.
    key: Mapped[str] = mapped_column(String(64))
    # Its word for the attempt; null until it knows of it.
    provider_ref: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=CREATED)
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    captured_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # Asked for or done.
    refunded_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # At the desk: cash or card.
    method: Mapped[str | None] = mapped_column(String(16))
    # Why it failed, in the provider's code.
    problem: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Who of the staff took the money.
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class Refund(Model):
    """Money of a payment that goes back."""

    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint(f"state IN {REFUND_STATES}", name="state"),
        CheckConstraint("amount_cents > 0", name="amount_cents"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_refund_order_id", "order_id"),
        Index("ix_refund_state_changed_at", "state", "changed_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    amount_cents: Mapped[int]
    # What it is for, so that it is given back once: `cancel:ORDER:PAYMENT`, `return:RETURN`, `late:EVENT`.
    key: Mapped[str] = mapped_column(String(64))
    provider_ref: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=REFUND_PENDING)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(255))
    problem: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class ProviderEvent(Model):
    """A message of a provider, taken once; `outcome` says what was made of it, for people: rules.outcomes.

    What we found ourselves when we asked the provider is noted here too, where staff should look at it.
    """

    __tablename__ = "provider_event"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        CheckConstraint("alert OR handled_at IS NULL", name="handled_at"),
        Index("ix_provider_event_received_at", "received_at"),
        Index("ix_provider_event_alert_handled_at", "alert", "handled_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(24))
    event_id: Mapped[str] = mapped_column(String(64))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Staff should look at it; when and by whom that was done.
    alert: Mapped[bool] = mapped_column(default=False, server_default=false())
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class SandboxPayment(Model):
    """What the pretended provider knows of an attempt: its side of the matter, in development and tests only."""

    __tablename__ = "sandbox_payment"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("refunded_cents <= captured_cents", name="refunded_cents"),
        TABLE_OPTIONS,
    )

    ref: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    order_number: Mapped[str] = mapped_column(String(24))
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(16))
    # A delayed payment comes through then.
    settles_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Where its page leads back to.
    return_path: Mapped[str] = mapped_column(String(255))
    captured_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    refunded_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # Keys of the refunds that were done, so that each is done once.
    refund_keys: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


# The words that a provider knows them by are its secrets and ours.
_SECRET = frozenset({"key", "provider_ref", "open_order_id"})
audited(Payment, "payment", lambda payment: payment.provider, _SECRET)
audited(Refund, "refund", lambda refund: None, _SECRET)
audited(ProviderEvent, "payment_alert", lambda event: event.provider, frozenset({"event_id", "facts"}))
