"""/api/staff/calendar: the calendar with what hangs on it"""

from datetime import date, timedelta
from typing import Any

from apiflask import APIBlueprint

from backend.calendar import queries as calendar
from backend.calendar.rules import OpenDays
from backend.calendar.service import Difference, days_in
from backend.circulation.queries.redating import due_counts, due_on_closed_days, holds_kept_later
from backend.circulation.routes.here import here, me, time_zone
from backend.circulation.schemas.calendar import (
    CalendarOut,
    CalendarQuery,
    ChangedDaysOut,
    ChangedWeekOut,
    DifferenceIn,
    PreviewOut,
    RangeQuery,
    WeekIn,
)
from backend.circulation.service.redating import change_week, close_days, open_again
from backend.core.auth import caller, require_admin, require_staff
from backend.core.limits import WRITES, limiter
from backend.core.permissions import may

blueprint = APIBlueprint("staff_calendar", __name__, url_prefix="/api/staff/calendar", tag="lending rules")


@blueprint.get("")
@require_staff
@blueprint.input(CalendarQuery, location="query")
@blueprint.output(CalendarOut)
def show_calendar(query_data: CalendarQuery) -> dict[str, Any]:
    """A year: its open and closed days, and how many loans are due on each"""
    first, last = date(query_data.year, 1, 1), date(query_data.year, 12, 31)
    week = {row.weekday: row for row in calendar.usual_week()}
    names = ("day", "opens_at", "closes_at", "reason_zh", "reason_en")
    return {
        "year": query_data.year,
        "today": here().today,
        "time_zone": time_zone(),
        "week": [
            {"weekday": day, "opens_at": row and row.opens_at, "closes_at": row and row.closes_at}
            for day, row in ((day, week.get(day)) for day in range(7))
        ],
        "differing": [{name: getattr(row, name) for name in names} for row in calendar.differing_days(first, last)],
        "due": [{"day": day, "loans": loans} for day, loans in due_counts(first, last).items()],
        "may_change_week": may(caller().role, "admin", "PUT"),
    }


@blueprint.put("/week")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(WeekIn)
@blueprint.output(ChangedWeekOut)
def replace_week(json_data: WeekIn) -> dict[str, Any]:
    """Set the usual week; what hangs on a day that is closed then moves to a later one"""
    hours = {day.weekday: (day.opens_at, day.closes_at) for day in json_data.days}
    moved = change_week(hours, me(), here())
    return {"moved": moved.loans, "moved_holds": moved.holds}


@blueprint.get("/days/preview")
@require_staff
@blueprint.input(RangeQuery, location="query")
@blueprint.output(PreviewOut)
def preview_closure(query_data: RangeQuery) -> dict[str, Any]:
    """What a closure of these days would mean; nothing is changed"""
    length = days_in(query_data.first, query_data.last)
    days = calendar.open_days()
    chosen = [query_data.first + timedelta(days=step) for step in range(length)]
    closed = OpenDays(days.weekdays, {**days.differing, **dict.fromkeys(chosen, False)})
    later = due_on_closed_days(closed, here().today)
    return {
        "days": length,
        "closes": sum(map(days.is_open, chosen)),
        "loans": sum(one.loans for one in later),
        "later": later,
        "holds": len(holds_kept_later(days, closed, here().today)),
        "differing": [day for day in chosen if day in days.differing],
    }


@blueprint.post("/days")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(DifferenceIn)
@blueprint.output(ChangedDaysOut, status_code=201)
@blueprint.doc(responses={409: "Some of them differ already, or there would be no open day for a year"})
def add_days(json_data: DifferenceIn) -> dict[str, Any]:
    """Close the library on some days, or open it at other hours; readers whose dates move are told"""
    hours = None
    if json_data.opens_at is not None and json_data.closes_at is not None:
        hours = (json_data.opens_at, json_data.closes_at)
    how = Difference(hours, json_data.reason_zh, json_data.reason_en)
    days, moved = close_days(json_data.first, json_data.last, how, me(), here())
    return {"days": days, "moved": moved.loans, "moved_holds": moved.holds}


@blueprint.delete("/days")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(RangeQuery, location="query")
@blueprint.output(ChangedDaysOut)
def remove_days(query_data: RangeQuery) -> dict[str, Any]:
    """These days are as usual again; no date becomes an earlier one"""
    days, moved = open_again(query_data.first, query_data.last, me(), here())
    return {"days": days, "moved": moved.loans, "moved_holds": moved.holds}
