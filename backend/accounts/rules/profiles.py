"""What readers may say about themselves."""

from typing import Literal, get_args

Locale = Literal["zh-CN", "en"]
Theme = Literal["light", "dark", "system"]
# Known to ml by their order (ml/data/loading.py): new ones are put at the end.
Occupation = Literal[
    "student",
    "education",
    "research",
    "technology",
    "health",
    "media",
    "business",
    "public_service",
    "industry",
    "services",
    "agriculture",
    "home",
    "retired",
    "other",
]
LOCALES: tuple[Locale, ...] = get_args(Locale)
THEMES: tuple[Theme, ...] = get_args(Theme)
OCCUPATIONS: tuple[Occupation, ...] = get_args(Occupation)
DISPLAY_NAME_MAX = 32
BIRTH_YEAR_MIN, BIRTH_YEAR_MAX = 1900, 2100
AGE_MIN = 5
# Of the file of a picture.
PICTURE_MOST_BYTES = 4_000_000


def birth_year_problem(year: int, this_year: int) -> str | None:
    """Why a year of birth cannot be right, as a code, or None."""
    return None if BIRTH_YEAR_MIN <= year <= this_year - AGE_MIN else "birth_year_unlikely"
