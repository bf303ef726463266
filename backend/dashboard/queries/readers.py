"""Readers: who was there, how old they are, where they live, and whether those who joined came back."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Subquery, extract, func, select, union_all

from backend.accounts.models import User
from backend.core.database import db
from backend.core.permissions import READER
from backend.dashboard.models import CountedCohort, CountedDay, CountedReader
from backend.dashboard.queries.local_time import local_month
from backend.dashboard.queries.raw import active_readers, joined_of
from backend.dashboard.queries.view import View
from backend.dashboard.rules.grains import MONTH, YEAR
from backend.dashboard.rules.people import BANDS, UNKNOWN, People, band_of, told_parts
from backend.dashboard.rules.ranges import (
    FIRST,
    ONE_DAY,
    Range,
    bits_of_days,
    bits_of_months,
    month_before,
    month_of,
    next_month,
    pieces_of,
)
from backend.shop.models import Address

COHORTS = 12


@dataclass(frozen=True)
class Band:
    band: str
    readers: People


@dataclass(frozen=True)
class Region:
    country: str | None
    region: str
    readers: People


@dataclass(frozen=True)
class Cohort:
    joined_on: date
    readers: People
    active: list[People]


def active_in(view: View, days: Range) -> int:
    """Readers who were there on some day of the range, each once."""
    there = active_ids(view, days)
    if there is None:
        return 0
    return int(db.session.scalar(select(func.count(there.c.user_id.distinct()))) or 0)


def active_ids(view: View, days: Range) -> Subquery | None:
    """(user_id) of them, some more than once; None where there are no days."""
    parts = [*_noted(view.counted(days)), *_fresh(view, days)]
    return union_all(*parts).subquery() if parts else None


def _noted(days: Range) -> list[Any]:
    """By whole months out of the rows of a year, by days out of those of a month."""
    if not days.days:
        return []
    pieces = pieces_of(days)
    found = []
    for year in sorted({month.year for month in pieces.months}):
        of_year = [month for month in pieces.months if month.year == year]
        found.append(_with_bits(YEAR, date(year, 1, 1), bits_of_months(of_year)))
    found += [_with_bits(MONTH, month_of(first), bits_of_days(first, last)) for first, last in pieces.days]
    return found


def _with_bits(grain: str, starts_on: date, bits: int) -> Any:
    table = CountedReader
    these = table.bits.op("&")(bits) != 0
    return select(table.user_id).where(table.grain == grain, table.starts_on == starts_on, these)


def _fresh(view: View, days: Range) -> list[Any]:
    fresh = view.fresh(days)
    if not fresh.days:
        return []
    acts = active_readers(fresh, view.zone).subquery()
    # Of a loan that is forgotten already, the day was noted.
    noted = _noted(fresh)
    return [select(acts.c.user_id), *noted]


def ages_of(view: View) -> list[Band]:
    """All readers by the age that they reach this year."""
    rows = select(User.birth_year, func.count()).where(User.role == READER).group_by(User.birth_year)
    counted: Counter[str] = Counter()
    for year, number in db.session.execute(rows):
        counted[band_of(year, view.here.today.year)] += number
    names = [*(name for name, _ in BANDS), UNKNOWN]
    people = told_parts([counted[name] for name in names], view.kiosk)
    return [Band(name, count) for name, count in zip(names, people, strict=True)]


def regions_of(view: View, readers: int) -> list[Region]:
    """All readers by the address that they want things sent to."""
    homes = preferred_addresses().subquery()
    rows = (
        select(Address.country, Address.region, func.count())
        .select_from(homes)
        .join(Address, Address.id == homes.c.id)
        .join(User, User.id == Address.user_id)
        .where(User.role == READER)
        .group_by(Address.country, Address.region)
    )
    known = [(country, region, number) for country, region, number in db.session.execute(rows)]
    unknown: list[tuple[str | None, str, int]] = [(None, "", readers - sum(number for *_, number in known))]
    found = sorted([*known, *unknown], key=lambda row: (-row[2], row[0] or "", row[1]))
    people = told_parts([number for *_, number in found], view.kiosk)
    return [Region(country, region, count) for (country, region, _), count in zip(found, people, strict=True)]


def preferred_addresses() -> Any:
    """Their ids: one of each reader who has any."""
    return select(func.max(Address.id).label("id")).where(Address.preferred).group_by(Address.user_id)


def cohorts_of(view: View) -> list[Cohort]:
    """Of those who joined in each of the last months of the range, how many were there in that month and after it."""
    last = month_of(view.asked.to_on)
    months = [last]
    while len(months) < COHORTS:
        months.insert(0, month_before(months[0]))
    joined, active = _joined(view, Range(months[0], view.here.today)), _active_by_cohort(view, months)
    return [
        Cohort(
            joined_on=month,
            readers=view.told(joined[month]),
            active=[view.told(active[month, later]) for later in months[place:]],
        )
        for place, month in enumerate(months)
    ]


def _joined(view: View, days: Range) -> dict[date, int]:
    counted = view.counted(days)
    found: defaultdict[date, int] = defaultdict(int)
    year, month = extract("year", CountedDay.day), extract("month", CountedDay.day)
    rows = select(year, month, func.sum(CountedDay.new_readers)).where(
        CountedDay.day.between(counted.from_on, counted.to_on)
    )
    for in_year, in_month, number in db.session.execute(rows.group_by(year, month)):
        found[date(in_year, in_month, 1)] += int(number)
    for day, number in joined_of(view.fresh(days), view.zone).items():
        found[month_of(day)] += number
    return found


def _active_by_cohort(view: View, months: list[date]) -> dict[tuple[date, date], int]:
    """(joined, month) -> readers. Months that are over are counted; the others from who was there."""
    table = CountedCohort
    found: defaultdict[tuple[date, date], int] = defaultdict(int)
    over = [month for month in months if view.counted_to and next_month(month) - ONE_DAY <= view.counted_to]
    if over:
        rows = select(table.joined_on, table.month_on, table.readers).where(
            table.month_on.in_(over), table.joined_on >= months[0]
        )
        found.update({(joined_on, month): number for joined_on, month, number in db.session.execute(rows)})
    for month in months:
        if month not in over:
            days = Range(month, min(next_month(month) - ONE_DAY, view.here.today))
            for statement in _cohorts_now(view, days, months[0]):
                for joined_on, number in db.session.execute(statement):
                    found[joined_on, month] += number
    return found


def _cohorts_now(view: View, days: Range, first: date) -> list[Any]:
    """(joined_on, readers): those who are noted in this month, and those who are not yet."""
    table = CountedReader
    in_month = (table.grain == MONTH, table.starts_on == days.from_on)
    noted = select(table.joined_on, func.count()).where(*in_month, table.joined_on >= first).group_by(table.joined_on)
    fresh = view.fresh(days)
    if not fresh.days:
        return [noted]
    acts = active_readers(fresh, view.zone).subquery()
    month = local_month(acts.c.created_at, Range(FIRST, days.to_on), view.zone).label("joined_on")
    known = select(table.user_id).where(*in_month, table.user_id == acts.c.user_id).exists()
    more = select(month, func.count(acts.c.user_id.distinct())).where(~known, month >= first)
    return [noted, more.group_by("joined_on")]
