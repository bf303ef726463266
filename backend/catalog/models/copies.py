"""What stands on the shelves to be lent, and what lies in the shop to be sold: two things, never one number."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model

OK = "ok"
CONDITIONS = (OK, "damaged", "in_repair", "missing", "lost", "withdrawn", "on_order", "in_process")
SKU_KINDS = NEW, USED = ("new", "used")


class Location(Model):
    """Where copies stand: a reading room, a store, a branch."""

    __tablename__ = "location"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0, server_default="0")


class ItemType(Model):
    """What kind of thing a copy is, as the rules of lending tell them apart: a book, a new book, a film."""

    __tablename__ = "item_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0, server_default="0")


class Copy(Model):
    """One piece with its barcode. It may be lent while its condition is ok and it is not for reference only."""

    __tablename__ = "copy"
    __table_args__ = (
        Index("ix_copy_book_id_condition", "book_id", "condition"),
        Index("ix_copy_shelf_mark_id", "shelf_mark", "id"),
        # How many there were on a day.
        Index("ix_copy_acquired_on_condition", "acquired_on", "condition"),
        Index("ix_copy_condition_acquired_on", "condition", "acquired_on"),
        CheckConstraint(f"condition IN {CONDITIONS}", name="condition"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    barcode: Mapped[str] = mapped_column(String(32), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    # 1 is the ordinary book, which the migration makes.
    item_type_id: Mapped[int] = mapped_column(ForeignKey("item_type.id"), default=1, server_default="1", index=True)
    # Where on the shelf: call number as on the spine.
    shelf_mark: Mapped[str | None] = mapped_column(String(64))
    condition: Mapped[str] = mapped_column(String(16), default=OK, server_default=OK)
    reference_only: Mapped[bool] = mapped_column(default=False, server_default="0")
    acquired_on: Mapped[date | None]


class Sku(Model):
    """Something for sale: the pieces of a title, new ones or used; reserved ones are in somebody's order that waits for
    its money. The room that sells keeps them; what is on hand is the sum of its ledger.
    """

    __tablename__ = "sku"
    __table_args__ = (
        UniqueConstraint("book_id", "kind"),
        CheckConstraint(f"kind IN {SKU_KINDS}", name="kind"),
        CheckConstraint("price_cents >= 0", name="price_cents"),
        CheckConstraint("most_per_order >= 1", name="most_per_order"),
        CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved"),
        Index("ix_sku_price_cents_id", "price_cents", "id"),
        Index("ix_sku_on_hand_id", "on_hand", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    kind: Mapped[str] = mapped_column(String(8), default=NEW, server_default=NEW)
    # Without any discount; contains the tax.
    price_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    on_sale: Mapped[bool] = mapped_column(default=True, server_default=true())
    most_per_order: Mapped[int] = mapped_column(default=5, server_default="5")
    # How used ones look.
    note: Mapped[str | None] = mapped_column(String(255))
    on_hand: Mapped[int] = mapped_column(default=0, server_default="0")
    reserved: Mapped[int] = mapped_column(default=0, server_default="0")


audited(Location, "location", lambda place: place.code, frozenset({"position"}))
audited(ItemType, "item_type", lambda kind: kind.code, frozenset({"position"}))
audited(Copy, "copy", lambda copy: copy.barcode)
# Pieces are told of by the ledger.
audited(Sku, "sku", lambda sku: None, frozenset({"on_hand", "reserved"}))
