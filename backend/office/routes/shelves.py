"""/api/staff/shelves"""

from typing import Any

from apiflask import APIBlueprint

from backend.catalog.queries.curated import desk_shelf, desk_shelves
from backend.catalog.service import shelves
from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.office.routes.here import here
from backend.office.schemas.shelves import (
    DeskShelvesOut,
    NewShelfIn,
    ShelfBooksIn,
    ShelfIn,
    ShelfSeenQuery,
    ShelvesOrderIn,
    WholeShelfOut,
)

blueprint = APIBlueprint("office_shelves", __name__, url_prefix="/api/staff/shelves", tag="office")


@blueprint.get("")
@require_staff
@blueprint.output(DeskShelvesOut)
def list_desk_shelves() -> dict[str, Any]:
    """The lists that the staff has put together, shown or not"""
    return {"items": desk_shelves(here().today)}


@blueprint.post("")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(NewShelfIn)
@blueprint.output(WholeShelfOut, status_code=201)
def add_shelf(json_data: NewShelfIn) -> dict[str, Any]:
    """A new list, the last one"""
    values = json_data.model_dump()
    book_ids = values.pop("book_ids")
    return _whole(shelves.add_shelf(values, book_ids).id)


@blueprint.put("/order")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ShelvesOrderIn)
@blueprint.output(DeskShelvesOut)
def order_shelves(json_data: ShelvesOrderIn) -> dict[str, Any]:
    """The order in which the home page shows them"""
    shelves.order_shelves(json_data.ids)
    return {"items": desk_shelves(here().today)}


@blueprint.get("/<int:shelf_id>")
@require_staff
@blueprint.output(WholeShelfOut)
def show_desk_shelf(shelf_id: int) -> dict[str, Any]:
    """One of them with its books"""
    return _whole(shelf_id)


@blueprint.put("/<int:shelf_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ShelfIn)
@blueprint.output(WholeShelfOut)
def correct_shelf(shelf_id: int, json_data: ShelfIn) -> dict[str, Any]:
    """Its words, its days, and whether readers see it"""
    values = json_data.model_dump()
    revision = values.pop("revision")
    shelves.correct_shelf(shelf_id, revision, values)
    return _whole(shelf_id)


@blueprint.put("/<int:shelf_id>/books")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ShelfBooksIn)
@blueprint.output(WholeShelfOut)
def set_shelf_books(shelf_id: int, json_data: ShelfBooksIn) -> dict[str, Any]:
    """Its books in their order"""
    shelves.set_shelf_books(shelf_id, json_data.revision, json_data.book_ids)
    return _whole(shelf_id)


@blueprint.delete("/<int:shelf_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ShelfSeenQuery, location="query")
@blueprint.output({}, status_code=204)
def remove_shelf(shelf_id: int, query_data: ShelfSeenQuery) -> str:
    """Take a list away; its books stay"""
    shelves.remove_shelf(shelf_id, query_data.revision)
    return ""


def _whole(shelf_id: int) -> dict[str, Any]:
    shelf, books = desk_shelf(shelf_id, here().today)
    return {"shelf": shelf, "books": books}
