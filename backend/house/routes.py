"""/api/staff/settings; what readers see of them comes with their account"""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app
from flask.blueprints import BlueprintSetupState

from backend.core import clock
from backend.core.auth import caller, require_admin, require_staff
from backend.core.limits import WRITES, limiter
from backend.core.settings import Settings
from backend.house import queries, service
from backend.house.rules import House
from backend.house.schemas import SettingsIn, SettingsOut

blueprint = APIBlueprint("house", __name__, url_prefix="/api", tag="house")


@blueprint.record_once
def _begin(_state: BlueprintSetupState) -> None:
    # Another application in this process may have read another library's.
    queries.forget()


@blueprint.get("/staff/settings")
@require_staff
@blueprint.output(SettingsOut)
def show_settings() -> dict[str, Any]:
    """The settings of the house, what they usually are, and who set them"""
    return _told(service.current(_settings()))


@blueprint.put("/staff/settings")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(SettingsIn)
@blueprint.output(SettingsOut)
def change_settings(json_data: SettingsIn) -> dict[str, Any]:
    """Change settings of the house"""
    given = json_data.model_dump(exclude_unset=True)
    if given.get("home_shelves") is not None:
        given["home_shelves"] = tuple(given["home_shelves"])
    return _told(service.change_settings(given, caller().id, clock.now(), _settings()))


def _told(house: House) -> dict[str, Any]:
    return {"house": house, "usual": queries.usual(_settings()), "changes": queries.changes()}


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
