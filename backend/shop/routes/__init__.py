"""The routes of the shop."""

from apiflask import APIBlueprint

import backend.shop.models  # noqa: F401 (the tables are known)
from backend.shop.routes.discounts import blueprint as discounts
from backend.shop.routes.staff_vouchers import blueprint as staff_vouchers
from backend.shop.routes.terms import blueprint as terms

blueprints: tuple[APIBlueprint, ...] = (
    discounts,
    staff_vouchers,
    terms,
)
