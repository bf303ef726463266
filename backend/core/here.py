"""Where and when something is done: the library's zone, its day, and the moment."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from flask import current_app

from backend.core import clock


@dataclass(frozen=True)
class Here:
    """`today` is the day of `at` where the library stands."""

    zone: tzinfo
    today: date
    at: datetime


def here_at(zone: tzinfo, at: datetime) -> Here:
    return Here(zone, at.astimezone(zone).date(), at)


def here_now() -> Here:
    """Where the running application's library stands, now."""
    return here_at(current_app.config["SETTINGS"].time_zone, clock.now())
