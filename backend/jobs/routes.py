"""/api/staff/jobs, /metrics"""

import hmac
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request
from werkzeug.exceptions import NotFound

from backend.core import clock
from backend.core.auth import anyone, require_staff
from backend.core.settings import Settings
from backend.core.traffic import traffic_text
from backend.jobs.queries import job_lines, outbox_now
from backend.jobs.schemas import JobsOut
from backend.jobs.service import MEDIA, metrics_text

blueprint = APIBlueprint("jobs", __name__, tag="jobs")


@blueprint.get("/api/staff/jobs")
@require_staff
@blueprint.output(JobsOut)
def list_jobs() -> dict[str, Any]:
    """What the library does by itself: when each job last ran, what it did, and what is wrong"""
    at = clock.now()
    return {"items": job_lines(at), "letters": outbox_now(), "mail": _settings().mail is not None, "as_of": at}


@blueprint.get("/metrics")
@blueprint.doc(hide=True)
@anyone
def show_metrics() -> Response:
    """For Prometheus, which sends the token of METRICS_TOKEN; without it nobody finds anything here."""
    token = _settings().metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotFound
    answer = Response(metrics_text(clock.now()) + traffic_text(), content_type=MEDIA)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
