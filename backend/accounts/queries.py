"""Finding accounts."""

from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.accounts.rules import normalised_email, normalised_name
from backend.core.database import db
from backend.core.outbox import Letter

# An address is claimed by one person; each of more would cost the hash of a password.
MOST_CANDIDATES = 3


def find_user_by_name(name: str) -> User | None:
    return db.session.scalar(select(User).where(User.name == normalised_name(name)))


def find_user_by_email(email: str) -> User | None:
    """Whose address it is, confirmed wherever the library can ask."""
    return db.session.scalar(select(User).where(User.email == normalised_email(email)))


def find_candidates(name_or_email: str) -> list[User]:
    """Who may be meant by what was typed to sign in, the likeliest first: the owner of a name or an address, else the
    latest of those who gave the address and have not confirmed it."""
    if "@" not in name_or_email:
        user = find_user_by_name(name_or_email)
        return [user] if user else []
    owner = find_user_by_email(name_or_email)
    claimed = select(User).where(User.pending_email == normalised_email(name_or_email)).order_by(User.id.desc())
    return ([owner] if owner else []) + list(db.session.scalars(claimed.limit(MOST_CANDIDATES)))


def find_session_user(session_id: str) -> User | None:
    """The user a session cookie stands for, or None when it was signed out everywhere since."""
    user_id, _, version = session_id.partition(".")
    if not (user_id.isdecimal() and version.isdecimal()):
        return None
    user = db.session.get(User, int(user_id))
    return user if user is not None and user.session_version == int(version) else None


def lock_user(user_id: int) -> User:
    """The user, locked until the commit: changes of one reader's taste queue here. Lock a book before, never after."""
    return db.session.scalars(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def keeps_loan_history(user_id: int) -> bool:
    """Whether loans of this reader are remembered when they are over. False for an account that is gone."""
    return db.session.scalar(select(User.keep_loan_history).where(User.id == user_id)) or False


def avatar_names() -> set[str]:
    """Of every picture that a reader has."""
    return {name for name in db.session.scalars(select(User.avatar).where(User.avatar.is_not(None))) if name}


def has_demonstration() -> bool:
    """True when the demonstration library is loaded: its readers and ratings are simulated."""
    return db.session.scalar(select(User.id).where(User.demonstration).limit(1)) is not None


def letter_to(user_id: int, facts: dict[str, Any]) -> Letter | None:
    """A letter to a reader, in the language he chose; None when the library has no address that he has confirmed."""
    user = db.session.get(User, user_id)
    if user is None or user.email is None or user.email_confirmed_at is None:
        return None
    return Letter(user.email, user.display_name, user.locale, facts)
