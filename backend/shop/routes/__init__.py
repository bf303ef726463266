"""The routes of the shop."""

from apiflask import APIBlueprint

from backend.shop.routes.addresses import blueprint as addresses
from backend.shop.routes.carts import blueprint as carts
from backend.shop.routes.checkout import blueprint as checkout
from backend.shop.routes.orders import blueprint as orders
from backend.shop.routes.staff_orders import blueprint as staff_orders
from backend.shop.routes.stock import blueprint as stock

blueprints: tuple[APIBlueprint, ...] = (
    *(orders, staff_orders, stock),
    *(carts, checkout, addresses),
)
