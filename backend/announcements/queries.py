"""What is announced, to whom, today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from backend.announcements.models import Announcement, AnnouncementDismissal
from backend.announcements.rules import audiences_of, standing_of
from backend.core.database import db
from backend.core.errors import NotFound

# More at once nobody reads.
SHOWN = 5
ON_DESK = 200


class AnnouncementNotFound(NotFound):
    message = "There is no such announcement."


@dataclass(frozen=True)
class DeskAnnouncement:
    """An announcement as the staff sees it."""

    id: int
    kind: str
    audience: str
    text_zh: str
    text_en: str
    starts_on: date
    ends_on: date | None
    ended_at: datetime | None
    revision: int
    standing: str


def announcements_for(
    role: str | None, user_id: int | None, dismissed: Collection[int], today: date
) -> Sequence[Announcement]:
    """What somebody is told today, in the order of the staff, but for what he has put away. One statement."""
    shown = select(Announcement).where(
        Announcement.audience.in_(audiences_of(role)),
        Announcement.starts_on <= today,
        or_(Announcement.ends_on.is_(None), Announcement.ends_on >= today),
        Announcement.ended_at.is_(None),
    )
    if user_id is not None:
        away = select(AnnouncementDismissal.announcement_id).where(AnnouncementDismissal.user_id == user_id)
        shown = shown.where(Announcement.id.not_in(away))
    elif dismissed:
        shown = shown.where(Announcement.id.not_in(dismissed))
    return db.session.scalars(shown.order_by(Announcement.position, Announcement.id).limit(SHOWN)).all()


def desk_announcements(today: date) -> list[DeskAnnouncement]:
    """In their order; of many the newest ones."""
    newest = select(Announcement).order_by(Announcement.id.desc()).limit(ON_DESK)
    found = sorted(db.session.scalars(newest), key=lambda each: (each.position, each.id))
    return [desk_announcement(each, today) for each in found]


def desk_announcement(found: Announcement, today: date) -> DeskAnnouncement:
    return DeskAnnouncement(
        *(found.id, found.kind, found.audience, found.text_zh, found.text_en),
        *(found.starts_on, found.ends_on, found.ended_at, found.revision),
        standing_of(found.starts_on, found.ends_on, found.ended_at is not None, today),
    )
