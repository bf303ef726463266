"""/api/opening-hours"""

from datetime import timedelta
from typing import Any, cast

from apiflask import APIBlueprint
from flask import current_app

from backend.calendar import queries
from backend.calendar.models import CalendarException, OpeningHours
from backend.calendar.rules import AlwaysClosed
from backend.calendar.schemas import OpeningHoursOut
from backend.core import clock
from backend.core.auth import public
from backend.core.settings import Settings

blueprint = APIBlueprint("calendar", __name__, url_prefix="/api", tag="calendar")
# How far readers look ahead.
AHEAD = timedelta(days=92)


@blueprint.get("/opening-hours")
@public
@blueprint.output(OpeningHoursOut)
def opening_hours() -> dict[str, Any]:
    """When the library is open, and the next days on which it is not as usual"""
    zone = cast(Settings, current_app.config["SETTINGS"]).time_zone
    today = clock.today(zone)
    week = {row.weekday: row for row in queries.usual_week()}
    differing = queries.differing_days(today, today + AHEAD)
    now: CalendarException | OpeningHours | None = next(
        (row for row in differing if row.day == today), week.get(today.weekday())
    )
    try:
        next_open_on = queries.open_days().next_open(today)
    except AlwaysClosed:
        next_open_on = None
    return {
        "time_zone": zone.key,
        "today": {
            "day": today,
            "opens_at": now and now.opens_at,
            "closes_at": now and now.closes_at,
            "reason_zh": getattr(now, "reason_zh", ""),
            "reason_en": getattr(now, "reason_en", ""),
        },
        "next_open_on": next_open_on,
        "week": [
            {"weekday": day, "opens_at": row and row.opens_at, "closes_at": row and row.closes_at}
            for day, row in ((day, week.get(day)) for day in range(7))
        ],
        "differing": [
            {name: getattr(row, name) for name in ("day", "opens_at", "closes_at", "reason_zh", "reason_en")}
            for row in differing
        ],
    }
