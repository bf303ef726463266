"""What a reader does with his notices."""

from datetime import datetime

from sqlalchemy import update

from backend.core.database import db
from backend.core.outbox import Notice
from backend.notices.queries import get_notice


def mark_read(user_id: int, notice_id: int, at: datetime) -> Notice:
    """Read, since the first time it was. Raises NoticeNotFound."""
    notice = get_notice(user_id, notice_id)
    notice.read_at = notice.read_at or at
    return notice


def mark_unread(user_id: int, notice_id: int) -> Notice:
    """As if it had not been read. Raises NoticeNotFound."""
    notice = get_notice(user_id, notice_id)
    notice.read_at = None
    return notice


def mark_all_read(user_id: int, at: datetime) -> None:
    unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    db.session.execute(unread.values(read_at=at))
