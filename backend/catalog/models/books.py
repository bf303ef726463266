"""Books and the series they belong to."""

from datetime import date

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model


class Book(Model):
    """A title of the catalogue. What a list shows of it is a column here, kept true by whoever changes what it says:
    ratings by the engagement room, loans by circulation, copies and stock by this one.
    """

    __tablename__ = "book"
    __table_args__ = (
        UniqueConstraint("origin", "origin_id"),
        CheckConstraint("price_cents >= 0", name="price_cents"),
        CheckConstraint("published_year <> 0", name="published_year"),
        CheckConstraint(
            "stars_1 >= 0 AND stars_2 >= 0 AND stars_3 >= 0 AND stars_4 >= 0 AND stars_5 >= 0", name="stars"
        ),
        CheckConstraint("rating_count = stars_1 + stars_2 + stars_3 + stars_4 + stars_5", name="rating_count"),
        CheckConstraint("0 <= half_star_count AND half_star_count <= rating_count", name="half_star_count"),
        CheckConstraint("0 <= copies_free AND copies_free <= copies_total", name="copies"),
        CheckConstraint("stock_free >= 0 AND loans_30d >= 0 AND readers_7d >= 0 AND readers_30d >= 0", name="counts"),
        CheckConstraint("copies_reference >= 0", name="copies_reference"),
        CheckConstraint("offer_cents >= 0", name="offer_cents"),
        # One index per sort order of the list page; each order ends in the id.
        Index("ix_book_rating_count_id", "rating_count", "id"),
        Index("ix_book_rating_score_id", "rating_score", "id"),
        Index("ix_book_added_on_id", "added_on", "id"),
        Index("ix_book_published_year_id", "published_year", "id"),
        Index("ix_book_sort_title_id", "sort_title", "id"),
        Index("ix_book_language_rating_count", "language", "rating_count"),
        Index("ix_book_loans_30d_id", "loans_30d", "id"),
        Index("ix_book_readers_7d_id", "readers_7d", "id"),
        Index("ix_book_readers_30d_id", "readers_30d", "id"),
        Index("ix_book_trend_id", "trend", "id"),
        Index("ix_book_withdrawn_on_id", "withdrawn_on", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    # rules.sort_title(title)
    sort_title: Mapped[str] = mapped_column(String(500))
    subtitle: Mapped[str | None] = mapped_column(String(500))
    original_title: Mapped[str | None] = mapped_column(String(500))
    publisher: Mapped[str | None] = mapped_column(String(255))
    # Year the work was first published; negative is BC, and there was no year 0.
    published_year: Mapped[int | None]
    # BCP 47 primary tag: zh, en, fr.
    language: Mapped[str | None] = mapped_column(String(16))
    isbn13: Mapped[str | None] = mapped_column(String(13), unique=True)
    # What the publisher asks, and what a lost copy costs; what it is sold for is the shop's: Sku.
    price_cents: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    description: Mapped[str | None] = mapped_column(Text)
    # Name of the uploaded picture's files; without one the cover is drawn.
    cover: Mapped[str | None] = mapped_column(String(64))
    added_on: Mapped[date]
    # It has left the catalogue: nobody finds it, and its past stays.
    withdrawn_on: Mapped[date | None]
    origin: Mapped[str | None] = mapped_column(String(32))
    origin_id: Mapped[str | None] = mapped_column(String(64))

    rating_count: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_1: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_2: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_3: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_4: Mapped[int] = mapped_column(default=0, server_default="0")
    stars_5: Mapped[int] = mapped_column(default=0, server_default="0")
    # How many of these are half a star less than what they are counted as: 4.5 counts as 5.
    half_star_count: Mapped[int] = mapped_column(default=0, server_default="0")
    # rules.rating_score of the counts above.
    rating_score: Mapped[float] = mapped_column(Double, default=0, server_default="0")

    # Copies that may be lent, and those of them that are on the shelf now.
    copies_total: Mapped[int] = mapped_column(default=0, server_default="0")
    copies_free: Mapped[int] = mapped_column(default=0, server_default="0")
    # Copies to be read in the library only.
    copies_reference: Mapped[int] = mapped_column(default=0, server_default="0")
    # Pieces for sale that nobody has reserved, and the lowest price of one of them today; null when there is none.
    stock_free: Mapped[int] = mapped_column(default=0, server_default="0")
    offer_cents: Mapped[int | None]
    loans_30d: Mapped[int] = mapped_column(default=0, server_default="0")
    # Readers who did something with the book in the last days, and how far that is above its own usual; by the job.
    readers_7d: Mapped[int] = mapped_column(default=0, server_default="0")
    readers_30d: Mapped[int] = mapped_column(default=0, server_default="0")
    trend: Mapped[float] = mapped_column(Double, default=0, server_default="0")
    # How often it was edited: see core/editing.py.
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def stars(self) -> list[int]:
        """How many readers gave one, two, three, four, five stars; half a star is rounded up."""
        return [self.stars_1, self.stars_2, self.stars_3, self.stars_4, self.stars_5]


class Series(Model):
    """Books that belong together, in the order of their volumes."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255), index=True)
    original_name: Mapped[str | None] = mapped_column(String(255))
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class BookSeries(Model):
    """A book's place in its series; a book is in one at most."""

    __tablename__ = "book_series"
    __table_args__ = (
        Index("ix_book_series_series_id_volume", "series_id", "volume"),
        CheckConstraint("volume >= 0", name="volume"),
        TABLE_OPTIONS,
    )

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    # 1, 2, and 1.5 for what was written in between; null where the order does not matter.
    volume: Mapped[float | None] = mapped_column(Double)
