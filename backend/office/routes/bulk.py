"""/api/staff/bulk-acts"""

from typing import Any

from apiflask import APIBlueprint
from flask import g

from backend.core.auth import require_staff
from backend.core.limits import TRACES, WRITES, limiter
from backend.office.queries.bulk import BulkProgress, acts_page, get_act, progress_of, rows_page
from backend.office.routes.here import here, me
from backend.office.schemas.bulk import (
    BulkActIn,
    BulkActOut,
    BulkActsPageOut,
    BulkActsQuery,
    BulkRowsPageOut,
    BulkRowsQuery,
)
from backend.office.service import bulk_acts, kinds
from backend.office.service.preparing import prepare

NOT_READY: dict[int | str, Any] = {409: "The act is not at this point"}

blueprint = APIBlueprint("office_bulk", __name__, url_prefix="/api/staff/bulk-acts", tag="office")
# Known from here on: what is registered is all that can be asked for.
KINDS = kinds.KINDS


@blueprint.post("")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(BulkActIn)
@blueprint.output(BulkActOut, status_code=201)
@blueprint.doc(responses={404: "There is no such kind of act"})
def prepare_bulk_act(json_data: BulkActIn) -> BulkProgress:
    """Look at what would be done to chosen things, or to all that a filter finds; nothing is changed"""
    asked = json_data
    return progress_of(prepare(asked.kind, asked.ids, asked.filter, asked.params, me(), here()))


@blueprint.get("")
@require_staff
@blueprint.input(BulkActsQuery, location="query")
@blueprint.output(BulkActsPageOut)
def list_bulk_acts(query_data: BulkActsQuery) -> dict[str, Any]:
    """Acts on many things, the latest first"""
    return vars(acts_page(**query_data.model_dump()))


@blueprint.get("/<int:bulk_act_id>")
@require_staff
@blueprint.output(BulkActOut)
def show_bulk_act(bulk_act_id: int) -> BulkProgress:
    """One act: how far it is, and its rows by what became of them"""
    return progress_of(get_act(bulk_act_id))


@blueprint.get("/<int:bulk_act_id>/rows")
@require_staff
@blueprint.input(BulkRowsQuery, location="query")
@blueprint.output(BulkRowsPageOut)
def list_bulk_rows(bulk_act_id: int, query_data: BulkRowsQuery) -> dict[str, Any]:
    """Its things, with what they were and what they are or would be"""
    return vars(rows_page(bulk_act_id, **query_data.model_dump()))


@blueprint.delete("/<int:bulk_act_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.output({}, status_code=204)
@blueprint.doc(responses=NOT_READY)
def forget_bulk_act(bulk_act_id: int) -> str:
    """Throw a preview away"""
    bulk_acts.forget(bulk_act_id)
    return ""


@blueprint.post("/<int:bulk_act_id>/start")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(BulkActOut)
@blueprint.doc(responses=NOT_READY)
def start_bulk_act(bulk_act_id: int) -> BulkProgress:
    """Do what the preview shows; it is done by advancing it"""
    return progress_of(bulk_acts.start(bulk_act_id, me(), here()))


@blueprint.post("/<int:bulk_act_id>/advance")
@limiter.limit(TRACES)
@require_staff
@blueprint.output(BulkActOut)
def advance_bulk_act(bulk_act_id: int) -> BulkProgress:
    """Do the next fifty at most; asked again until `at_work` is false"""
    return progress_of(bulk_acts.advance(bulk_act_id, here(), g.request_id))


@blueprint.post("/<int:bulk_act_id>/stop")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(BulkActOut)
@blueprint.doc(responses=NOT_READY)
def stop_bulk_act(bulk_act_id: int) -> BulkProgress:
    """Leave undone what is not done yet"""
    return progress_of(bulk_acts.stop(bulk_act_id, me(), here()))


@blueprint.post("/<int:bulk_act_id>/undo")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(BulkActOut)
@blueprint.doc(responses=NOT_READY)
def undo_bulk_act(bulk_act_id: int) -> BulkProgress:
    """Take back what it changed and nobody has changed since; it is done by advancing it"""
    return progress_of(bulk_acts.undo(bulk_act_id, me(), here()))
