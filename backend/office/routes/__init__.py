"""/api/staff/audit, /api/staff/bulk-acts, /api/staff/views, /api/staff/search; the desks of the catalogue"""

from apiflask import APIBlueprint

from backend.office import models  # noqa: F401 (its tables belong to the database)
from backend.office.routes.authors import blueprint as authors
from backend.office.routes.categories import blueprint as categories
from backend.office.routes.shelves import blueprint as shelves

blueprints: list[APIBlueprint] = []
blueprints += [authors, categories, shelves]
