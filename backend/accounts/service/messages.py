"""Sentences for what is wrong with a field; the page has its own for each code."""

from collections.abc import Mapping

from backend.core.errors import Invalid

_MESSAGE = {
    "required": "Give a name or an e-mail address.",
    "name_too_short": "A name has at least 2 characters.",
    "name_too_long": "A name has at most 32 characters.",
    "name_characters": "A name has letters, digits, dots, hyphens and underscores only.",
    "email_malformed": "This is not an e-mail address.",
    "password_too_short": "A password has at least 8 characters.",
    "password_too_long": "A password has at most 128 characters.",
    "password_is_name": "The password must differ from the name.",
    "password_too_simple": "The password repeats too few characters.",
    "password_common": "This password is among the first that anybody would try.",
    "birth_year_unlikely": "This cannot be a year of birth.",
}


def refuse_fields(problems: Mapping[str, str | None]) -> None:
    """Raises Invalid with every field that has a problem; nothing when there is none."""
    fields = {field: [{"code": code, "message": _MESSAGE[code]}] for field, code in problems.items() if code}
    if fields:
        raise Invalid(fields=fields)
