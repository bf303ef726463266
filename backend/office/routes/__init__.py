"""/api/staff/audit, /api/staff/bulk-acts, /api/staff/views, /api/staff/search, /api/staff/today, /api/staff/view-as"""

from apiflask import APIBlueprint

from backend.office.routes.audit import blueprint as audit
from backend.office.routes.bulk import blueprint as bulk
from backend.office.routes.search import blueprint as search
from backend.office.routes.today import blueprint as today
from backend.office.routes.viewing import blueprint as viewing
from backend.office.routes.views import blueprint as views

blueprints: list[APIBlueprint] = [audit, bulk, search, today, viewing, views]
