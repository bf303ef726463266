"""Who wrote books, under which names."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.catalog.rules.facts import ROLES
from backend.core.database import TABLE_OPTIONS, Model


class Author(Model):
    """A person under the name printed on our editions; `original_name` is the name in its own script."""

    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Not unique: two people may share a name.
    name: Mapped[str] = mapped_column(String(255), index=True)
    original_name: Mapped[str | None] = mapped_column(String(255))
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class AuthorAlias(Model):
    """Another name under which somebody may look for an author: a pen name, another spelling."""

    __tablename__ = "author_alias"
    __table_args__ = (UniqueConstraint("author_id", "name"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255), index=True)


class BookAuthor(Model):
    """Who made a book, in which role; position 0 is named first."""

    __tablename__ = "book_author"
    __table_args__ = (
        Index("ix_book_author_author_id_book_id", "author_id", "book_id"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        TABLE_OPTIONS,
    )

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    role: Mapped[str] = mapped_column(String(16), default="author", server_default="author")
