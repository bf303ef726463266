"""How many lists a reader may have, how long they may be, and what counts as the same name."""

import unicodedata
from datetime import timedelta

PRIVATE, UNLISTED, PUBLIC = "private", "unlisted", "public"
VISIBILITIES = (PRIVATE, UNLISTED, PUBLIC)
MOST_LISTS = 100
# A shelf that somebody has filled for a lifetime elsewhere must have room here.
MOST_BOOKS = 10_000
NAME_MAX, TEXT_MAX = 80, 500
# The toast offers an undo for eight seconds; a slow line and a second thought get longer.
UNDO_WINDOW = timedelta(hours=1)
# Bytes of chance in the address of a shared list.
SLUG_BYTES = 16


def name_key(name: str) -> str:
    """Two names that differ only in case, width or space around them are the same name."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:NAME_MAX]


def place_within(position: int | None, count: int) -> int:
    """Where a wanted position lies in a list of so many books; None is its end."""
    return count if position is None else min(position, count)
