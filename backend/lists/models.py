"""Lists that readers put together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime
from backend.lists.rules import VISIBILITIES


class ReadingList(Model):
    """A reader's own list. Private until its owner says otherwise; deleted, it can be had back for a while."""

    __tablename__ = "reading_list"
    __table_args__ = (
        # Among the lists that are there: the name of a deleted one is free again.
        UniqueConstraint("user_id", "name_key"),
        CheckConstraint("(name_key IS NULL) = (deleted_at IS NOT NULL)", name="name_key"),
        CheckConstraint(f"visibility IN {VISIBILITIES}", name="visibility"),
        # No private list has an address that others could open.
        CheckConstraint("(visibility = 'private') = (share_slug IS NULL)", name="share_slug"),
        CheckConstraint("book_count >= 0", name="book_count"),
        Index("ix_reading_list_deleted_at", "deleted_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    # rules.name_key(name); null when deleted.
    name_key: Mapped[str | None] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(String(500), default="", server_default="")
    visibility: Mapped[str] = mapped_column(String(16), default="private", server_default="private")
    # Made when the list is shared and thrown away when it is private again: an old link never opens it anew.
    share_slug: Mapped[str | None] = mapped_column(String(32), unique=True)
    # How many entries it has, changed in the same transaction.
    book_count: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReadingListEntry(Model):
    """A book on a list. Positions are 0, 1, 2, ... without a gap; while they move, they are negative."""

    __tablename__ = "reading_list_entry"
    __table_args__ = (
        UniqueConstraint("list_id", "position"),
        Index("ix_reading_list_entry_book_id", "book_id"),
        TABLE_OPTIONS,
    )

    list_id: Mapped[int] = mapped_column(ForeignKey("reading_list.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
