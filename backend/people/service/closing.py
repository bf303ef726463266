"""An account is closed at the desk: its reader asked for it, or it was never his."""

from pathlib import Path
from typing import Any

from backend.accounts.models import User
from backend.accounts.service import UserNotFound
from backend.circulation.service import leaving as circulation
from backend.core import audit
from backend.core.database import db
from backend.core.errors import Conflict, Forbidden
from backend.core.here import Here
from backend.core.permissions import ADMIN, READER
from backend.portability.service.leaving import Leaving, close_account
from backend.shop.service import leaving as shop


class OfTheStaff(Conflict):
    message = "The account belongs to the staff: take its role away first."


class StaffAccountGuarded(Forbidden):
    message = "Only an admin changes an account of the staff."


def get_user(user_id: int) -> User:
    """Raises UserNotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise UserNotFound
    return user


def may_change(user_id: int, by_role: str) -> User:
    """The account, when somebody of this role may change it. Raises UserNotFound, StaffAccountGuarded."""
    user = get_user(user_id)
    if user.role != READER and by_role != ADMIN:
        raise StaffAccountGuarded
    return user


def reasons_to_stay(user: User) -> list[dict[str, Any]]:
    """What keeps the account open, all of it."""
    of_the_staff = [] if user.role == READER else [{"code": "of_the_staff", "role": user.role}]
    return [*of_the_staff, *circulation.reasons_to_stay(user.id), *shop.reasons_to_stay(user.id)]


def close_for_reader(user_id: int, keep_reviews: bool, avatars_folder: Path, here: Here) -> None:
    """As if the reader had closed it himself. Raises UserNotFound, OfTheStaff, AccountOwes, AccountBusy."""
    user = get_user(user_id)
    if user.role != READER:
        raise OfTheStaff
    number = user.rating_count
    close_account(Leaving(user_id, keep_reviews, avatars_folder, here))
    # That an account was closed stays; whose it was goes with it.
    audit.note(audit.REMOVED, "user", None, None, {"rating_count": number}, {})
