"""What the app asks the API first, and what stands on a page before the app does."""

from backend.pages.rules.first_view import (
    LIST_SIZE,
    LONGEST_SEARCH,
    LOOKS,
    OF_READERS,
    SHELF_SIZE,
    WORDS,
    locale_of,
    spelled,
    summary,
)
from backend.pages.rules.rooms import LAYOUT, ROOMS, Questions, Room, questions_of, room_at, sources_of

__all__ = [
    "LAYOUT",
    "LIST_SIZE",
    "LONGEST_SEARCH",
    "LOOKS",
    "OF_READERS",
    "ROOMS",
    "SHELF_SIZE",
    "WORDS",
    "Questions",
    "Room",
    "locale_of",
    "questions_of",
    "room_at",
    "sources_of",
    "spelled",
    "summary",
]
