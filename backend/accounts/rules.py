"""What a name and a password must be."""

import re
import unicodedata

NAME_MIN, NAME_MAX = 2, 32
PASSWORD_MIN, PASSWORD_MAX = 8, 128
_NAME = re.compile(r"[\w][\w.\-]*")


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


def password_problem(password: str, name: str) -> str | None:
    """Why a password is refused, as a code, or None. Length over composition, as NIST SP 800-63B advises."""
    if len(password) < PASSWORD_MIN:
        return "password_too_short"
    if len(password) > PASSWORD_MAX:
        return "password_too_long"
    if name and normalised_name(password) == name:
        return "password_is_name"
    if len(set(password)) < 4:
        return "password_too_simple"
    return None
