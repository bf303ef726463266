"""/api/orders: what a reader buys"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.core.auth import caller, require_reader
from backend.core.limits import WRITES, limiter
from backend.shop.queries.invoices import invoice_of
from backend.shop.queries.order_lines import orders_of
from backend.shop.queries.orders import get_own_order
from backend.shop.routes.here import here, me, settings
from backend.shop.routes.papers import DRAWINGS, PDF, paper
from backend.shop.routes.shown import order_out, page_out
from backend.shop.schemas.orders import CancelIn, InvoiceQuery, OrderIn, OrderOut, OrdersPageOut, OrdersQuery
from backend.shop.service.cancelling import cancel_order
from backend.shop.service.fulfilling import deliver
from backend.shop.service.placing import Asked, place_order

blueprint = APIBlueprint("orders", __name__, url_prefix="/api/orders", tag="shop")
NOT_NOW = {409: "This cannot be done with it as it stands now"}


@blueprint.post("")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(OrderIn)
@blueprint.output(OrderOut, status_code=201)
@blueprint.doc(responses={409: "Another price holds, pieces are missing, or it cannot be so; every reason is named"})
def place(json_data: OrderIn) -> dict[str, Any]:
    """Order what is in my cart, as I was shown it; the same sent again is answered with the same order"""
    order = place_order(caller().id, Asked(**json_data.model_dump()), me(), here(), settings())
    return order_out(order.id)


@blueprint.get("")
@require_reader
@blueprint.input(OrdersQuery, location="query")
@blueprint.output(OrdersPageOut)
def list_orders(query_data: OrdersQuery) -> dict[str, Any]:
    """My orders, the last first"""
    asked = query_data
    return page_out(orders_of(caller().id, asked.state, asked.page, asked.size, me(), here().today))


@blueprint.get("/<int:order_id>")
@require_reader
@blueprint.output(OrderOut)
def show_order(order_id: int) -> dict[str, Any]:
    """One of my orders, with everything that happened to it"""
    return order_out(get_own_order(caller().id, order_id))


@blueprint.post("/<int:order_id>/cancel")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(CancelIn)
@blueprint.output(OrderOut)
@blueprint.doc(responses=NOT_NOW)
def cancel(order_id: int, json_data: CancelIn) -> dict[str, Any]:
    """Give one of my orders up, until it is being packed; what I paid goes back"""
    cancel_order(get_own_order(caller().id, order_id), me(), here(), json_data.reason)
    return order_out(order_id)


@blueprint.post("/<int:order_id>/received")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(OrderOut)
@blueprint.doc(responses=NOT_NOW)
def receive(order_id: int) -> dict[str, Any]:
    """What was sent to me has come"""
    deliver(get_own_order(caller().id, order_id), me(), here())
    return order_out(order_id)


@blueprint.get("/<int:order_id>/invoice.pdf")
@limiter.limit(DRAWINGS)
@require_reader
@blueprint.input(InvoiceQuery, location="query")
@blueprint.doc(responses={**PDF, 404: "There is no such order, or it has no invoice"})
def download_invoice(order_id: int, query_data: InvoiceQuery) -> Response:
    """The invoice of one of my orders"""
    return paper(invoice_of(get_own_order(caller().id, order_id)), query_data.locale)
