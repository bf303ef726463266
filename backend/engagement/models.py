"""What readers think of books."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Rating(Model):
    """One reader's stars for one book."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("user_id", "book_id"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_rating_rated_at_book_id", "rated_at", "book_id"),
        Index("ix_rating_user_id_rated_at", "user_id", "rated_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), index=True)
    stars: Mapped[int]
    # Null: imported from a source that gives no time.
    rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The place in this reader's own time order, where a source gives an order but no time.
    sequence: Mapped[int | None]
