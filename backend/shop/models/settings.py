"""Where books are sent, for how much, and the terms of the shop."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Address(Model):
    """An entry of a reader's address book; what is needed depends on the country: rules.addresses."""

    __tablename__ = "address"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str] = mapped_column(String(64))
    phone: Mapped[str] = mapped_column(String(32))
    # ISO 3166-1 alpha-2.
    country: Mapped[str] = mapped_column(String(2))
    # Province or state; city; district of a Chinese city.
    region: Mapped[str] = mapped_column(String(64), default="", server_default="")
    city: Mapped[str] = mapped_column(String(64))
    district: Mapped[str] = mapped_column(String(64), default="", server_default="")
    street: Mapped[str] = mapped_column(String(255))
    postal_code: Mapped[str] = mapped_column(String(16), default="", server_default="")
    # The one that the checkout proposes: the newest of those marked so.
    preferred: Mapped[bool] = mapped_column(default=False, server_default="0")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShippingRate(Model):
    """What sending costs to a country, or to all that have no line of their own (`*`)."""

    __tablename__ = "shipping_rate"
    __table_args__ = (
        CheckConstraint("base_cents >= 0 AND piece_cents >= 0", name="cents"),
        CheckConstraint("free_from_cents IS NULL OR free_from_cents > 0", name="free_from_cents"),
        TABLE_OPTIONS,
    )

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    base_cents: Mapped[int]
    # For each piece after the first.
    piece_cents: Mapped[int]
    # Goods for so much are sent for nothing; null: never.
    free_from_cents: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class ShopTerms(Model):
    """The terms of the shop: one row, of id 1, made by the migration."""

    __tablename__ = "shop_terms"
    __table_args__ = (
        CheckConstraint("id = 1", name="id"),
        CheckConstraint("tax_basis_points BETWEEN 0 AND 5000", name="tax_basis_points"),
        CheckConstraint("return_days BETWEEN 0 AND 365", name="return_days"),
        CheckConstraint("pickup_open_days BETWEEN 1 AND 60", name="pickup_open_days"),
        CheckConstraint("payment_minutes BETWEEN 5 AND 1440", name="payment_minutes"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # False: nothing is sold; orders that were placed go on.
    open: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Of the tax that prices contain, in hundredths of a per cent: 900 is the 9 % on books in China.
    tax_basis_points: Mapped[int] = mapped_column(default=900, server_default="900")
    # Days after completion on which lines may come back; 0: never.
    return_days: Mapped[int] = mapped_column(default=14, server_default="14")
    # Days the library is open on which an order lies ready.
    pickup_open_days: Mapped[int] = mapped_column(default=10, server_default="10")
    # How long pieces are reserved for somebody who is paying.
    payment_minutes: Mapped[int] = mapped_column(default=30, server_default="30")
    # As they stand on an invoice.
    seller: Mapped[str] = mapped_column(String(128), default="", server_default="")
    seller_address: Mapped[str] = mapped_column(String(255), default="", server_default="")
    seller_tax_number: Mapped[str] = mapped_column(String(32), default="", server_default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


audited(ShippingRate, "shipping_rate", lambda rate: rate.country)
audited(ShopTerms, "shop_terms", lambda terms: None)
