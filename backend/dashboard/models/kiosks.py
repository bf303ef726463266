"""Links that open the screen, for a screen on a wall."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import Model, UtcDateTime


class KioskLink(Model):
    """Revoked ones stay: the staff sees that there was one. Only a hash of the token is kept."""

    __tablename__ = "kiosk_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    # SHA-256 of what is in the link: the table opens no screen.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    # The last day on which it opens; null: until it is revoked.
    ends_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


audited(KioskLink, "kiosk_link", lambda link: link.name, frozenset({"token_hash"}))
