"""Readers and staff."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.auth import Identity
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime
from backend.core.permissions import ROLES


class User(Identity, Model):
    """Somebody with an account. Without a password hash nobody can sign in to it (imported and simulated readers)."""

    __tablename__ = "user"
    __table_args__ = (
        UniqueConstraint("origin", "origin_id"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("locale IN ('zh-CN', 'en')", name="locale"),
        CheckConstraint("rating_count >= 0", name="rating_count"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Lower case always: see rules.normalised_name.
    name: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16), default="reader", server_default="reader")
    locale: Mapped[str] = mapped_column(String(8), default="zh-CN", server_default="zh-CN")
    # False: not in the training data, and no personal list.
    personalised: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Part of the demonstration library: refused in production.
    demonstration: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    # Raised to sign out everywhere: every cookie carries the version it was made with.
    session_version: Mapped[int] = mapped_column(default=1, server_default="1")
    # Where an imported reader came from, so that a second import finds the same one.
    origin: Mapped[str | None] = mapped_column(String(32))
    origin_id: Mapped[str | None] = mapped_column(String(64))
    # A fact of the engagement room, kept true in its transactions.
    rating_count: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the reader finished or skipped the first questions; null: they are still to be asked.
    welcomed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Raised with every change of what the training job sees of this reader: see service.touch_taste.
    taste_version: Mapped[int] = mapped_column(default=0, server_default="0")

    def get_id(self) -> str:
        """What the session cookie says: who, and which version of his sessions."""
        return f"{self.id}.{self.session_version}"
