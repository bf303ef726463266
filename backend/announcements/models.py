"""What the library tells people on its pages, and who has had enough of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.announcements.rules import AUDIENCES, EVERYBODY, KINDS, NEWS
from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class Announcement(Model):
    """A few lines in both languages, shown from its first day to its last."""

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"audience IN {AUDIENCES}", name="audience"),
        CheckConstraint("starts_on <= ends_on", name="ends_on"),
        Index("ix_announcement_position_id", "position", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), default=NEWS, server_default=NEWS)
    audience: Mapped[str] = mapped_column(String(16), default=EVERYBODY, server_default=EVERYBODY)
    # Plain text.
    text_zh: Mapped[str] = mapped_column(String(1000))
    text_en: Mapped[str] = mapped_column(String(1000))
    # The library's own days; without a last one it stays until somebody ends it.
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # Somebody ended it before its time.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class AnnouncementDismissal(Model):
    """Somebody who does not want to see an announcement any more; a guest's browser remembers that itself."""

    __tablename__ = "announcement_dismissal"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    dismissed_at: Mapped[datetime] = mapped_column(UtcDateTime)


# Its place among the others is told by who moves it: the others move too.
audited(
    Announcement, "announcement", lambda row: row.text_zh, frozenset({"position", "revision", "made_at", "made_by"})
)
