"""When the library is open, as it is written down."""

from datetime import date

from sqlalchemy import select

from backend.calendar.models import CalendarException, OpeningHours
from backend.calendar.rules import OpenDays
from backend.core.database import db


def open_days() -> OpenDays:
    """The library's open days, past and to come. Two statements."""
    weekdays = frozenset(db.session.scalars(select(OpeningHours.weekday)))
    differing = select(CalendarException.day, CalendarException.opens_at.is_not(None))
    return OpenDays(weekdays, {day: bool(is_open) for day, is_open in db.session.execute(differing)})


def usual_week() -> list[OpeningHours]:
    """The weekdays on which the library is usually open, Monday first."""
    return list(db.session.scalars(select(OpeningHours).order_by(OpeningHours.weekday)))


def differing_days(first: date, last: date) -> list[CalendarException]:
    """The days from the one to the other that differ from their weekday, in their order."""
    between = select(CalendarException).where(CalendarException.day.between(first, last))
    return list(db.session.scalars(between.order_by(CalendarException.day)))
