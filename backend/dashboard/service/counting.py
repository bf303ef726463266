"""Keeping the counted days true: new days once they are over, late changes of this month and the last with every run,
and everything anew once a day. Each month is a transaction of its own.
"""

from collections.abc import Callable
from datetime import date, timedelta, tzinfo
from typing import Any

from sqlalchemy import delete, func, insert, select

from backend.accounts.models import User
from backend.circulation.models import Hold, Loan
from backend.core.database import db
from backend.core.here import Here
from backend.dashboard.models import CountedCategory, CountedDay, CountedHour, CountedStars, CountState
from backend.dashboard.queries.raw import (
    Day,
    categories_of,
    days_of,
    hours_of,
    levels_moved,
    stars_of,
    undated_stars,
)
from backend.dashboard.rules.grains import DAY, MONTH, NO_DAY, YEAR
from backend.dashboard.rules.ranges import FIRST, ONE_DAY, Range, monday_of, month_before, month_of, months_of
from backend.dashboard.service.counting_books import authorship, count_authors, count_books, sum_year
from backend.dashboard.service.counting_readers import count_readers, sum_reader_year
from backend.engagement.models import Rating
from backend.shop.models import Order

Keep = Callable[[], None]
REBUILT_EVERY = timedelta(hours=20)


def roll_up(here: Here, keep: Keep, rebuild: bool = False) -> dict[str, int]:
    """Count what is to be counted up to yesterday; returns how many days were."""
    last, state = here.today - ONE_DAY, db.session.get_one(CountState, 1)
    counted_to, rebuilt_at = state.counted_to, state.rebuilt_at
    whole = rebuild or counted_to is None or rebuilt_at is None or here.at - rebuilt_at >= REBUILT_EVERY
    first = _first_day(here.zone) if whole else month_before(counted_to or last)
    done, written = 0, authorship()
    if first is not None and first <= last:
        asked = Range(first, last)
        for month in months_of(asked):
            done += _count_month(month, asked, here.zone)
            keep()
        for year in _years_of(asked):
            _sum_year(year)
            keep()
        if not whole and written != state.authorship:
            _count_authors(asked, keep)
    _count_undated(whole)
    state = _state()
    state.authorship = written
    if whole:
        state.rebuilt_at = here.at
    keep()
    return {"days": done}


def _sum_year(year: date) -> None:
    state = _state()
    sum_year(year)
    sum_reader_year(year)
    summed = min(year.replace(month=12, day=31), state.counted_to or year)
    state.summed_to = max(state.summed_to or summed, summed)


def _years_of(asked: Range) -> list[date]:
    return sorted({month.replace(month=1) for month in months_of(asked)})


def _count_authors(asked: Range, keep: Keep) -> None:
    """Others wrote the books than when these years were counted."""
    first = db.session.scalar(select(func.min(CountedDay.day)))
    for year in _years_of(Range(first or asked.from_on, asked.to_on)):
        _state()
        count_authors(MONTH, Range(year, year.replace(month=12)))
        count_authors(YEAR, Range(year, year))
        keep()


def _first_day(zone: tzinfo) -> date | None:
    """Before it nothing ever happened; what is older than the screen goes back is left out."""
    # A day that was counted is counted again, also when what happened on it was taken back.
    days = (CountedDay.day, Loan.borrowed_on, Order.confirmed_on)
    firsts = [db.session.scalar(select(func.min(column))) for column in days] + [
        at.astimezone(zone).date()
        for column in (Hold.placed_at, Rating.rated_at, User.created_at)
        if (at := db.session.scalar(select(func.min(column)))) is not None
    ]
    found = [day for day in firsts if day is not None]
    return max(min(found), FIRST) if found else None


def _state() -> CountState:
    """Locked, and as it is now: two that count the same month at once would both put its rows there."""
    return db.session.scalars(
        select(CountState).where(CountState.id == 1).with_for_update().execution_options(populate_existing=True)
    ).one()


