"""Making and revoking links of kiosks."""

import secrets
from datetime import date, datetime

from backend.core.database import db
from backend.core.errors import Invalid
from backend.dashboard.models import KioskLink
from backend.dashboard.queries.kiosks import get_link
from backend.dashboard.rules.kiosks import TOKEN_BYTES, hash_of


class KioskLinkOver(Invalid):
    message = "The last day of the link is over already."


def make_link(name: str, ends_on: date | None, made_by: int, today: date, at: datetime) -> tuple[KioskLink, str]:
    """The link, and its token, which is not kept. Raises KioskLinkOver."""
    if ends_on is not None and ends_on < today:
        raise KioskLinkOver(fields={"ends_on": [{"code": "kiosk_link_over", "message": KioskLinkOver.message}]})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = KioskLink(name=name, token_hash=hash_of(token), made_at=at, made_by=made_by, ends_on=ends_on)
    db.session.add(link)
    db.session.flush()  # the answer says its id
    return link, token


def revoke_link(link_id: int, at: datetime) -> KioskLink:
    """From now on it opens nothing; revoked again, it stays as it was. Raises KioskLinkNotFound."""
    link = get_link(link_id)
    link.revoked_at = link.revoked_at or at
    return link
