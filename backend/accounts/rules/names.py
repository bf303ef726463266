"""What a name and an address must be."""

import re
import unicodedata

NAME_MIN, NAME_MAX = 2, 32
EMAIL_MAX = 254
_NAME = re.compile(r"[\w][\w.\-]*")
# Narrower than the standard: what providers hand out, and nothing that could mean something else in a header.
_EMAIL = re.compile(r"[a-z0-9._%+\-]{1,64}@([a-z0-9]([a-z0-9\-]*[a-z0-9])?\.)+[a-z][a-z0-9\-]*[a-z0-9]")


def normalised_name(name: str) -> str:
    """The one spelling under which a name is unique: NFKC, lower case, no space around it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def name_problem(name: str) -> str | None:
    """Why a normalised name cannot be used, as a code, or None. Letters of any script, digits, `_ . -`."""
    if len(name) < NAME_MIN:
        return "name_too_short"
    if len(name) > NAME_MAX:
        return "name_too_long"
    if not _NAME.fullmatch(name):
        return "name_characters"
    return None


def normalised_email(email: str) -> str:
    """The one spelling under which an address is unique."""
    return normalised_name(email)


def email_problem(email: str) -> str | None:
    """Why a normalised address cannot be used, as a code, or None."""
    return None if len(email) <= EMAIL_MAX and _EMAIL.fullmatch(email) else "email_malformed"


def name_from(email: str) -> str:
    """A name for somebody who gave an address only; it may be taken, or too short."""
    return re.sub(r"[^\w.\-]", "", email.partition("@")[0]).lstrip(".-")[: NAME_MAX - 5] or "reader"
