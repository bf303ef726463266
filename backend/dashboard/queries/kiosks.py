"""Links of kiosks, and whether one opens."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.dashboard.models import KioskLink
from backend.dashboard.rules.kiosks import hash_of, is_open


class KioskLinkNotFound(NotFound):
    message = "There is no such link."


@dataclass(frozen=True)
class LinkLine:
    id: int
    name: str
    made_at: datetime
    ends_on: date | None
    revoked_at: datetime | None
    open: bool


def link_line(link: KioskLink, today: date) -> LinkLine:
    opens = is_open(link.ends_on, link.revoked_at, today)
    return LinkLine(link.id, link.name, link.made_at, link.ends_on, link.revoked_at, opens)


def kiosk_links(today: date) -> list[LinkLine]:
    """All there ever were, the newest first."""
    rows = db.session.scalars(select(KioskLink).order_by(KioskLink.id.desc()))
    return [link_line(link, today) for link in rows]


def opens_screen(token: str, today: date) -> bool:
    link = db.session.scalar(select(KioskLink).where(KioskLink.token_hash == hash_of(token)))
    return link is not None and is_open(link.ends_on, link.revoked_at, today)


def get_link(link_id: int) -> KioskLink:
    """Raises KioskLinkNotFound."""
    link = db.session.get(KioskLink, link_id)
    if link is None:
        raise KioskLinkNotFound
    return link