def _count_month(month: date, asked: Range, zone: tzinfo) -> int:
    """Every day of it that is to be counted, and what its days add up to."""
    state = _state()
    days = Range(max(month, asked.from_on), asked.to_on)
    days = Range(days.from_on, min(days.to_on, _last_of(month)))
    _store_days(days, zone)
    _store_hours(days, zone)
    _store_categories(month, days)
    _store_stars(days, zone)
    count_books(month, days)
    count_readers(month, days, zone)
    state.counted_to = max(state.counted_to or days.to_on, days.to_on)
    return days.days


def _last_of(month: date) -> date:
    return month_of(month + timedelta(days=31)) - ONE_DAY


def _all(days: Range) -> list[date]:
    return [days.from_on + timedelta(days=number) for number in range(days.days)]


def _store_days(days: Range, zone: tzinfo) -> None:
    found, moved = days_of(days, zone), levels_moved(days, zone)
    before = db.session.execute(
        select(CountedDay.on_loan, CountedDay.overdue)
        .where(CountedDay.day < days.from_on)
        .order_by(CountedDay.day.desc())
        .limit(1)
    ).first()
    on_loan, overdue = before or (0, 0)
    rows = []
    for day in _all(days):
        out, late = moved.get(day, (0, 0))
        on_loan, overdue = on_loan + out, overdue + late
        rows.append({"day": day, **vars(found.get(day, Day())), "on_loan": on_loan, "overdue": overdue})
    db.session.execute(delete(CountedDay).where(CountedDay.day.between(days.from_on, days.to_on)))
    _insert(CountedDay, rows)


def _store_hours(days: Range, zone: tzinfo) -> None:
    db.session.execute(delete(CountedHour).where(CountedHour.day.between(days.from_on, days.to_on)))
    rows = [
        {"day": day, "hour": hour, "weekday": day.weekday(), "loans": loans, "returns": returns}
        for (day, hour), (loans, returns) in hours_of(days, zone).items()
    ]
    _insert(CountedHour, rows)


def _store_categories(month: date, days: Range) -> None:
    table = CountedCategory
    of_days = (table.grain == DAY) & table.starts_on.between(days.from_on, days.to_on)
    db.session.execute(delete(table).where(of_days | ((table.grain == MONTH) & (table.starts_on == month))))
    rows = [
        {**_category(DAY, day, category_id), "loans": loans, "pieces": pieces}
        for (day, category_id), (loans, pieces) in categories_of(days).items()
    ]
    _insert(table, rows)
    # Days of the month that were counted before are added up with the others.
    sums = (func.sum(table.loans), func.sum(table.pieces))
    in_month = (table.grain == DAY) & table.starts_on.between(month, _last_of(month))
    added = db.session.execute(select(table.category_id, *sums).where(in_month).group_by(table.category_id))
    rows = [
        {**_category(MONTH, month, category_id), "loans": int(loans), "pieces": int(pieces)}
        for category_id, loans, pieces in added
    ]
    _insert(table, rows)


def _category(grain: str, starts_on: date, category_id: int) -> dict[str, Any]:
    return {"grain": grain, "starts_on": starts_on, "category_id": category_id, "week_on": monday_of(starts_on)}


def _store_stars(days: Range, zone: tzinfo) -> None:
    db.session.execute(delete(CountedStars).where(CountedStars.day.between(days.from_on, days.to_on)))
    rows = [
        {"day": day, "half_stars": half_stars, "ratings": number}
        for (day, half_stars), number in stars_of(days, zone).items()
    ]
    _insert(CountedStars, rows)


def _count_undated(whole: bool) -> None:
    """Counting them alone is quick, by their stars it is not: when everything is, or when they are more or fewer."""
    known = db.session.scalar(select(func.sum(CountedStars.ratings)).where(CountedStars.day == NO_DAY))
    now = db.session.scalar(select(func.count()).select_from(Rating).where(Rating.rated_at.is_(None)))
    if not whole and (known or 0) == (now or 0):
        return
    db.session.execute(delete(CountedStars).where(CountedStars.day == NO_DAY))
    rows = [
        {"day": NO_DAY, "half_stars": half_stars, "ratings": number} for half_stars, number in undated_stars().items()
    ]
    _insert(CountedStars, rows)


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)
