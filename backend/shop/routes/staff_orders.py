"""/api/staff/orders: the queue of the shop"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.shop.queries import order_table
from backend.shop.queries.invoices import invoice_of
from backend.shop.routes.here import here, me
from backend.shop.routes.papers import DRAWINGS, PDF, paper
from backend.shop.routes.shown import order_out, page_out, summary_out
from backend.shop.schemas.orders import (
    CancelIn,
    InvoiceQuery,
    ReadyIn,
    ReturnsIn,
    ShipIn,
    StaffOrderOut,
    StaffOrdersPageOut,
)
from backend.shop.schemas.tables import MOST_SLIPS, SlipsOut, SlipsQuery, StaffOrdersQuery
from backend.shop.service import fulfilling
from backend.shop.service.cancelling import cancel_order
from backend.shop.service.returning import return_lines

blueprint = APIBlueprint("staff_orders", __name__, url_prefix="/api/staff/orders", tag="staff")
NOT_NOW = {409: "This cannot be done with it as it stands now; every reason is named"}


@blueprint.get("")
@require_staff
@blueprint.input(StaffOrdersQuery, location="query")
@blueprint.output(StaffOrdersPageOut)
def list_orders(query_data: StaffOrdersQuery) -> dict[str, Any]:
    """Everybody's orders, the last first unless something else is asked for"""
    asked, wish = query_data, order_table.wish_of(query_data.model_dump())
    return page_out(order_table.find_orders(wish, asked.sort, asked.page, asked.size, me(), here().today))


@blueprint.get("/slips")
@require_staff
@blueprint.input(SlipsQuery, location="query")
@blueprint.output(SlipsOut)
def list_slips(query_data: SlipsQuery) -> dict[str, Any]:
    """What goes into each parcel, to be printed: of chosen orders, or of all that fit"""
    asked = query_data
    if asked.ids is not None:
        ids, total = [int(one) for one in asked.ids.split(",")], 0
    else:
        ids, total = order_table.first_orders(order_table.wish_of(asked.model_dump()), MOST_SLIPS, here().today)
    slips = [summary_out(one) for one in order_table.orders_named(ids, me(), here().today)]
    return {"items": slips, "total": max(total, len(slips))}


@blueprint.get("/<int:order_id>")
@require_staff
@blueprint.output(StaffOrderOut)
def show_order(order_id: int) -> dict[str, Any]:
    """An order, with everything that happened to it"""
    return order_out(order_id)


@blueprint.post("/<int:order_id>/start")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def start(order_id: int) -> dict[str, Any]:
    """Begin to pack it: the reader cannot cancel it any more"""
    fulfilling.start_packing(order_id, me(), here())
    return order_out(order_id)


@blueprint.post("/<int:order_id>/put-back")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def put_back(order_id: int) -> dict[str, Any]:
    """It was begun too early: it waits to be packed again, and the reader may cancel it"""
    fulfilling.put_back(order_id, me(), here())
    return order_out(order_id)


@blueprint.post("/<int:order_id>/ship")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ShipIn)
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def ship(order_id: int, json_data: ShipIn) -> dict[str, Any]:
    """It is on its way"""
    fulfilling.ship(order_id, json_data.carrier, json_data.tracking_number, me(), here())
    return order_out(order_id)


@blueprint.post("/<int:order_id>/ready")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReadyIn)
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def make_ready(order_id: int, json_data: ReadyIn) -> dict[str, Any]:
    """It lies ready at the desk"""
    fulfilling.make_ready(order_id, json_data.slot, me(), here())
    return order_out(order_id)


@blueprint.post("/<int:order_id>/deliver")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def deliver(order_id: int) -> dict[str, Any]:
    """What was sent has come"""
    fulfilling.deliver(order_id, me(), here())
    return order_out(order_id)


@blueprint.post("/<int:order_id>/hand-over")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def hand_over(order_id: int) -> dict[str, Any]:
    """The reader has it, and it is paid for"""
    fulfilling.hand_over(order_id, me(), here())
    return order_out(order_id)


@blueprint.post("/<int:order_id>/not-collected")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def not_collected(order_id: int) -> dict[str, Any]:
    """Nobody came for it in time: it is for sale again, and what was paid goes back"""
    fulfilling.not_collected(order_id, me(), here())
    return order_out(order_id)


@blueprint.post("/<int:order_id>/cancel")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(CancelIn)
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses={**NOT_NOW, 422: "A reason is missing"})
def cancel(order_id: int, json_data: CancelIn) -> dict[str, Any]:
    """Give a reader's order up, until it leaves, and say why"""
    cancel_order(order_id, me(), here(), json_data.reason)
    return order_out(order_id)


@blueprint.post("/<int:order_id>/returns")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReturnsIn)
@blueprint.output(StaffOrderOut)
@blueprint.doc(responses=NOT_NOW)
def take_back(order_id: int, json_data: ReturnsIn) -> dict[str, Any]:
    """Pieces came back: their money goes back, and those that are as new are for sale again"""
    lines = [(line.line_id, line.quantity, line.restocked) for line in json_data.lines]
    return_lines(order_id, lines, json_data.reason, me(), here())
    return order_out(order_id)


@blueprint.get("/<int:order_id>/invoice.pdf")
@limiter.limit(DRAWINGS)
@require_staff
@blueprint.input(InvoiceQuery, location="query")
@blueprint.doc(responses={**PDF, 404: "There is no such order, or it has no invoice"})
def download_invoice(order_id: int, query_data: InvoiceQuery) -> Response:
    """The invoice of an order"""
    return paper(invoice_of(order_id), query_data.locale)
