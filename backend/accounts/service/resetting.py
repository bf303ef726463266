"""A new password for somebody who has forgotten the old one."""

from datetime import datetime

from backend.accounts.models import User
from backend.accounts.queries import find_candidates, find_user_by_email, lock_user
from backend.accounts.rules import normalised_name
from backend.accounts.service.links import hash_of, make_link, use_link
from backend.accounts.service.passwords import set_password
from backend.core import outbox
from backend.core.outbox import Letter, Message


def ask_for_reset(name: str, at: datetime) -> None:
    """Send a link to whoever has this name or address, if anybody has.

    Nobody is looked up here: that is done when the letter is written, so that neither the answer nor its time tells
    whether there is such an account. Within ten minutes one letter is enough.
    """
    given = normalised_name(name)
    key = f"password_reset:{hash_of(given)}:{int(at.timestamp()) // 600}"
    outbox.tell("password_reset", key, None, {"given": given}, at)


def reset_password(token: str, password: str, at: datetime) -> User:
    """A new password by the link; all sessions end. Raises LinkUsedUp, and Invalid, which leaves the link usable."""
    link = use_link(token, "reset", at)
    user = lock_user(link.user_id)
    # Whoever opened the letter has shown whose address it is.
    if user.email == link.email:
        user.email_confirmed_at = user.email_confirmed_at or at
    elif user.pending_email == link.email and find_user_by_email(user.pending_email or "") is None:
        user.email, user.email_confirmed_at, user.pending_email = link.email, at, None
    return set_password(user, password, at)


@outbox.writes("password_reset")
def write_reset(message: Message, at: datetime) -> Letter | None:
    """A link for the account of this name or address, as far as there is one with an address."""
    user = next(iter(find_candidates(str(message.facts["given"]))), None)
    if user is None or user.password_hash is None or user.demonstration:
        return None
    email = user.email or user.pending_email
    if email is None:
        return None
    return Letter(email, user.display_name, user.locale, {"token": make_link(user.id, "reset", email, at)})
