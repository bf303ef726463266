"""Figures of days that are over, counted once by the job so that a screen need not count a million rows.

Each table says the same as the rows it was counted from (queries/raw.py), day by day; months and years are sums of days
that spare adding up many rows. Ids are without foreign keys where what is gone simply counts no more.
"""

from datetime import date, datetime
from typing import Annotated

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime
from backend.dashboard.rules.grains import DAY, MONTH, YEAR

# The rows lie in the order of the key, on SQLite too.
_KEYED = {**TABLE_OPTIONS, "sqlite_with_rowid": False}
# What the keys are made of.
_Grain = Annotated[str, mapped_column(String(5), primary_key=True)]
_Day = Annotated[date, mapped_column(primary_key=True)]
_Number = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]


class CountState(Model):
    """How far the days are counted: one row, of id 1, made by the migration."""

    __tablename__ = "count_state"
    __table_args__ = (CheckConstraint("id = 1", name="id"), TABLE_OPTIONS)

    id: Mapped[_Number]
    # All days up to this one; null: none yet.
    counted_to: Mapped[date | None]
    # Years are added up as far as this day.
    summed_to: Mapped[date | None]
    # When everything was last counted anew.
    rebuilt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Who wrote what when authors were counted, as a checksum.
    authorship: Mapped[str | None] = mapped_column(String(64))


class CountedDay(Model):
    """What happened on a day where the library stands, and what was out when it ended."""

    __tablename__ = "counted_day"

    day: Mapped[_Day]
    loans: Mapped[int]
    returns: Mapped[int]
    holds: Mapped[int]
    orders: Mapped[int]
    gross_cents: Mapped[int]
    refunded_cents: Mapped[int]
    ratings: Mapped[int]
    new_readers: Mapped[int]
    on_loan: Mapped[int]
    overdue: Mapped[int]


class CountedHour(Model):
    """Loans and returns of an hour of a day."""

    __tablename__ = "counted_hour"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        _KEYED,
    )

    day: Mapped[_Day]
    hour: Mapped[_Number]
    # Monday is 0.
    weekday: Mapped[int]
    loans: Mapped[int]
    returns: Mapped[int]


class CountedCategory(Model):
    """Loans and sales of books by their main category; 0: they have none."""

    __tablename__ = "counted_category"
    __table_args__ = (CheckConstraint(f"grain IN {(DAY, MONTH)}", name="grain"), _KEYED)

    grain: Mapped[_Grain]
    starts_on: Mapped[_Day]
    category_id: Mapped[_Number]
    # The Monday of the week in which it starts.
    week_on: Mapped[date]
    loans: Mapped[int]
    pieces: Mapped[int]


class CountedBook(Model):
    """How often a book was borrowed."""

    __tablename__ = "counted_book"
    __table_args__ = (
        CheckConstraint(f"grain IN {(DAY, MONTH, YEAR)}", name="grain"),
        # The most borrowed first.
        Index("ix_counted_book_grain_starts_on_loans", "grain", "starts_on", "loans"),
        _KEYED,
    )

    grain: Mapped[_Grain]
    starts_on: Mapped[_Day]
    book_id: Mapped[_Number]
    loans: Mapped[int]


class CountedAuthor(Model):
    """How often books of an author were borrowed; of a day, counted_book says it too."""

    __tablename__ = "counted_author"
    __table_args__ = (
        CheckConstraint(f"grain IN {(MONTH, YEAR)}", name="grain"),
        Index("ix_counted_author_grain_starts_on_loans", "grain", "starts_on", "loans"),
        _KEYED,
    )

    grain: Mapped[_Grain]
    starts_on: Mapped[_Day]
    author_id: Mapped[_Number]
    loans: Mapped[int]


class CountedReader(Model):
    """On which days of a month, or in which months of a year, a reader was there: bit 0 is the first.

    Not with what; it stays when loans are forgotten, and goes with the account.
    """

    __tablename__ = "counted_reader"
    __table_args__ = (
        CheckConstraint(f"grain IN {(MONTH, YEAR)}", name="grain"),
        Index("ix_counted_reader_user_id", "user_id"),
        _KEYED,
    )

    grain: Mapped[_Grain]
    starts_on: Mapped[_Day]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    bits: Mapped[int]
    # The first day of the month in which he joined.
    joined_on: Mapped[date]


class CountedCohort(Model):
    """How many of those who joined in a month were there in a later one, or in the same."""

    __tablename__ = "counted_cohort"
    __table_args__ = (_KEYED,)

    joined_on: Mapped[_Day]
    month_on: Mapped[_Day]
    readers: Mapped[int]


class CountedStars(Model):
    """Ratings of a day by their stars; those of no known time have a day of their own (rules.grains.NO_DAY)."""

    __tablename__ = "counted_stars"
    __table_args__ = (CheckConstraint("half_stars BETWEEN 2 AND 10", name="half_stars"), _KEYED)

    day: Mapped[_Day]
    # Twice the stars.
    half_stars: Mapped[_Number]
    ratings: Mapped[int]
