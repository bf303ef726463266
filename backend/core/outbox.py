"""What readers are to be told: written in the transaction of what it tells of, sent after it, once for each key.

A room calls `tell` where it changes something. The reader finds a notice on the site at once; `flask jobs run` sends
the letter. Whether it still holds is asked again at that moment: the room that tells of a kind may register a writer,
which looks at the library as it is and returns the letter, or None when there is nothing left to say:

    outbox.tell("hold_ready", f"hold_ready:{hold.id}:{stage}", hold.user_id, {"title": book.title}, at)

    @outbox.writes("hold_ready")
    def write_hold_ready(message: Message, at: datetime) -> Letter | None: ...
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime, db

# Waiting: to be sent. Sending: a runner has it. Dropped: no longer true, or nobody to send it to. Failed: given up.
MESSAGE_STATES = ("waiting", "sending", "sent", "dropped", "failed")
KEY_LENGTH = 160


class Message(Model):
    """A letter to be sent by mail."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint(f"state IN {MESSAGE_STATES}", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(None, "state", "next_attempt_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(48))
    # What it tells of, for example `hold_ready:17:1`: said once.
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    # Null: to whom is known only to the writer of its kind.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    # Values for the template. Emptied when there is nothing more to be done.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="waiting", server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # While a runner has it: until when others leave it alone.
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Why the last attempt did not succeed, in a line for the staff.
    problem: Mapped[str | None] = mapped_column(String(255))


class Notice(Model):
    """The same on the site, in the reader's own list of notices."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(None, "user_id", "read_at"),
        Index(None, "user_id", "made_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(48))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Letter:
    """What is to be sent, as it is true at the moment of sending."""

    address: str
    name: str
    locale: str
    facts: dict[str, Any] = field(default_factory=dict)
    # Another template than that of the message's kind.
    template: str | None = None


Writer = Callable[[Message, datetime], Letter | None]
_writers: dict[str, Writer] = {}


def tell(
    kind: str,
    key: str,
    user_id: int | None,
    facts: dict[str, Any],
    at: datetime,
    *,
    mail: bool = True,
    notice: bool = True,
) -> bool:
    """Tell a reader something, once for this key; False when it was told before. Part of the caller's transaction.

    kind: the name of its template and of its words on the site; facts: what these fill in, plain JSON values.
    mail, notice: by mail, in the list on the site, or both. Without a reader (a writer finds out who) by mail only.
    """
    rows: list[Message | Notice] = []
    if mail:
        rows.append(Message(kind=kind, key=key, user_id=user_id, facts=facts, made_at=at, next_attempt_at=at))
    if notice and user_id is not None:
        rows.append(Notice(kind=kind, key=key, user_id=user_id, facts=facts, made_at=at))
    try:
        with db.session.begin_nested():
            db.session.add_all(rows)
    except IntegrityError:
        # Told before, also by somebody who was faster. Anything else, such as a reader who is not there, is a fault.
        if not _is_told(key):
            raise
        return False
    return True


def told(keys: Sequence[str]) -> set[str]:
    """Those of these keys that readers have a notice of."""
    return set(db.session.scalars(select(Notice.key).where(Notice.key.in_(keys))))


def forget(beginning: str) -> None:
    """Delete everything that was told, or is to be told, under keys that begin so; the beginning ends with a colon."""
    for row in (Message, Notice):
        db.session.execute(delete(row).where(row.key >= beginning, row.key < _behind(beginning)))


def waits(beginning: str) -> bool:
    """Whether a letter under a key that begins so is still to be sent."""
    mine = Message.key >= beginning, Message.key < _behind(beginning)
    waiting = select(Message.id).where(*mine, Message.state.in_(("waiting", "sending")))
    return db.session.scalar(waiting.limit(1)) is not None


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Register the writer of a kind of letter, which is asked at the moment of sending."""

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return register


def writer_of(kind: str) -> Writer | None:
    return _writers.get(kind)


def _behind(beginning: str) -> str:
    """What sorts after every key that begins so: an index finds them, which LIKE does not on every database."""
    return beginning.removesuffix(":") + chr(ord(":") + 1)


def _is_told(key: str) -> bool:
    return any(db.session.scalar(select(row.id).where(row.key == key)) is not None for row in (Message, Notice))
