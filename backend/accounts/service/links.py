"""Links that are mailed and work once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from backend.accounts.models import AccountLink
from backend.core.database import change_rows, db
from backend.core.errors import Conflict

LIVES = {"reset": timedelta(hours=1), "confirm": timedelta(days=1)}
KEPT = timedelta(days=7)


class LinkUsedUp(Conflict):
    message = "This link was used already, or is too old. Ask for another one."


def make_link(user_id: int, purpose: str, email: str, at: datetime) -> str:
    """The token of a new link; older ones of this reader for the same purpose no longer work."""
    void_links(user_id, purpose, at)
    token = secrets.token_urlsafe(32)
    expires_at = at + LIVES[purpose]
    db.session.add(
        AccountLink(user_id=user_id, purpose=purpose, token_hash=hash_of(token), email=email, expires_at=expires_at)
    )
    return token


def use_link(token: str, purpose: str, at: datetime) -> AccountLink:
    """The link of this token, used up from now on. Raises LinkUsedUp.

    The first statement of its transaction: of two who use one link at once, one finds it used.
    """
    mine = (AccountLink.token_hash == hash_of(token), AccountLink.purpose == purpose)
    unused = update(AccountLink).where(*mine, AccountLink.used_at.is_(None), AccountLink.expires_at > at)
    if change_rows(unused.values(used_at=at)) != 1:
        raise LinkUsedUp
    return db.session.scalars(select(AccountLink).where(*mine)).one()


def void_links(user_id: int, purpose: str, at: datetime) -> None:
    """No link of this reader for this purpose works any more."""
    unused = (AccountLink.user_id == user_id, AccountLink.purpose == purpose, AccountLink.used_at.is_(None))
    change_rows(update(AccountLink).where(*unused).values(used_at=at))


def forget_links(at: datetime) -> None:
    """Delete links that have not worked for a while."""
    change_rows(delete(AccountLink).where(AccountLink.expires_at < at - KEPT))


def hash_of(text: str) -> str:
    """SHA-256; enough for tokens, which are random and long, and for keys."""
    return hashlib.sha256(text.encode()).hexdigest()
