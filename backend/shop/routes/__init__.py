"""The routes of the shop."""

from apiflask import APIBlueprint

from backend.shop.routes.orders import blueprint as orders
from backend.shop.routes.payments import blueprint as payments
from backend.shop.routes.sandbox import blueprint as sandbox
from backend.shop.routes.staff_orders import blueprint as staff_orders
from backend.shop.routes.staff_payments import blueprint as staff_payments
from backend.shop.routes.stock import blueprint as stock

__all__ = ["blueprints", "sandbox"]

blueprints: tuple[APIBlueprint, ...] = (
    *(orders, staff_orders, stock),
    *(payments, staff_payments),
)
