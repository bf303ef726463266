"""The header Idempotency-Key: the same key by the same person does a thing once and is answered the same.

The row is inserted first, in the transaction of the request itself: a second request with the key waits for the first
one's commit at the unique key and is then given its answer. A request that failed kept nothing, its key included, so
it may be repeated.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.dialects.mysql import MEDIUMBLOB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime, change_rows, db
from backend.core.errors import Invalid

HEADER = "Idempotency-Key"
KEY_LENGTH = 64
KEPT = timedelta(hours=24)
# What may be asked again: a key belongs to one of these requests.
FINGERPRINT_LENGTH = 64


class IdempotencyKeyReused(Invalid):
    message = "This key was used for another request."


class IdempotencyKeyRefused(Invalid):
    message = f"An Idempotency-Key has 1 to {KEY_LENGTH} characters that can be printed."


class KeptAnswer(Model):
    """What a request with a key was answered."""

    __tablename__ = "kept_answer"
    __table_args__ = (UniqueConstraint("user_id", "key"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    # No foreign key: one would lock the account while the key waits for its first user, who wants the account next.
    user_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    fingerprint: Mapped[str] = mapped_column(String(FINGERPRINT_LENGTH))
    status: Mapped[int] = mapped_column(default=0, server_default="0")
    body: Mapped[bytes] = mapped_column(LargeBinary().with_variant(MEDIUMBLOB(), "mysql", "mariadb"), default=b"")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def fingerprint_of(method: str, path: str, body: bytes) -> str:
    """One request told from another."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def begin(user_id: int, key: str, fingerprint: str, at: datetime) -> KeptAnswer | None:
    """Take the key for this request, which is to be done now; None when it has been done: see `find_answer`."""
    if not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
        raise IdempotencyKeyRefused
    mine = KeptAnswer(user_id=user_id, key=key, fingerprint=fingerprint, made_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(mine)
    except IntegrityError:
        return None
    return mine


def find_answer(user_id: int, key: str, fingerprint: str) -> KeptAnswer | None:
    """What the request with this key was answered. Raises IdempotencyKeyReused when it was another request."""
    kept = db.session.scalar(select(KeptAnswer).where(KeptAnswer.user_id == user_id, KeptAnswer.key == key))
    if kept is not None and kept.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return kept


def forget_answers(at: datetime) -> int:
    """Delete answers that nobody asks for any more; returns how many."""
    return change_rows(delete(KeptAnswer).where(KeptAnswer.made_at < at - KEPT))


def forget_answers_of(user_id: int) -> None:
    """Delete what somebody was answered whose account is closed."""
    change_rows(delete(KeptAnswer).where(KeptAnswer.user_id == user_id))
