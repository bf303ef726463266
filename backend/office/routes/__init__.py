"""/api/staff/audit, /api/staff/bulk-acts, /api/staff/views, /api/staff/search"""

from apiflask import APIBlueprint

from backend.office import models  # noqa: F401 (its tables belong to the database)

blueprints: list[APIBlueprint] = []
