"""Writing the calendar. What it means for loans is the business of whoever calls: circulation.service.redating."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from backend.calendar.models import CalendarException, OpeningHours
from backend.calendar.queries import differing_days, open_days, usual_week
from backend.core.database import db
from backend.core.errors import Conflict, Invalid, NotFound

# A closure of more than a year is no closure.
LONGEST = 366


class DaysDifferAlready(Conflict):
    message = "Some of these days differ from the usual week already. Take that back first."


class DayAsUsual(NotFound):
    message = "These days are as usual already."


class RangeRefused(Invalid):
    message = f"The last day is not before the first, and there are at most {LONGEST} of them."


@dataclass(frozen=True)
class Difference:
    """How days differ from the usual week: closed, or open at these hours; and why, in both languages."""

    hours: tuple[time, time] | None
    reason_zh: str
    reason_en: str


def set_week(hours: Mapping[int, tuple[time, time]], today: date) -> None:
    """The usual week from now on, by weekday (0 is Monday); those that are left out are closed. Raises AlwaysClosed."""
    kept = {day.weekday: day for day in usual_week()}
    for weekday in range(7):
        row = kept.get(weekday)
        if weekday not in hours:
            if row is not None:
                db.session.delete(row)
            continue
        if row is None:
            row = OpeningHours(weekday=weekday)
            db.session.add(row)
        row.opens_at, row.closes_at = hours[weekday]
    db.session.flush()  # the calendar is read again
    open_days().next_open(today)


def note_days(first: date, last: date, how: Difference, today: date, user_id: int | None, at: datetime) -> int:
    """Write down days that differ; returns how many. Raises RangeRefused, DaysDifferAlready, AlwaysClosed."""
    length = days_in(first, last)
    noted = differing_days(first, last)
    if noted:
        raise DaysDifferAlready(
            reasons=[{"code": "day_differs_already", "day": row.day.isoformat()} for row in noted[:20]]
        )
    opens_at, closes_at = how.hours or (None, None)
    for step in range(length):
        db.session.add(
            CalendarException(
                day=first + timedelta(days=step),
                opens_at=opens_at,
                closes_at=closes_at,
                reason_zh=how.reason_zh,
                reason_en=how.reason_en,
                made_at=at,
                made_by=user_id,
            )
        )
    db.session.flush()  # the calendar is read again; a day that somebody else noted meanwhile is refused here
    open_days().next_open(today)
    return length


def take_back(first: date, last: date) -> int:
    """These days are as usual again; returns how many were not. Raises RangeRefused, DayAsUsual."""
    days_in(first, last)
    wanted = select(CalendarException).where(CalendarException.day.between(first, last)).with_for_update()
    rows = db.session.scalars(wanted.order_by(CalendarException.day)).all()
    if not rows:
        raise DayAsUsual
    # One by one: each tells what it was.
    for row in rows:
        db.session.delete(row)
    db.session.flush()  # the calendar is read again
    return len(rows)


def days_in(first: date, last: date) -> int:
    """How many days there are from the one to the other. Raises RangeRefused."""
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST:
        raise RangeRefused(fields={"last": [{"code": "range_refused", "message": RangeRefused.message}]})
    return length
