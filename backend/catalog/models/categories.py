"""The category tree and where books stand in it."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.database import TABLE_OPTIONS, Model


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
