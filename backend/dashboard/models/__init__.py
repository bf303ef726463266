"""The tables of the screen."""

from backend.dashboard.models.counts import (
    CountedAuthor,
    CountedBook,
    CountedCategory,
    CountedCohort,
    CountedDay,
    CountedHour,
    CountedReader,
    CountedStars,
    CountState,
)
from backend.dashboard.models.kiosks import KioskLink

__all__ = [
    "CountState",
    "CountedAuthor",
    "CountedBook",
    "CountedCategory",
    "CountedCohort",
    "CountedDay",
    "CountedHour",
    "CountedReader",
    "CountedStars",
    "KioskLink",
]
