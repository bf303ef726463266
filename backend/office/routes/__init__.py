"""/api/staff/audit, /api/staff/bulk-acts, /api/staff/views, /api/staff/search; and books, copies, labels, series"""

from apiflask import APIBlueprint

from backend.office import models  # noqa: F401 (its tables belong to the database)
from backend.office.routes.books import blueprint as books
from backend.office.routes.copies import blueprint as copies
from backend.office.routes.labels import blueprint as labels
from backend.office.routes.series import blueprint as series

blueprints: list[APIBlueprint] = [books, copies, labels, series]
