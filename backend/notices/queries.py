"""Reading notices, and letters that are due."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.outbox import Message, Notice
from backend.core.paging import Page

BATCH = 50


class NoticeNotFound(NotFound):
    message = "There is no such notice."


def notices_of(user_id: int, page: int, size: int) -> Page[Notice]:
    """The reader's notices, newest first."""
    mine = select(Notice).where(Notice.user_id == user_id)
    rows = db.session.scalars(
        mine.order_by(Notice.made_at.desc(), Notice.id.desc()).offset((page - 1) * size).limit(size)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Notice).where(Notice.user_id == user_id))
    return Page(list(rows), page, size, total or 0)


def unread_count(user_id: int) -> int:
    unread = select(func.count()).select_from(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return db.session.scalar(unread) or 0


def get_notice(user_id: int, notice_id: int) -> Notice:
    """One of the reader's own notices. Raises NoticeNotFound, for another's too."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.user_id != user_id:
        raise NoticeNotFound
    return notice


def due_messages(at: datetime) -> Sequence[tuple[int, int]]:
    """Letters to be tried now, (id, attempts made), the longest due first; also those whose runner has died."""
    due = (
        select(Message.id, Message.attempts)
        .where(Message.state.in_(("waiting", "sending")), Message.next_attempt_at <= at)
        .order_by(Message.next_attempt_at, Message.id)
        .limit(BATCH)
    )
    return [(row.id, row.attempts) for row in db.session.execute(due)]
