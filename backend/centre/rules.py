"""What a reader's days say when they are counted."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeVar

# Years outside have no page of their own.
FIRST_YEAR, LAST_YEAR = 1900, 2100
# What may happen on a day, in the order in which it is told.
KINDS = ("finished", "started", "progressed", "rated", "reviewed", "noted")
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Streak:
    """Days in a row with something on each of them."""

    days: int
    first_on: date
    last_on: date


def longest_streak(days: Iterable[date]) -> Streak | None:
    """The longest run of days; of several, the latest. None without days."""
    best: Streak | None = None
    start = last = None
    for day in sorted(set(days)):
        if last is None or start is None or day - last > timedelta(days=1):
            start = day
        last = day
        run = (day - start).days + 1
        if best is None or run >= best.days:
            best = Streak(run, start, day)
    return best


def year_in(zone: tzinfo, year: int) -> tuple[datetime, datetime]:
    """The first moment of a year where the library stands, and the first moment after it."""
    return datetime.combine(date(year, 1, 1), time(), zone), datetime.combine(date(year + 1, 1, 1), time(), zone)


def by_month(days: Iterable[date]) -> list[int]:
    """How many of these days lie in each of the twelve months."""
    counted = Counter(day.month for day in days)
    return [counted[month] for month in range(1, 13)]


def most_of(things: Iterable[T], size: int) -> list[tuple[T, int]]:
    """The most frequent with how often; among equals, the one that came first."""
    return Counter(things).most_common(size)
