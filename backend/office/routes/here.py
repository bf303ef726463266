"""What every route of the office hands to its service: where and when, and who."""

from flask import current_app, g

from backend.core import clock
from backend.core.actors import Actor, actor_of
from backend.core.auth import caller
from backend.core.here import Here, here_at
from backend.core.settings import Settings


def here() -> Here:
    return here_at(settings().time_zone, clock.now())


def me() -> Actor:
    return actor_of(caller(), g.request_id)


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
