"""Proving who you are, and changing what proves it."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.accounts.models import User
from backend.accounts.queries import find_candidates, lock_user
from backend.accounts.rules import password_problem
from backend.accounts.service.links import void_links
from backend.accounts.service.messages import refuse_fields
from backend.core import outbox
from backend.core.errors import Forbidden, Unauthenticated

# argon2id with the parameters of RFC 9106 (low-memory profile).
_hasher = PasswordHasher()
# Checked when there is no such account, so that a wrong name takes as long as a wrong password.
_nobody = _hasher.hash("nobody has this password")


class SignInRefused(Unauthenticated):
    message = "Name and password do not match."


class PasswordWrong(Forbidden):
    message = "The password is not right."


def prove(name: str, password: str, *, demonstration_allowed: bool) -> User:
    """The user with this name or address and password. Raises SignInRefused without telling which was wrong."""
    candidates: list[User | None] = [*find_candidates(name)]
    for user in candidates or [None]:
        known = user.password_hash if user is not None and user.password_hash else _nobody
        if not _verifies(known, password):
            continue
        if user is None or not user.password_hash or (user.demonstration and not demonstration_allowed):
            continue
        if _hasher.check_needs_rehash(known):
            user.password_hash = hash_password(password)
        return user
    raise SignInRefused


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def prove_again(user: User, password: str) -> None:
    """Raises PasswordWrong when it is not the user's; a session that was left open must not be enough."""
    if not _verifies(user.password_hash or _nobody, password):
        raise PasswordWrong


def change_password(user_id: int, old: str, new: str, at: datetime) -> User:
    """A new password for somebody who knows the old one; all his sessions end. Raises PasswordWrong, Invalid."""
    user = lock_user(user_id)
    prove_again(user, old)
    return set_password(user, new, at)


def set_password(user: User, password: str, at: datetime) -> User:
    """Give a locked user this password, end all his sessions, and tell him. Raises Invalid."""
    names = (user.name, user.email or "", user.pending_email or "")
    refuse_fields({"password": password_problem(password, *names)})
    user.password_hash = hash_password(password)
    end_sessions(user)
    void_links(user.id, "reset", at)
    outbox.tell("password_changed", f"password_changed:{user.id}:{user.session_version}", user.id, {}, at)
    return user


def end_sessions(user: User) -> None:
    """Sign a locked user out everywhere: every cookie made so far is of an older version."""
    user.session_version += 1


def _verifies(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
