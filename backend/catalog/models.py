"""Books, their authors and the category tree."""

from datetime import date

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, String, Text, UniqueConstraint
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

    parent: Mapped["Category | None"] = relationship(remote_side="Category.id")


class Author(Model):
    """A person under the name printed on our editions; `original_name` is the name in its own script."""

    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Not unique: two people may share a name.
    name: Mapped[str] = mapped_column(String(255), index=True)
    original_name: Mapped[str | None] = mapped_column(String(255))


class Book(Model):
    """A title of the catalogue. The rating columns are facts of the engagement room, kept true in its transactions."""

    __tablename__ = "book"
    __table_args__ = (
        UniqueConstraint("origin", "origin_id"),
        CheckConstraint("price_cents >= 0", name="price_cents"),
        CheckConstraint("published_year <> 0", name="published_year"),
        CheckConstraint(
            "stars_1 >= 0 AND stars_2 >= 0 AND stars_3 >= 0 AND stars_4 >= 0 AND stars_5 >= 0", name="stars"
        ),
        CheckConstraint("rating_count = stars_1 + stars_2 + stars_3 + stars_4 + stars_5", name="rating_count"),
        # One index per sort order of the list page; each order ends in the id.
        Index("ix_book_rating_count_id", "rating_count", "id"),
        Index("ix_book_rating_score_id", "rating_score", "id"),
        Index("ix_book_added_on_id", "added_on", "id"),
        Index("ix_book_published_year_id", "published_year", "id"),
        Index("ix_book_sort_title_id", "sort_title", "id"),
        Index("ix_book_language_rating_count", "language", "rating_count"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    # rules.sort_title(title)
    sort_title: Mapped[str] = mapped_column(String(500))
    original_title: Mapped[str | None] = mapped_column(String(500))
    publisher: Mapped[str | None] = mapped_column(String(255))
    # Year the work was first published; negative is BC, and there was no year 0.
    published_year: Mapped[int | None]
    # BCP 47 primary tag: zh, en, fr.
    language: Mapped[str | None] = mapped_column(String(16))
    isbn13: Mapped[str | None] = mapped_column(String(13), unique=True)
    price_cents: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    description: Mapped[str | None] = mapped_column(Text)
    added_on: Mapped[date]
    origin: Mapped[str | None] = mapped_column(String(32))
    origin_id: Mapped[str | None] = mapped_column(String(64))

    rating_count: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_1: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_2: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_3: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_4: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_5: Mapped[int] = mapped_column(default=0, server_default="0")
    # rules.rating_score of the five counts above.
    rating_score: Mapped[float] = mapped_column(Double, default=0, server_default="0")

    @property
    def stars(self) -> list[int]:
        """How many readers gave one, two, three, four, five stars."""
        return [self.stars_1, self.stars_2, self.stars_3, self.stars_4, self.stars_5]


class BookAuthor(Model):
    """Who wrote a book; position 0 is named first."""

    __tablename__ = "book_author"
    __table_args__ = (Index("ix_book_author_author_id_book_id", "author_id", "book_id"), TABLE_OPTIONS)

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")


class BookCategory(Model):
    """Where a book stands in the tree; position 0 is its main category."""

    __tablename__ = "book_category"
    __table_args__ = (Index("ix_book_category_category_id_book_id", "category_id", "book_id"), TABLE_OPTIONS)

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
