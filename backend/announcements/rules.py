"""To whom an announcement speaks and when; and links in what is plain text otherwise."""

import re
from datetime import date
from typing import NamedTuple

KINDS = NEWS, WARNING = ("news", "warning")
AUDIENCES = EVERYBODY, READERS, STAFF = ("everybody", "readers", "staff")
STANDINGS = COMING, NOW, PAST = ("coming", "now", "past")
# What a sentence puts behind an address is not part of it. frontend/src/features/announcements/linked.ts does the same.
_LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_AFTER = ".,;:!?'\")]"
# What a guest has put away, by the numbers of the announcements: 3.5.8
DISMISSED_COOKIE = "shelfwise_dismissed"
MOST_KEPT = 50


class Part(NamedTuple):
    """Some of a text; `href` is None where it is no link."""

    text: str
    href: str | None


def audiences_of(role: str | None) -> tuple[str, ...]:
    """What somebody of this role is told; None is a guest."""
    if role is None:
        return (EVERYBODY,)
    return (EVERYBODY, READERS) if role == "reader" else (EVERYBODY, STAFF)


def standing_of(starts_on: date, ends_on: date | None, is_ended: bool, today: date) -> str:
    """Both days belong to it."""
    if is_ended or (ends_on is not None and ends_on < today):
        return PAST
    return COMING if today < starts_on else NOW


def linked(text: str) -> list[Part]:
    """The text in parts, web addresses for themselves; nothing else ever becomes a link."""
    parts: list[Part] = []
    end = 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_AFTER)
        # Nothing behind the two slashes: no address.
        if address.endswith("/") and address.count("/") == 2:
            continue
        if found.start() > end:
            parts.append(Part(text[end : found.start()], None))
        parts.append(Part(address, address))
        end = found.start() + len(address)
    return [*parts, Part(text[end:], None)] if end < len(text) else parts


def dismissed_in(cookie: str) -> list[int]:
    """What a guest's browser says he has put away; nothing where the cookie says anything else."""
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})*", cookie):
        return []
    return [int(each) for each in cookie.split(".")][-MOST_KEPT:]
