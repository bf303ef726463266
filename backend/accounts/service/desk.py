"""What the office does to an account: its role, its sessions, its address."""

from datetime import date, datetime

from sqlalchemy import or_, select, update

from backend.accounts.models import User
from backend.accounts.queries import find_user_by_email
from backend.accounts.service.addresses import EmailTaken
from backend.accounts.service.passwords import end_sessions
from backend.core.database import db
from backend.core.errors import Conflict, NotFound
from backend.core.permissions import ADMIN, ROLES


class UserNotFound(NotFound):
    message = "There is no such account."


class LastAdminStays(Conflict):
    message = "The last admin keeps the role: give it to somebody else first."


class NoAddressToConfirm(Conflict):
    message = "The account has given no address that waits to be confirmed."


def lock_users(*user_ids: int) -> dict[int, User]:
    """These accounts by id, locked in the order of their ids. Raises UserNotFound when one is missing."""
    mine = select(User).where(User.id.in_(user_ids)).order_by(User.id).with_for_update()
    found = {user.id: user for user in db.session.scalars(mine.execution_options(populate_existing=True))}
    if found.keys() != {*user_ids}:
        raise UserNotFound
    return found


def set_role(user_id: int, role: str) -> User:
    """Give an account this role. Whoever may less than before is signed out. Raises UserNotFound, LastAdminStays."""
    # Every admin, in one order: of two who take the role from each other, the second sees what the first did.
    these = select(User).where(or_(User.role == ADMIN, User.id == user_id)).order_by(User.id).with_for_update()
    people = {user.id: user for user in db.session.scalars(these.execution_options(populate_existing=True))}
    user = people.get(user_id)
    if user is None:
        raise UserNotFound
    if user.role == ADMIN and role != ADMIN and sum(one.role == ADMIN for one in people.values()) == 1:
        raise LastAdminStays
    if ROLES.index(role) < ROLES.index(user.role):
        end_sessions(user)
    user.role = role
    return user


def confirm_address(user_id: int, at: datetime) -> User:
    """The reader has shown at the desk that the address is his. Raises UserNotFound, NoAddressToConfirm, EmailTaken."""
    user = lock_users(user_id)[user_id]
    if user.pending_email is not None:
        owner = find_user_by_email(user.pending_email)
        if owner is not None and owner.id != user_id:
            raise EmailTaken
        user.email, user.pending_email = user.pending_email, None
    elif user.email is None or user.email_confirmed_at is not None:
        raise NoAddressToConfirm
    user.email_confirmed_at = at
    return user


def note_active(user: User, today: date) -> None:
    """Remember that the account did something today; one statement a day. The last of a transaction: it locks the
    reader."""
    if user.last_active_on is None or user.last_active_on < today:
        db.session.execute(
            update(User).where(User.id == user.id).values(last_active_on=today),
            execution_options={"synchronize_session": False},
        )
