"""Where and when a screen is looked at."""

from flask import current_app

from backend.core import clock
from backend.core.here import Here, here_at
from backend.core.settings import Settings


def here() -> Here:
    settings: Settings = current_app.config["SETTINGS"]
    return here_at(settings.time_zone, clock.now())
