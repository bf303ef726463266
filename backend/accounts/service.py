"""Registering, proving who you are, and changing your own account."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.accounts.models import User
from backend.accounts.queries import find_user_by_name
from backend.accounts.rules import name_problem, normalised_name, password_problem
from backend.core.database import db
from backend.core.errors import Conflict, Invalid, Unauthenticated

# argon2id with the parameters of RFC 9106 (low-memory profile).
_hasher = PasswordHasher()
# Checked when there is no such account, so that a wrong name takes as long as a wrong password.
_nobody = _hasher.hash("nobody has this password")

_MESSAGE = {
    "name_too_short": "A name has at least 2 characters.",
    "name_too_long": "A name has at most 32 characters.",
    "name_characters": "A name has letters, digits, dots, hyphens and underscores only.",
    "password_too_short": "A password has at least 8 characters.",
    "password_too_long": "A password has at most 128 characters.",
    "password_is_name": "The password must differ from the name.",
    "password_too_simple": "The password repeats too few characters.",
}


class NameTaken(Conflict):
    message = "Somebody has this name already."


class SignInRefused(Unauthenticated):
    message = "Name and password do not match."


def register(name: str, password: str, display_name: str | None, locale: str, at: datetime) -> User:
    """Open an account for a new reader. Raises Invalid with every field that is not right, or NameTaken."""
    spelled, name = name.strip(), normalised_name(name)
    problems = {"name": name_problem(name), "password": password_problem(password, name)}
    fields = {field: [{"code": code, "message": _MESSAGE[code]}] for field, code in problems.items() if code}
    if fields:
        raise Invalid(fields=fields)
    if find_user_by_name(name) is not None:
        raise NameTaken
    user = User(
        name=name,
        display_name=display_name or spelled,
        password_hash=hash_password(password),
        locale=locale,
        created_at=at,
    )
    db.session.add(user)
    try:
        db.session.flush()  # the session cookie needs its id
    except IntegrityError as error:
        # Somebody took the name between the look above and now: the unique key decides.
        raise NameTaken from error
    return user


def prove(name: str, password: str, *, demonstration_allowed: bool) -> User:
    """The user with this name and password. Raises SignInRefused without telling which of the two was wrong."""
    user = find_user_by_name(name)
    known = user.password_hash if user is not None and user.password_hash else _nobody
    try:
        _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        raise SignInRefused from None
    if user is None or not user.password_hash or (user.demonstration and not demonstration_allowed):
        raise SignInRefused
    if _hasher.check_needs_rehash(known):
        user.password_hash = hash_password(password)
    return user


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def choose_locale(user: User, locale: str) -> User:
    """Remember the language a reader wants to be spoken to in."""
    user.locale = locale
    return user


def touch_taste(user_id: int) -> None:
    """Note that what the training job sees of a reader has changed; added in SQL, so that no change is lost."""
    db.session.execute(update(User).where(User.id == user_id).values(taste_version=User.taste_version + 1))


def welcome(user: User, at: datetime) -> None:
    """Note that a reader has answered or skipped the first questions; they are asked once."""
    user.welcomed_at = user.welcomed_at or at


def count_rating(user_id: int, by: int) -> None:
    """Keep `rating_count` true; added in SQL, so that two transactions cannot lose one."""
    db.session.execute(update(User).where(User.id == user_id).values(rating_count=User.rating_count + by))
