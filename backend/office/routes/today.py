"""/api/staff/today: what waits in the library"""

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.office.queries.today import Today, waiting_today
from backend.office.routes.here import here
from backend.office.schemas.today import TodayOut

blueprint = APIBlueprint("office_today", __name__, url_prefix="/api/staff/today", tag="office")


@blueprint.get("")
@require_staff
@blueprint.output(TodayOut)
def show_today() -> Today:
    """What waits: lists to work through, things that went wrong, and two short rows of days"""
    return waiting_today(here())
