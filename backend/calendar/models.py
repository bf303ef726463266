"""When the library is open: the usual week, and the days that differ from it."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class OpeningHours(Model):
    """A weekday on which the library is usually open; one without a row is closed. Local times."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_at < closes_at", name="opens_at"),
        TABLE_OPTIONS,
    )

    # 0 is Monday, as in datetime.date.weekday.
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens_at: Mapped[time]
    closes_at: Mapped[time]


class CalendarException(Model):
    """One day that differs from its weekday: closed, or open at other hours."""

    __tablename__ = "calendar_exception"
    __table_args__ = (
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="hours"),
        CheckConstraint("opens_at < closes_at", name="opens_at"),
        TABLE_OPTIONS,
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    # Both null: closed.
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    reason_zh: Mapped[str] = mapped_column(String(120), default="", server_default="")
    reason_en: Mapped[str] = mapped_column(String(120), default="", server_default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


audited(OpeningHours, "opening_hours", lambda hours: None)
audited(CalendarException, "calendar_day", lambda one: one.day.isoformat())
