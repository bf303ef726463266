"""What every route of lending hands to its service: where and when, and who."""

from flask import current_app, g

from backend.core import clock
from backend.core.actors import Actor, actor_of
from backend.core.auth import caller
from backend.core.here import Here, here_at
from backend.core.settings import Settings


def here() -> Here:
    settings: Settings = current_app.config["SETTINGS"]
    return here_at(settings.time_zone, clock.now())


def me() -> Actor:
    return actor_of(caller(), g.request_id)


def time_zone() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return str(settings.time_zone)
