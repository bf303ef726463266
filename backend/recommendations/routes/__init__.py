"""/api/recommendations, /api/taste, /api/onboarding, /api/admin/runs, /api/staff/runs, /api/books/{id}/similar …"""

from backend.recommendations.routes.desk import blueprint as desk
from backend.recommendations.routes.lists import blueprint as lists

blueprints = (lists, desk)
