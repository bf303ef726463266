"""What counts as a rating, which spans a popular shelf looks back over, and what a trend is."""

from collections.abc import Mapping
from datetime import timedelta

# Whole and half ones.
STARS_MIN, STARS_MAX, STARS_STEP = 1, 5, 0.5
# From short to long; a span without enough ratings is widened to the next. None looks back over everything.
POPULAR_WINDOWS: dict[str, timedelta | None] = {"7d": timedelta(days=7), "30d": timedelta(days=30), "all": None}
# A book is trending when this many readers rated it in the window.
TREND_WINDOW, TREND_READERS = timedelta(days=30), 3
LIKED_STARS = 4


def liked(stars: float) -> bool:
    """Four stars and more say "more like this"."""
    return stars >= LIKED_STARS


# What a day says of today fades by this factor a day; what is older than RECENT_DAYS is the book's own past.
FADING = 0.8
RECENT_DAYS, PAST_DAYS = 14, 90


def trend_of(readers: Mapping[int, int]) -> float:
    """How far a book's faded readers of late are above what its own past lets expect, in its usual deviations.

    readers: age in days (0 is today) -> how many did something with the book that day. The numbers are small counts, so
    their deviation is the root of what is expected (Poisson), and one more so that a first reader is no sensation.
    """
    recent = sum(count * FADING**age for age, count in readers.items() if age < RECENT_DAYS)
    past = sum(count for age, count in readers.items() if RECENT_DAYS <= age < RECENT_DAYS + PAST_DAYS)
    expected = past / PAST_DAYS * sum(FADING**age for age in range(RECENT_DAYS))
    return float((recent - expected) / (expected + 1.0) ** 0.5)
