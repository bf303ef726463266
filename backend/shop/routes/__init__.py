"""The routes of the shop."""

from apiflask import APIBlueprint

import backend.shop.models  # noqa: F401 (the tables are known)

blueprints: tuple[APIBlueprint, ...] = ()
