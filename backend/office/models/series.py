"""What the staff did to series, so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime

SERIES_CHANGES = EDITED, MERGED = ("edited", "merged")


class SeriesChange(Model):
    """One edit of a series, or another one that became a part of it."""

    __tablename__ = "series_change"
    __table_args__ = (CheckConstraint(f"kind IN {SERIES_CHANGES}", name="kind"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    # The series that was edited, or that stayed. It may be gone by now.
    series_id: Mapped[int] = mapped_column(index=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Of whatever it touched: names, {series id: [name, original name]}, and places, [book id, series id, number].
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
