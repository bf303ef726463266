"""What happened day by day, and the stretches of the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from backend.core.database import db
from backend.dashboard.models import CountedDay, CountedHour, CountedStars
from backend.dashboard.queries.raw import Day, days_of, hours_of, stars_of, undated_stars
from backend.dashboard.queries.view import View
from backend.dashboard.rules.grains import NO_DAY
from backend.dashboard.rules.people import People
from backend.dashboard.rules.ranges import FIRST, Range, start_of, steps_of

_FIGURES = (
    *(CountedDay.loans, CountedDay.returns, CountedDay.holds, CountedDay.orders, CountedDay.gross_cents),
    *(CountedDay.refunded_cents, CountedDay.ratings, CountedDay.new_readers),
)


@dataclass(frozen=True)
class Point:
    """A stretch of the chart."""

    starts_on: date
    loans: int
    returns: int
    holds: int
    orders: int
    revenue_cents: int
    new_readers: People


@dataclass(frozen=True)
class Stars:
    stars: float
    count: int
    ever: int


@dataclass(frozen=True)
class Hours:
    loans: list[list[int]]
    returns: list[list[int]]


def day_by_day(view: View, ranges: Sequence[Range]) -> dict[date, Day]:
    """Every day of these ranges on which something happened; there may be more."""
    counted = [view.counted(days) for days in ranges if view.counted(days).days]
    found: dict[date, Day] = {}
    if counted:
        these = or_(*(CountedDay.day.between(days.from_on, days.to_on) for days in counted))
        for day, *numbers in db.session.execute(select(CountedDay.day, *_FIGURES).where(these)):
            found[day] = Day(*numbers)
    whole = Range(min(days.from_on for days in ranges), max(days.to_on for days in ranges))
    return found | days_of(view.fresh(whole), view.zone)


def total_of(days: dict[date, Day], asked: Range) -> Day:
    total = Day()
    for day, counts in days.items():
        if asked.from_on <= day <= asked.to_on:
            total.add(counts)
    return total


def points_of(view: View, days: dict[date, Day], asked: Range) -> list[Point]:
    """One for each day, week or month of the range."""
    stretches, step = {start: Day() for start in steps_of(asked)}, asked.step
    for day, counts in days.items():
        if asked.from_on <= day <= asked.to_on:
            stretches[start_of(day, step)].add(counts)
    return [
        Point(
            starts_on=start,
            loans=day.loans,
            returns=day.returns,
            holds=day.holds,
            orders=day.orders,
            revenue_cents=day.revenue_cents,
            new_readers=view.told(day.new_readers),
        )
        for start, day in stretches.items()
    ]


def week_of_hours(view: View) -> Hours:
    """Weekday by hour of the day."""
    loans, returns = ([[0] * 24 for _ in range(7)] for _ in range(2))
    days = view.counted(view.asked)
    sums = (func.sum(CountedHour.loans), func.sum(CountedHour.returns))
    rows = (
        select(CountedHour.weekday, CountedHour.hour, *sums)
        .where(CountedHour.day.between(days.from_on, days.to_on))
        .group_by(CountedHour.weekday, CountedHour.hour)
    )
    for weekday, hour, lent, back in db.session.execute(rows):
        loans[weekday][hour], returns[weekday][hour] = int(lent), int(back)
    for (day, hour), (lent, back) in hours_of(view.fresh(view.asked), view.zone).items():
        loans[day.weekday()][hour] += lent
        returns[day.weekday()][hour] += back
    return Hours(loans, returns)


def stars_given(view: View) -> list[Stars]:
    """From one star to five by halves, in the range and ever."""
    days = view.counted(view.asked)
    ever, given = dict.fromkeys(range(2, 11), 0), dict.fromkeys(range(2, 11), 0)
    if view.counted_to is None:
        ever.update(undated_stars())
    else:
        table = CountedStars
        these = select(table.half_stars, func.sum(table.ratings)).group_by(table.half_stars)
        in_range = these.where(table.day.between(days.from_on, days.to_on), table.day > NO_DAY)
        for found, statement in ((ever, these), (given, in_range)):
            found.update({half_stars: int(number) for half_stars, number in db.session.execute(statement)})
    for (day, half_stars), number in stars_of(view.fresh(Range(FIRST, view.here.today)), view.zone).items():
        ever[half_stars] += number
        given[half_stars] += number if view.asked.from_on <= day <= view.asked.to_on else 0
    return [Stars(half_stars / 2, given[half_stars], ever[half_stars]) for half_stars in ever]
