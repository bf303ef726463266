"""Open and closed days, whatever the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from backend.core.errors import Conflict

# Whoever finds no open day within a year has a calendar that cannot be right.
FURTHEST = 365
ONE_DAY = timedelta(days=1)


class AlwaysClosed(Conflict):
    message = f"The calendar has no open day within {FURTHEST} days."


@dataclass(frozen=True)
class OpenDays:
    """The days on which the library is open: the usual weekdays (0 is Monday), and the days that differ from them."""

    weekdays: frozenset[int]
    differing: Mapping[date, bool] = field(default_factory=dict)

    def is_open(self, day: date) -> bool:
        return self.differing.get(day, day.weekday() in self.weekdays)

    def next_open(self, day: date) -> date:
        """The day itself when it is open, else the first open one after it. Raises AlwaysClosed."""
        for _ in range(FURTHEST + 1):
            if self.is_open(day):
                return day
            day += ONE_DAY
        raise AlwaysClosed

    def plus_open_days(self, day: date, number: int) -> date:
        """The last of so many open days after this one; for 0 the next open day. Raises AlwaysClosed."""
        if number == 0:
            return self.next_open(day)
        for _ in range(number):
            day = self.next_open(day + ONE_DAY)
        return day

    def count_open(self, after: date, until: date) -> int:
        """How many open days come after the one and up to the other, which counts; 0 when there are none between."""
        length = (until - after).days
        if length <= 0:
            return 0
        weeks, rest = divmod(length, 7)
        usual = weeks * len(self.weekdays)
        usual += sum((after.weekday() + step) % 7 in self.weekdays for step in range(1, rest + 1))
        between = {day: is_open for day, is_open in self.differing.items() if after < day <= until}
        return usual + sum(is_open - (day.weekday() in self.weekdays) for day, is_open in between.items())
