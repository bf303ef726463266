"""Readers and staff."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.rules import THEMES
from backend.core.audit import audited
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
        CheckConstraint(f"theme IN {THEMES}", name="theme"),
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year"),
        # Readers by age.
        Index("ix_user_role_birth_year", "role", "birth_year"),
        # The orders of the office's list, and whoever has a role.
        Index(None, "role", "id"),
        Index(None, "role", "created_at"),
        Index(None, "display_name", "id"),
        Index(None, "created_at", "id"),
        Index(None, "last_active_on", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Lower case always: see rules.normalised_name.
    name: Mapped[str] = mapped_column(String(64), unique=True)
    # Lower case always. Confirmed by a link in a letter, or taken at his word where the library sends none.
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Given and not confirmed: several may claim one address, and the one who can open its letters gets it.
    pending_email: Mapped[str | None] = mapped_column(String(254), index=True)
    display_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16), default="reader", server_default="reader")
    locale: Mapped[str] = mapped_column(String(8), default="zh-CN", server_default="zh-CN")
    theme: Mapped[str | None] = mapped_column(String(8))
    # The name of the files of a picture: see service/avatars.py. None: the initial stands for the reader.
    avatar: Mapped[str | None] = mapped_column(String(32))
    birth_year: Mapped[int | None]
    occupation: Mapped[str | None] = mapped_column(String(32))
    # Without it the training job reads neither of the two.
    profile_consent: Mapped[bool] = mapped_column(default=False, server_default=false())
    # False: not in the training data, and no personal list.
    personalised: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Loans that are over are remembered only when the reader wants it.
    keep_loan_history: Mapped[bool] = mapped_column(default=False, server_default=false())
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
    # The last day on which the account signed in or changed something. Null: not since the library looks.
    last_active_on: Mapped[date | None]
    # When the reader finished or skipped the first questions; null: they are still to be asked.
    welcomed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Raised with every change of what the training job sees of this reader: see service.touch_taste.
    taste_version: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def email_confirmed(self) -> bool:
        return self.email_confirmed_at is not None

    def get_id(self) -> str:
        """What the session cookie says: who, and which version of his sessions."""
        return f"{self.id}.{self.session_version}"


class AccountLink(Model):
    """A link that was mailed and works once. Only a hash of what is in it is kept."""

    __tablename__ = "account_link"
    __table_args__ = (CheckConstraint("purpose IN ('reset', 'confirm')", name="purpose"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Which address it confirms, and which it was sent to.
    email: Mapped[str | None] = mapped_column(String(254))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


audited(
    User,
    "user",
    lambda user: user.display_name,
    # What others keep true, and what nobody else shall read.
    frozenset(
        {
            *("password_hash", "session_version", "rating_count", "taste_version", "last_active_on"),
            *("email", "pending_email", "birth_year", "occupation"),
        }
    ),
    reader_of=lambda user: user.id,
)
