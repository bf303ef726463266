"""Orders as the routes answer them."""

from typing import Any

from backend.core.paging import Page
from backend.shop.models import Order
from backend.shop.queries.order_lines import OrderPage, OrderSummary, order_page
from backend.shop.routes.here import here, me, time_zone

COLUMNS = tuple(column.key for column in Order.__table__.columns)


def order_out(order_id: int) -> dict[str, Any]:
    """An order as it is now, for the one who asks. Raises OrderNotFound."""
    return _whole(order_page(order_id, me(), here().today))


def page_out(page: Page[OrderSummary]) -> dict[str, Any]:
    return {**vars(page), "items": [summary_out(one) for one in page.items], "time_zone": time_zone()}


def _whole(page: OrderPage) -> dict[str, Any]:
    more = {name: value for name, value in vars(page).items() if name != "summary"}
    return {**summary_out(page.summary), **more}


def summary_out(summary: OrderSummary) -> dict[str, Any]:
    more = {name: value for name, value in vars(summary).items() if name != "order"}
    return {**{name: getattr(summary.order, name) for name in COLUMNS}, **more}
