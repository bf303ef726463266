"""What readers think of books, what they looked at, and which categories they chose."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Rating(Model):
    """One reader's stars for one book, whole or half. Nobody else sees them with his name, but beside a review that he
    published with its stars."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("user_id", "book_id"),
        CheckConstraint("stars IN (1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5)", name="stars"),
        Index("ix_rating_rated_at_book_id", "rated_at", "book_id"),
        Index("ix_rating_user_id_rated_at", "user_id", "rated_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), index=True)
    # A half is exact in binary.
    stars: Mapped[float] = mapped_column(Double)
    # Null: imported from a source that gives no time.
    rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The place in this reader's own time order, where a source gives an order but no time.
    sequence: Mapped[int | None]


class BookLike(Model):
    """One reader says "more like this" of a book, without stars."""

    __tablename__ = "book_like"
    __table_args__ = (Index("ix_book_like_book_id", "book_id"), TABLE_OPTIONS)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    liked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BookFavourite(Model):
    """A book that a reader keeps among the ones he loves. Nobody else sees it."""

    __tablename__ = "book_favourite"
    __table_args__ = (
        Index("ix_book_favourite_book_id", "book_id"),
        Index("ix_book_favourite_user_id_favourited_at_book_id", "user_id", "favourited_at", "book_id"),
        TABLE_OPTIONS,
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    favourited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BookView(Model):
    """How often and when one reader looked at a book's page. Not kept of readers who opted out."""

    __tablename__ = "book_view"
    __table_args__ = (
        CheckConstraint("view_count >= 1", name="view_count"),
        Index("ix_book_view_book_id", "book_id"),
        TABLE_OPTIONS,
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    view_count: Mapped[int]
    first_viewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The latest.
    viewed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FavouriteCategory(Model):
    """A category that a reader chose when the library asked."""

    __tablename__ = "favourite_category"
    __table_args__ = (Index("ix_favourite_category_category_id", "category_id"), TABLE_OPTIONS)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
