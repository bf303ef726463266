"""The settings of the house: what each may be, and what it is while nobody has set it."""

from dataclasses import dataclass, fields, replace
from typing import Any

NAME_MAX, LINE_MAX, TEXT_MAX = 64, 200, 500
# The shelves of the home page in the order in which they stand there unless somebody orders them otherwise.
SHELVES = ("for_you", "popular", "recent", "trending", "new", "curated", "top_rated")
LOCALES = ("zh-CN", "en")
REFRESH_LEAST, REFRESH_MOST = 15, 3600


@dataclass(frozen=True)
class House:
    """Every setting with its value. A text that is empty is not shown."""

    name_zh: str
    name_en: str
    address_zh: str = ""
    address_en: str = ""
    phone: str = ""
    email: str = ""
    # Beside the hours of opening: where to ring, which door.
    opening_zh: str = ""
    opening_en: str = ""
    # Of SHELVES, those that the home page shows, in this order.
    home_shelves: tuple[str, ...] = SHELVES
    screen_title_zh: str = ""
    screen_title_en: str = ""
    # How often the big screen asks again.
    screen_refresh_seconds: int = 60
    # Of whoever has not chosen a language and whose browser asks for neither.
    default_locale: str = "zh-CN"


LENGTHS = {
    **dict.fromkeys(("name_zh", "name_en", "phone"), NAME_MAX),
    **dict.fromkeys(("address_zh", "address_en", "screen_title_zh", "screen_title_en"), LINE_MAX),
    **dict.fromkeys(("opening_zh", "opening_en"), TEXT_MAX),
    "email": 254,
}
NEEDED = ("name_zh", "name_en")


def house_of(usual: House, stored: dict[str, Any]) -> House:
    """The settings as they are, when these were set. What is stored and no longer a setting, or no longer right, counts
    for nothing."""
    names = {field.name for field in fields(House)}
    kept = {name: _shaped(name, value) for name, value in stored.items() if name in names}
    return replace(usual, **{name: value for name, value in kept.items() if problem_of(name, value) is None})


def problem_of(name: str, value: Any) -> str | None:
    """What is wrong with a value, as a code; None: nothing."""
    if name == "home_shelves":
        known = isinstance(value, tuple) and all(shelf in SHELVES for shelf in value)
        return None if known and len(set(value)) == len(value) else "shelves_wrong"
    if name == "default_locale":
        return None if value in LOCALES else "locale_unknown"
    if name == "screen_refresh_seconds":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return None if whole and REFRESH_LEAST <= value <= REFRESH_MOST else "seconds_wrong"
    if not isinstance(value, str) or len(value) > LENGTHS[name]:
        return "text_long"
    if name in NEEDED and not value.strip():
        return "text_missing"
    if name == "email" and value and ("@" not in value.strip("@") or " " in value):
        return "email_wrong"
    return None


def _shaped(name: str, value: Any) -> Any:
    return tuple(value) if name == "home_shelves" and isinstance(value, list) else value
