"""/api/loans/calendar.ics, /api/calendar-feed"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app

from backend.accounts.models import User
from backend.circulation.queries.due_calendar import due_days, feed_token_of, get_reader_of_feed
from backend.circulation.rules.due_calendar import calendar_of
from backend.circulation.schemas.feeds import FeedOut
from backend.circulation.service import feeds
from backend.core import clock
from backend.core.auth import anyone, caller, require_reader
from backend.core.limits import WRITES, limiter
from backend.core.settings import Settings
from backend.house.queries import name_of_library

# A program asks a few times a day; whoever tries secrets finds none in the life of the sun.
READS = "60 per minute"
FILE: dict[int | str, Any] = {
    200: {"description": "The calendar", "content": {"text/calendar": {"schema": {"type": "string"}}}}
}

blueprint = APIBlueprint("feeds", __name__, url_prefix="/api", tag="circulation")


@blueprint.get("/loans/calendar.ics")
@require_reader
@blueprint.doc(responses=FILE)
def download_calendar() -> Response:
    """My due dates as a calendar file"""
    return _file(caller())


@blueprint.get("/calendar-feed")
@require_reader
@blueprint.output(FeedOut)
def show_feed() -> dict[str, str | None]:
    """The secret address of my calendar, if I have made one"""
    return _address(feed_token_of(caller().id))


@blueprint.post("/calendar-feed")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(FeedOut, status_code=201)
def open_feed() -> dict[str, str | None]:
    """Make a secret address of my calendar; an older one is closed"""
    return _address(feeds.open_feed(caller().id, clock.now()))


@blueprint.delete("/calendar-feed")
@limiter.limit(WRITES)
@require_reader
@blueprint.output({}, status_code=204)
def close_feed() -> str:
    """Close the address of my calendar"""
    feeds.close_feed(caller().id)
    return ""


@blueprint.get("/calendar-feed/<string:token>.ics")
@limiter.limit(READS)
@anyone
@blueprint.doc(responses={**FILE, 404: "There is no such calendar"})
def read_feed(token: str) -> Response:
    """The due dates of whoever made this secret address"""
    return _file(get_reader_of_feed(token))


def _file(reader: User) -> Response:
    settings = _settings()
    library = name_of_library(settings, reader.locale)
    data = calendar_of(due_days(reader.id), reader.locale, library, settings.site_url, clock.now())
    answer = Response(data, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="due-dates.ics"'
    return answer


def _address(token: str | None) -> dict[str, str | None]:
    return {"address": f"{_settings().site_url}/api/calendar-feed/{token}.ics" if token else None}


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
