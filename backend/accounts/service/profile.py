"""What readers choose and say about themselves, and facts about them that other rooms keep true."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from backend.accounts.models import User
from backend.accounts.queries import lock_user
from backend.accounts.rules import birth_year_problem
from backend.accounts.service.messages import refuse_fields
from backend.accounts.service.passwords import end_sessions
from backend.core import audit
from backend.core.database import db


def change_profile(user_id: int, changes: dict[str, Any], today: date) -> User:
    """Change these columns of a reader's profile, and nothing else. Raises Invalid."""
    user = lock_user(user_id)
    if (year := changes.get("birth_year")) is not None:
        refuse_fields({"birth_year": birth_year_problem(year, today.year)})
    before = _told(user)
    for name, value in changes.items():
        setattr(user, name, value)
    if _told(user) != before:
        touch_taste(user.id)
    return user


def sign_out_everywhere(user_id: int) -> None:
    """End all sessions of a reader, on every device."""
    user = lock_user(user_id)
    end_sessions(user)
    # Told by its words: the number itself is part of every cookie.
    audit.note(audit.CHANGED, "user", user_id, user.display_name, {"signed_in": True}, {"signed_in": False}, user_id)


def touch_taste(user_id: int) -> None:
    """Note that what the training job sees of a reader has changed; added in SQL, so that no change is lost."""
    db.session.execute(update(User).where(User.id == user_id).values(taste_version=User.taste_version + 1))


def welcome(user: User, at: datetime) -> None:
    """Note that a reader has answered or skipped the first questions; they are asked once."""
    user.welcomed_at = user.welcomed_at or at


def count_rating(user_id: int, by: int) -> None:
    """Keep `rating_count` true; added in SQL, so that two transactions cannot lose one."""
    db.session.execute(update(User).where(User.id == user_id).values(rating_count=User.rating_count + by))


def _told(user: User) -> tuple[int | None, str | None]:
    """What the training job learns from what readers say about themselves: nothing without consent."""
    return (user.birth_year, user.occupation) if user.profile_consent else (None, None)
