"""Who wrote books, under which names."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.catalog.rules.facts import ROLES
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Author(Model):
    """A person under the name printed on our editions; `original_name` is the name in its own script."""

    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Not unique: two people may share a name.
    name: Mapped[str] = mapped_column(String(255), index=True)
    original_name: Mapped[str | None] = mapped_column(String(255))
    # The person that this one turned out to be. Whoever is merged has no books, and whoever is merged into is not
    # merged himself: one step always leads to the books.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"), index=True)
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


class AuthorMerge(Model):
    """People who were one person all along: what the staff found out, and what it moved, so that it can be undone."""

    __tablename__ = "author_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kept_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


class AuthorMergePart(Model):
    """One of those who went, with what he gave to the one who stayed."""

    __tablename__ = "author_merge_part"

    merge_id: Mapped[int] = mapped_column(ForeignKey("author_merge.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), primary_key=True, index=True)
    # The names that became aliases of the one who stayed.
    names: Mapped[list[str]] = mapped_column(JSON)
    # His places on books: [book id, position, role, and whether the other stood on the book already].
    books: Mapped[list[list[Any]]] = mapped_column(JSON)
