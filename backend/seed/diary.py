"""When simulated readers rate: sessions over the last twelve months, in the library's own day."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from random import Random

YEAR = 365
SESSION_MAX = 12
# Local hours 7 to 22; a session of twelve ratings that begins at 22:59 ends before midnight.
HOURS = range(7, 23)
_WORKDAY = list(accumulate((2, 3, 2, 2, 2, 5, 4, 2, 2, 2, 3, 5, 8, 12, 13, 9)))
_WEEKEND = list(accumulate((1, 2, 4, 6, 6, 5, 5, 7, 8, 8, 7, 6, 7, 10, 11, 8)))
_WEEKDAY_WEIGHT = (1.0, 0.95, 0.95, 1.0, 1.15, 1.75, 1.85)


@dataclass(frozen=True)
class Diary:
    """One reader's moments, in order, as sessions; and when the account was opened."""

    created_at: datetime
    sessions: list[tuple[date, list[datetime]]]


class Calendar:
    """The days on which the simulation happens: a year up to yesterday, so that nothing lies in the future."""

    def __init__(self, today: date, zone: tzinfo) -> None:
        self.today, self.zone = today, zone
        self.first = today - timedelta(days=YEAR)
        days = [self.first + timedelta(days=place) for place in range(YEAR)]
        self._running = [0.0, *accumulate(_WEEKDAY_WEIGHT[day.weekday()] for day in days)]

    def diary(self, ratings: int, rng: Random) -> Diary:
        """Times for this many ratings: a day of joining, then sessions on different days until the reader stops."""
        sizes = _session_sizes(ratings, rng)
        # Twice as many days as sessions, so that nobody lives in the library.
        latest = YEAR - min(YEAR, 2 * len(sizes) + 1)
        known_before = rng.random() < 0.3
        joined = 0 if known_before else min(latest, int(YEAR * rng.random() ** 0.9))
        end = YEAR if rng.random() < 0.65 else rng.randint(min(YEAR, joined + 2 * len(sizes)), YEAR)
        places = self._days(len(sizes), joined, end, rng)
        if not known_before:
            places[0] = joined  # they come to rate
        sessions = [self._session(place, size, rng) for place, size in zip(places, sizes, strict=True)]
        before = timedelta(minutes=rng.randint(2, 40))
        if known_before:
            before += timedelta(days=rng.randint(1, 700))
        return Diary(sessions[0][1][0] - before, sessions)

    def _days(self, count: int, start: int, end: int, rng: Random) -> list[int]:
        low, high = self._running[start], self._running[end]
        chosen: set[int] = set()
        while len(chosen) < count:
            place = bisect_right(self._running, low + rng.random() * (high - low)) - 1
            chosen.add(min(place, YEAR - 1))
        return sorted(chosen)

    def _session(self, place: int, size: int, rng: Random) -> tuple[date, list[datetime]]:
        day = self.first + timedelta(days=place)
        running = _WEEKEND if day.weekday() >= 5 else _WORKDAY
        hour = HOURS[bisect_right(running, rng.random() * running[-1])]
        start = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), self.zone).astimezone(UTC)
        moments = [start]
        for _ in range(size - 1):
            moments.append(moments[-1] + timedelta(seconds=rng.randint(30, 280)))
        return day, moments


def _session_sizes(ratings: int, rng: Random) -> list[int]:
    """How many books are rated at each visit; the first visit is a long one."""
    sizes = [min(ratings, rng.randint(3, 8))]
    while (left := ratings - sum(sizes)) > 0:
        sizes.append(min(left, SESSION_MAX, 1 + int(rng.expovariate(0.45))))
    return sizes
