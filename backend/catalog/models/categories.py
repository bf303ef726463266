"""The category tree and where books stand in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Category(Model):
    """A node of the two-level tree; `parent_id` is null at the top."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    parent: Mapped["Category | None"] = relationship(remote_side="Category.id")


class BookCategory(Model):
    """Where a book stands in the tree; position 0 is its main category."""

    __tablename__ = "book_category"
    __table_args__ = (Index("ix_book_category_category_id_book_id", "category_id", "book_id"), TABLE_OPTIONS)

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")


class CategoryRemoval(Model):
    """A category that was taken out of the tree, and where its books went, so that it can be undone."""

    __tablename__ = "category_removal"

    id: Mapped[int] = mapped_column(primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Null: no book stood in it, or the target is gone too.
    target_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"), index=True)
    # Its columns but the id.
    category: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Its books: [book id, position, position in the target if the book stood there already].
    books: Mapped[list[list[int | None]]] = mapped_column(JSON)
