"""Every address of the single-page app."""

from apiflask import APIBlueprint

from backend.pages.routes.personal import blueprint as personal
from backend.pages.routes.public import blueprint as public

blueprints: tuple[APIBlueprint, ...] = (public, personal)
