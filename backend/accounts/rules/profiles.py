"""What readers may say about themselves."""

THEMES = ("light", "dark", "system")
BIRTH_YEAR_MIN = 1900
# Known to ml by their order (ml/data/loading.py): new ones are put at the end.
OCCUPATIONS = (
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
)
AGE_MIN = 5


def birth_year_problem(year: int, this_year: int) -> str | None:
    """Why a year of birth cannot be right, as a code, or None."""
    return None if BIRTH_YEAR_MIN <= year <= this_year - AGE_MIN else "birth_year_unlikely"
