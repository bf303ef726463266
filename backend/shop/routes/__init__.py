"""The routes of the shop."""

from apiflask import APIBlueprint

from backend.shop.routes.addresses import blueprint as addresses
from backend.shop.routes.carts import blueprint as carts
from backend.shop.routes.checkout import blueprint as checkout
from backend.shop.routes.desk_files import blueprint as desk_files
from backend.shop.routes.discounts import blueprint as discounts
from backend.shop.routes.figures import blueprint as figures
from backend.shop.routes.order_counts import blueprint as order_counts
from backend.shop.routes.orders import blueprint as orders
from backend.shop.routes.payments import blueprint as payments
from backend.shop.routes.sandbox import blueprint as sandbox
from backend.shop.routes.staff_orders import blueprint as staff_orders
from backend.shop.routes.staff_payments import blueprint as staff_payments
from backend.shop.routes.staff_vouchers import blueprint as staff_vouchers
from backend.shop.routes.stock import blueprint as stock
from backend.shop.routes.terms import blueprint as terms

__all__ = ["blueprints", "sandbox"]

blueprints: tuple[APIBlueprint, ...] = (
    *(orders, staff_orders, stock, desk_files),
    *(payments, staff_payments),
    *(carts, checkout, addresses),
    *(order_counts, discounts, staff_vouchers, terms),
    figures,
)
