"""Announcing, correcting, ending, ordering; and putting away what somebody has read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from backend.announcements.models import Announcement, AnnouncementDismissal
from backend.announcements.queries import AnnouncementNotFound
from backend.core import audit
from backend.core.database import change_rows, db
from backend.core.editing import take_revision
from backend.core.errors import Conflict

KIND = "announcement"
NAMED = 60


class AnnouncementsChanged(Conflict):
    message = "Announcements have come or gone meanwhile. Look at them again."


def announce(values: Mapping[str, Any], by: int | None, at: datetime) -> Announcement:
    """A new announcement, the first one: what is new is read first."""
    for position, other in enumerate(_ordered(_lock_all()), start=1):
        other.position = position
    added = Announcement(**values, position=0, made_by=by, made_at=at)
    db.session.add(added)
    db.session.flush()  # the caller needs the id
    return added


def correct_announcement(announcement_id: int, revision: int, values: Mapping[str, Any]) -> Announcement:
    """Who has put it away does not see it again. Raises AnnouncementNotFound, EditedMeanwhile."""
    found = _lock(announcement_id, revision)
    for name, value in values.items():
        setattr(found, name, value)
    return found


def end_announcement(announcement_id: int, revision: int, at: datetime | None) -> Announcement:
    """From this moment on nobody is told; None: it is told again in its days. Raises AnnouncementNotFound,
    EditedMeanwhile.
    """
    found = _lock(announcement_id, revision)
    found.ended_at = at
    return found


def remove_announcement(announcement_id: int, revision: int) -> None:
    """Raises AnnouncementNotFound, EditedMeanwhile."""
    db.session.delete(_lock(announcement_id, revision))


def order_announcements(ids: Sequence[int]) -> None:
    """These in this order, and those that are not named after them. Raises AnnouncementsChanged."""
    everything = {each.id: each for each in _lock_all()}
    if not set(ids) <= set(everything) or len(set(ids)) < len(ids):
        raise AnnouncementsChanged
    before = _ordered(everything.values())
    after = [*(everything[each] for each in ids), *(each for each in before if each.id not in set(ids))]
    for position, each in enumerate(after):
        each.position = position
    names = [[each.text_zh[:NAMED] for each in order] for order in (before, after)]
    audit.note(audit.CHANGED, KIND, None, None, {"order": names[0]}, {"order": names[1]})


def dismiss(announcement_id: int, user_id: int, at: datetime) -> None:
    """This reader is not told any more. Raises AnnouncementNotFound."""
    hold_announcement(announcement_id)
    if db.session.get(AnnouncementDismissal, (user_id, announcement_id)) is None:
        db.session.add(AnnouncementDismissal(user_id=user_id, announcement_id=announcement_id, dismissed_at=at))


def take_back_dismissal(announcement_id: int, user_id: int) -> None:
    """He is told again."""
    mine = AnnouncementDismissal.user_id == user_id
    change_rows(delete(AnnouncementDismissal).where(mine, AnnouncementDismissal.announcement_id == announcement_id))


def hold_announcement(announcement_id: int) -> None:
    """Kept from going until the commit. Raises AnnouncementNotFound."""
    wanted = select(Announcement.id).where(Announcement.id == announcement_id).with_for_update(read=True)
    if db.session.scalar(wanted) is None:
        raise AnnouncementNotFound


def _lock(announcement_id: int, revision: int) -> Announcement:
    wanted = select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise AnnouncementNotFound
    take_revision(found, revision)
    return found


def _lock_all() -> Sequence[Announcement]:
    wanted = select(Announcement).order_by(Announcement.id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def _ordered(announcements: Iterable[Announcement]) -> list[Announcement]:
    return sorted(announcements, key=lambda each: (each.position, each.id))
