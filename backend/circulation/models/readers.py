"""What the desk knows of a reader: his card, his group, and why he may not borrow."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class ReaderGroup(Model):
    """Readers for whom the same rules hold: adults, children, students."""

    __tablename__ = "reader_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0, server_default="0")


class ReaderCard(Model):
    """The library card of an account, made when it is first needed."""

    __tablename__ = "reader_card"
    __table_args__ = (CheckConstraint("no_shows >= 0", name="no_shows"), TABLE_OPTIONS)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    # What the scanner reads: rules.cards.card_number.
    number: Mapped[str] = mapped_column(String(32), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("reader_group.id"), index=True)
    # The last day on which it is good; null: for ever.
    valid_until: Mapped[date | None]
    # By a person, with a reason.
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    block_reason: Mapped[str | None] = mapped_column(String(255))
    # The last day of the block; null: until somebody lifts it.
    blocked_until: Mapped[date | None]
    # Days of suspension instead of money, and after books that were not picked up: the last such day.
    suspended_until: Mapped[date | None]
    no_shows: Mapped[int] = mapped_column(default=0, server_default="0")
    # The secret part of the address of the calendar feed; null: there is none.
    feed_token: Mapped[str | None] = mapped_column(String(43), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


audited(ReaderGroup, "reader_group", lambda group: group.code, frozenset({"position"}))
# The address of his calendar is a secret of the reader.
audited(
    ReaderCard,
    "card",
    lambda card: card.number,
    frozenset({"user_id", "feed_token"}),
    reader_of=lambda card: card.user_id,
)
