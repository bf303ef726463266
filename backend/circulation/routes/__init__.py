"""Lending: what readers, the desk and those who set the rules may do."""

from apiflask import APIBlueprint

from backend.circulation.routes.calendar import blueprint as staff_calendar
from backend.circulation.routes.cards import blueprint as cards
from backend.circulation.routes.desk import blueprint as desk
from backend.circulation.routes.desk_finding import blueprint as desk_finding
from backend.circulation.routes.desk_holds import blueprint as desk_holds
from backend.circulation.routes.desk_loans import blueprint as desk_loans
from backend.circulation.routes.feeds import blueprint as feeds
from backend.circulation.routes.policies import blueprint as policies
from backend.circulation.routes.readers import blueprint as readers

blueprints: tuple[APIBlueprint, ...] = (
    *(readers, feeds, desk, desk_finding, desk_holds, desk_loans),
    *(policies, staff_calendar, cards),
)
