"""/api/staff/views: the office's tables as people like to see them"""

from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import caller, require_staff
from backend.core.limits import WRITES, limiter
from backend.office.queries.views import ViewLine, view_line, views_of
from backend.office.schemas.views import ViewIn, ViewOut, ViewPatchIn, ViewsOut, ViewsQuery
from backend.office.service import views

TAKEN: dict[int | str, Any] = {409: "I have a view of this name already, or too many"}

blueprint = APIBlueprint("office_views", __name__, url_prefix="/api/staff/views", tag="office")


@blueprint.get("")
@require_staff
@blueprint.input(ViewsQuery, location="query")
@blueprint.output(ViewsOut)
def list_views(query_data: ViewsQuery) -> dict[str, Any]:
    """Views of one table: mine, and those that others share"""
    return {"items": views_of(query_data.table, caller().id)}


@blueprint.post("")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ViewIn)
@blueprint.output(ViewOut, status_code=201)
@blueprint.doc(responses=TAKEN)
def save_view(json_data: ViewIn) -> ViewLine:
    """Save a view under a name"""
    return view_line(views.save_view(caller().id, json_data.model_dump()))


@blueprint.patch("/<int:view_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ViewPatchIn)
@blueprint.output(ViewOut)
@blueprint.doc(responses=TAKEN)
def change_view(view_id: int, json_data: ViewPatchIn) -> ViewLine:
    """Rename one of my views, share it, or save another query under it"""
    return view_line(views.change_view(view_id, caller().id, json_data.model_dump(exclude_unset=True)))


@blueprint.delete("/<int:view_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.output({}, status_code=204)
def delete_view(view_id: int) -> str:
    """Forget one of my views"""
    views.delete_view(view_id, caller().id)
    return ""
