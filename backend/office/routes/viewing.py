"""/api/staff/view-as"""

from apiflask import APIBlueprint
from flask import session

from backend.core import audit
from backend.core.auth import VIEW_AS, by_own_role, caller, require_admin
from backend.core.limits import WRITES, limiter
from backend.office.schemas.viewing import ViewAsIn

blueprint = APIBlueprint("office_viewing", __name__, url_prefix="/api/staff/view-as", tag="office")


@blueprint.post("")
@by_own_role
@limiter.limit(WRITES)
@require_admin
@blueprint.input(ViewAsIn)
@blueprint.output({}, status_code=204)
def view_as_role(json_data: ViewAsIn) -> str:
    """Look at the library as somebody of another role; until it is ended nothing is changed"""
    before, session[VIEW_AS] = session.get(VIEW_AS), json_data.role
    user = caller()
    audit.note(audit.CHANGED, "view_as", user.id, user.name, {"role": before}, {"role": json_data.role})
    return ""


@blueprint.delete("")
@by_own_role
@limiter.limit(WRITES)
@require_admin
@blueprint.output({}, status_code=204)
def stop_viewing() -> str:
    """Be an admin again"""
    before = session.pop(VIEW_AS, None)
    user = caller()
    audit.note(audit.CHANGED, "view_as", user.id, user.name, {"role": before}, {"role": None})
    return ""
