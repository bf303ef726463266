"""Lending: what readers, the desk and those who set the rules may do."""

from apiflask import APIBlueprint

from backend.circulation.routes.calendar import blueprint as staff_calendar
from backend.circulation.routes.cards import blueprint as cards
from backend.circulation.routes.policies import blueprint as policies

blueprints: tuple[APIBlueprint, ...] = (*(policies, staff_calendar, cards),)
