"""Finding accounts."""

from sqlalchemy import select

from backend.accounts.models import User
from backend.accounts.rules import normalised_name
from backend.core.database import db


def find_user_by_name(name: str) -> User | None:
    return db.session.scalar(select(User).where(User.name == normalised_name(name)))


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


def has_demonstration() -> bool:
    """True when the demonstration library is loaded: its readers and ratings are simulated."""
    return db.session.scalar(select(User.id).where(User.demonstration).limit(1)) is not None
