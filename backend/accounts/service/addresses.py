"""E-mail addresses: claimed, confirmed by the link in a letter, changed."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from backend.accounts.models import User
from backend.accounts.queries import find_user_by_email, lock_user
from backend.accounts.rules import email_problem, normalised_email
from backend.accounts.service.links import hash_of, make_link, use_link
from backend.accounts.service.messages import refuse_fields
from backend.accounts.service.passwords import prove_again
from backend.core import outbox
from backend.core.database import db
from backend.core.errors import Conflict
from backend.core.outbox import Letter, Message


class EmailTaken(Conflict):
    message = "Another account has this address."


def claim_email(user: User, email: str, at: datetime, *, confirms: bool) -> None:
    """Take note of the address that a reader gives; with `confirms` it is his when he has opened the letter to it.

    Raises EmailTaken, never with `confirms`: then the letter tells whoever reads it that there is an account already.
    """
    if confirms:
        user.pending_email = email
        # Asked for again within ten minutes, the letter is on its way already.
        key = f"email_confirm:{user.id}:{int(at.timestamp()) // 600}:{hash_of(email)}"
        outbox.tell("email_confirm", key, user.id, {"email": email}, at, notice=False)
        return
    if (owner := find_user_by_email(email)) is not None and owner.id != user.id:
        raise EmailTaken
    user.email, user.email_confirmed_at, user.pending_email = email, None, None
    _flush()


def change_email(user_id: int, email: str | None, password: str, at: datetime, *, confirms: bool) -> User:
    """Another address, or none. Raises PasswordWrong, Invalid, and EmailTaken without `confirms`."""
    user = lock_user(user_id)
    prove_again(user, password)
    if email is None:
        _tell_old_address(user, at)
        user.email = user.email_confirmed_at = user.pending_email = None
        return user
    email = normalised_email(email)
    refuse_fields({"email": email_problem(email)})
    if email == user.email and (user.email_confirmed_at or not confirms):
        user.pending_email = None
        return user
    claim_email(user, email, at, confirms=confirms)
    return user


def confirm_email(token: str, at: datetime) -> User:
    """The address to which the link was sent is its reader's. Raises LinkUsedUp, EmailTaken."""
    link = use_link(token, "confirm", at)
    user = lock_user(link.user_id)
    if user.email != link.email:
        if link.email is not None and find_user_by_email(link.email) is not None:
            raise EmailTaken
        _tell_old_address(user, at)
    user.email, user.email_confirmed_at, user.pending_email = link.email, at, None
    _flush()
    return user


@outbox.writes("email_confirm")
def write_confirmation(message: Message, at: datetime) -> Letter | None:
    """Still the address that the reader claims: a link, or word that somebody has it already."""
    email = str(message.facts["email"])
    user = db.session.get(User, message.user_id)
    if user is None or user.pending_email != email:
        return None
    owner = find_user_by_email(email)
    # No name in it: whoever gave the address may have written anything there, and this is not his letter yet.
    if owner is not None and owner.id != user.id:
        return Letter(email, "", user.locale, template="email_in_use")
    return Letter(email, "", user.locale, {"token": make_link(user.id, "confirm", email, at)})


@outbox.writes("email_changed")
def write_farewell(message: Message, _at: datetime) -> Letter | None:
    """To the address that was the reader's until now."""
    user = db.session.get(User, message.user_id)
    if user is None or not message.facts.get("old"):
        return None
    return Letter(str(message.facts["old"]), user.display_name, user.locale)


def _tell_old_address(user: User, at: datetime) -> None:
    if user.email is None:
        return
    key = f"email_changed:{user.id}:{int(at.timestamp())}:{hash_of(user.email)}"
    facts = {"old": user.email if user.email_confirmed_at else ""}
    outbox.tell("email_changed", key, user.id, facts, at)


def _flush() -> None:
    try:
        db.session.flush()  # the unique key decides between two who want one address at once
    except IntegrityError as error:
        raise EmailTaken from error
