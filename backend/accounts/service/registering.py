"""Opening an account."""

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from backend.accounts.models import User
from backend.accounts.queries import find_user_by_name
from backend.accounts.rules import email_problem, name_from, name_problem, normalised_email, normalised_name
from backend.accounts.rules import password_problem as problem_of_password
from backend.accounts.service.addresses import claim_email
from backend.accounts.service.messages import refuse_fields
from backend.accounts.service.passwords import hash_password
from backend.core.database import db
from backend.core.errors import Conflict


class NameTaken(Conflict):
    message = "Somebody has this name already."


def register(
    name: str,
    password: str,
    display_name: str | None,
    locale: str,
    at: datetime,
    *,
    email: str = "",
    confirms: bool = False,
) -> User:
    """Open an account for a new reader, by a name, an address, or both.

    confirms: an address is the reader's only when he has opened the letter that is sent to it; without, it is taken at
    his word. Raises Invalid with every field that is not right, NameTaken, EmailTaken (never where addresses are
    confirmed: nobody may find out who has an account).
    """
    email = normalised_email(email)
    spelled = name.strip()
    name = normalised_name(name)
    refuse_fields(
        {
            "name": (name_problem(name) if name else "required") if name or not email else None,
            "email": email_problem(email) if email else None,
            "password": problem_of_password(password, name, email),
        }
    )
    if not name:
        spelled = name = _free_name(name_from(email))
    elif find_user_by_name(name) is not None:
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
    if email:
        claim_email(user, email, at, confirms=confirms)
    return user


def _free_name(wanted: str) -> str:
    name = wanted
    while name_problem(name) or find_user_by_name(name) is not None:
        # Four figures more: two people called lin.wan are nobody's surprise.
        name = f"{wanted}{secrets.randbelow(9000) + 1000}"
    return name
