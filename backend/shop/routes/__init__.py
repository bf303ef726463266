"""The routes of the shop."""

from apiflask import APIBlueprint

from backend.shop.routes.discounts import blueprint as discounts
from backend.shop.routes.orders import blueprint as orders
from backend.shop.routes.staff_orders import blueprint as staff_orders
from backend.shop.routes.staff_vouchers import blueprint as staff_vouchers
from backend.shop.routes.stock import blueprint as stock
from backend.shop.routes.terms import blueprint as terms

blueprints: tuple[APIBlueprint, ...] = (
    *(orders, staff_orders, stock),
    *(discounts, staff_vouchers, terms),
)
