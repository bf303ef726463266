"""What counts as a rating, and which spans a popular shelf looks back over."""

from datetime import timedelta

STARS_MIN, STARS_MAX = 1, 5
# From short to long; a span without enough ratings is widened to the next. None looks back over everything.
POPULAR_WINDOWS: dict[str, timedelta | None] = {"7d": timedelta(days=7), "30d": timedelta(days=30), "all": None}
# A book is trending when this many readers rated it in the window.
TREND_WINDOW, TREND_READERS = timedelta(days=30), 3
LIKED_STARS = 4


def liked(stars: int) -> bool:
    """Four and five stars say "more like this"."""
    return stars >= LIKED_STARS
