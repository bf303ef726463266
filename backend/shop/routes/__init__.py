"""The routes of the shop."""

from apiflask import APIBlueprint

from backend.shop.routes.payments import blueprint as payments
from backend.shop.routes.sandbox import blueprint as sandbox
from backend.shop.routes.staff_payments import blueprint as staff_payments

__all__ = ["blueprints", "sandbox"]

blueprints: tuple[APIBlueprint, ...] = (*(payments, staff_payments),)
