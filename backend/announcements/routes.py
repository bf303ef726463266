"""/api/announcements, /api/staff/announcements"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, make_response, request

from backend.announcements import queries, service
from backend.announcements.rules import DISMISSED_COOKIE, MOST_KEPT, dismissed_in
from backend.announcements.schemas import (
    AnnouncementEndIn,
    AnnouncementIn,
    AnnouncementOrderIn,
    AnnouncementSeenQuery,
    AnnouncementsOut,
    AnnouncementValues,
    DeskAnnouncementOut,
    DeskAnnouncementsOut,
)
from backend.core import clock
from backend.core.auth import anyone, caller, find_caller, require_staff
from backend.core.here import Here, here_at
from backend.core.limits import TRACES, WRITES, limiter
from backend.core.settings import Settings

KEPT_SECONDS = 180 * 24 * 3600

blueprint = APIBlueprint("announcements", __name__, url_prefix="/api", tag="announcements")


@blueprint.get("/announcements")
@anyone
@blueprint.output(AnnouncementsOut)
def list_announcements() -> dict[str, Any]:
    """What the library tells this caller now"""
    user = find_caller()
    role, user_id = (None, None) if user is None else (user.role, user.id)
    return {"items": queries.announcements_for(role, user_id, _dismissed(), _here().today)}


@blueprint.put("/announcements/<int:announcement_id>/dismissal")
@limiter.limit(TRACES)
@anyone
@blueprint.output({}, status_code=204)
def dismiss_announcement(announcement_id: int) -> Response:
    """Put an announcement away; a guest's browser remembers it"""
    user = find_caller()
    if user is None:
        service.hold_announcement(announcement_id)
        return _remembering([each for each in _dismissed() if each != announcement_id] + [announcement_id])
    service.dismiss(announcement_id, user.id, clock.now())
    return make_response("", 204)


@blueprint.delete("/announcements/<int:announcement_id>/dismissal")
@limiter.limit(TRACES)
@anyone
@blueprint.output({}, status_code=204)
def bring_announcement_back(announcement_id: int) -> Response:
    """Look at an announcement again that was put away"""
    user = find_caller()
    if user is None:
        return _remembering([each for each in _dismissed() if each != announcement_id])
    service.take_back_dismissal(announcement_id, user.id)
    return make_response("", 204)


@blueprint.get("/staff/announcements")
@require_staff
@blueprint.output(DeskAnnouncementsOut)
def list_desk_announcements() -> dict[str, Any]:
    """All announcements, told now or not"""
    return _all()


@blueprint.post("/staff/announcements")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(AnnouncementValues)
@blueprint.output(DeskAnnouncementOut, status_code=201)
def add_announcement(json_data: AnnouncementValues) -> queries.DeskAnnouncement:
    """Announce something, now or later"""
    here = _here()
    return queries.desk_announcement(service.announce(json_data.model_dump(), caller().id, here.at), here.today)


@blueprint.put("/staff/announcements/order")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(AnnouncementOrderIn)
@blueprint.output(DeskAnnouncementsOut)
def order_announcements(json_data: AnnouncementOrderIn) -> dict[str, Any]:
    """The order in which they are told"""
    service.order_announcements(json_data.ids)
    return _all()


@blueprint.put("/staff/announcements/<int:announcement_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(AnnouncementIn)
@blueprint.output(DeskAnnouncementOut)
def correct_announcement(announcement_id: int, json_data: AnnouncementIn) -> queries.DeskAnnouncement:
    """Its words, to whom, and when"""
    values = json_data.model_dump()
    revision = values.pop("revision")
    return queries.desk_announcement(service.correct_announcement(announcement_id, revision, values), _here().today)


@blueprint.put("/staff/announcements/<int:announcement_id>/ended")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(AnnouncementEndIn)
@blueprint.output(DeskAnnouncementOut)
def end_announcement(announcement_id: int, json_data: AnnouncementEndIn) -> queries.DeskAnnouncement:
    """Stop telling it at once, or tell it again"""
    here = _here()
    ended_at = here.at if json_data.ended else None
    return queries.desk_announcement(
        service.end_announcement(announcement_id, json_data.revision, ended_at), here.today
    )


@blueprint.delete("/staff/announcements/<int:announcement_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(AnnouncementSeenQuery, location="query")
@blueprint.output({}, status_code=204)
def remove_announcement(announcement_id: int, query_data: AnnouncementSeenQuery) -> str:
    """As if it had never been announced"""
    service.remove_announcement(announcement_id, query_data.revision)
    return ""


def _dismissed() -> list[int]:
    return dismissed_in(request.cookies.get(DISMISSED_COOKIE, ""))


def _remembering(ids: list[int]) -> Response:
    answer = make_response("", 204)
    told = ".".join(map(str, ids[-MOST_KEPT:]))
    secure = _settings().production
    if told:
        answer.set_cookie(DISMISSED_COOKIE, told, KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(DISMISSED_COOKIE, secure=secure, httponly=True, samesite="Lax")
    return answer


def _all() -> dict[str, Any]:
    return {"items": queries.desk_announcements(_here().today)}


def _here() -> Here:
    return here_at(_settings().time_zone, clock.now())


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
