"""The range of days that is looked at, the one it is compared with, and how both are cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from backend.core.errors import Invalid
from backend.dashboard.rules.grains import DAY, MONTH

WEEK = "week"
AGAINST = PREVIOUS, YEAR_BEFORE, NONE = ("previous", "year_before", "none")
USUAL_DAYS, MOST_DAYS = 30, 1830
# Beyond so many days, weeks are read more easily, and beyond so many of these, months.
DAYS_AS_DAYS, DAYS_AS_WEEKS = 62, 400
FIRST = date(2000, 1, 1)
ONE_DAY = timedelta(days=1)


class ScreenRangeRefused(Invalid):
    message = "The range ends before it begins, or is longer than five years."


@dataclass(frozen=True)
class Range:
    """Both days count; it may be empty."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        return max(0, (self.to_on - self.from_on).days + 1)

    @property
    def step(self) -> str:
        return DAY if self.days <= DAYS_AS_DAYS else WEEK if self.days <= DAYS_AS_WEEKS else MONTH

    def up_to(self, last: date | None) -> "Range":
        """What of it lies before the end of this day; nothing, when no day does."""
        return Range(self.from_on, min(self.to_on, last) if last else self.from_on - ONE_DAY)

    def after(self, last: date | None) -> "Range":
        return Range(max(self.from_on, last + ONE_DAY) if last else self.from_on, self.to_on)


def range_of(from_on: date | None, to_on: date | None, today: date, days: int = USUAL_DAYS) -> Range:
    """So many days up to the last, unless the first is named too. Raises ScreenRangeRefused."""
    last = max(min(to_on or today, today), FIRST)
    found = Range(max(from_on, FIRST) if from_on else last - timedelta(days=days - 1), last)
    if not 1 <= found.days <= MOST_DAYS:
        problem = {"code": "screen_range_refused", "message": ScreenRangeRefused.message}
        raise ScreenRangeRefused(fields={"from_on": [problem]})
    return found


def other_range(asked: Range, against: str) -> Range | None:
    """What the range is compared with."""
    if against == NONE:
        return None
    if against == YEAR_BEFORE:
        return Range(_year_before(asked.from_on), _year_before(asked.to_on))
    return Range(asked.from_on - timedelta(days=asked.days), asked.from_on - ONE_DAY)


def _year_before(day: date) -> date:
    last_of_february = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if last_of_february else day.day)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_before(day: date) -> date:
    return month_of(month_of(day) - ONE_DAY)


def months_of(asked: Range) -> Iterator[date]:
    """The first days of all months of which a day is in it."""
    month = month_of(asked.from_on)
    while month <= asked.to_on:
        yield month
        month = next_month(month)


def start_of(day: date, step: str) -> date:
    """The first day of its week or month; a day is its own."""
    return monday_of(day) if step == WEEK else month_of(day) if step == MONTH else day


def steps_of(asked: Range) -> list[date]:
    """The first day of each stretch of the range, also of those in which nothing happened."""
    step = asked.step
    return list(dict.fromkeys(start_of(asked.from_on + timedelta(days=n), step) for n in range(asked.days)))


@dataclass(frozen=True)
class Pieces:
    """A range as whole years, whole months and single days, so that few rows are added up."""

    years: list[date]
    months: list[date]
    # First and last day of a run of days.
    days: list[tuple[date, date]]


def pieces_of(asked: Range, counted_to: date | None = None, summed_to: date | None = None) -> Pieces:
    """Nothing is in two pieces, and nothing outside. What ends with the last counted day is whole, too. Years there are
    as far as they are summed up.
    """
    years: list[date] = []
    months: list[date] = []
    days: list[tuple[date, date]] = []
    for month in months_of(asked) if asked.days else ():
        end = next_month(month) - ONE_DAY
        first, last = max(month, asked.from_on), min(end, asked.to_on)
        if first == month and last in (end, counted_to):
            months.append(month)
        else:
            days.append((first, last))
    for year in sorted({month.replace(month=1) for month in months}) if summed_to else ():
        of_year = [month for month in months if month.year == year.year]
        end = min(year.replace(month=12, day=31), counted_to or date.max)
        if len(of_year) == end.month and end <= (summed_to or date.min):
            years.append(year)
            months = [month for month in months if month.year != year.year]
    return Pieces(years, months, days)


def bits_of_days(first: date, last: date) -> int:
    """Days of one month, as counted_reader has them."""
    return sum(1 << (day - 1) for day in range(first.day, last.day + 1))


def bits_of_months(months: list[date]) -> int:
    return sum(1 << (month.month - 1) for month in months)
