"""/api/staff/orders/counts"""

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.shop.queries.order_counts import OrderCounts, order_counts
from backend.shop.routes.here import here
from backend.shop.schemas.orders import OrderCountsOut

blueprint = APIBlueprint("order_counts", __name__, url_prefix="/api/staff/orders", tag="staff")


@blueprint.get("/counts")
@require_staff
@blueprint.output(OrderCountsOut)
def count_orders() -> OrderCounts:
    """How many orders wait at each step"""
    return order_counts(here().today)
