"""/api/staff/runs/comparison, /api/staff/run-requests"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, after_this_request, current_app

from backend.core import clock
from backend.core.auth import caller, require_admin, require_staff
from backend.core.limits import WRITES, limiter
from backend.core.settings import Settings
from backend.recommendations.queries.comparing import Comparison, comparison_of, request_line, request_lines
from backend.recommendations.queries.comparing import RequestLine as Line
from backend.recommendations.schemas.requests import (
    ComparisonQuery,
    RunComparisonOut,
    RunRequestIn,
    RunRequestOut,
    RunRequestsOut,
)
from backend.recommendations.service import requests

blueprint = APIBlueprint("run_desk", __name__, url_prefix="/api/staff", tag="recommendations")


@blueprint.get("/runs/comparison")
@require_staff
@blueprint.input(ComparisonQuery, location="query")
@blueprint.output(RunComparisonOut)
def compare_runs(query_data: ComparisonQuery) -> Comparison:
    """Runs side by side: what they measured, what they were given, how alike their lists are"""
    return comparison_of([int(word) for word in query_data.ids.split(",")])


@blueprint.get("/run-requests")
@require_staff
@blueprint.output(RunRequestsOut)
def list_run_requests() -> dict[str, Any]:
    """The runs that were asked for lately, and how far the one at work is"""
    return {"items": request_lines(clock.now()), "starts_by_itself": _settings().training_beside}


@blueprint.post("/run-requests")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(RunRequestIn)
@blueprint.output(RunRequestOut, status_code=201)
@blueprint.doc(responses={409: "One is asked for already"})
def ask_for_run(json_data: RunRequestIn) -> Line:
    """Ask for a run of the training job"""
    asked = requests.ask_for_run(json_data.model, json_data.seed, caller().id, clock.now())
    settings = _settings()
    if settings.training_beside:

        @after_this_request
        def start(answer: Response) -> Response:
            # The request is committed by now, so the job finds it; of two that are started, one takes it.
            if answer.status_code == 201:
                requests.start_beside(settings)
            return answer

    return request_line(asked.id, clock.now())


@blueprint.delete("/run-requests/<int:request_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.output(RunRequestOut)
@blueprint.doc(responses={409: "It has begun"})
def withdraw_run_request(request_id: int) -> Line:
    """Give up a run that was asked for and has not begun"""
    requests.withdraw_request(request_id, clock.now())
    return request_line(request_id, clock.now())


@blueprint.post("/run-requests/<int:request_id>/stop")
@limiter.limit(WRITES)
@require_admin
@blueprint.output(RunRequestOut)
@blueprint.doc(responses={409: "It is not at work"})
def stop_run_request(request_id: int) -> Line:
    """Let the run that is at work end without publishing anything; readers keep the lists that they have"""
    requests.stop_request(request_id)
    return request_line(request_id, clock.now())


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
