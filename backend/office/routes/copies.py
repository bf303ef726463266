"""/api/staff/copies: the pieces on the shelves"""

from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.circulation.queries.item_types import item_types, locations
from backend.core.auth import require_staff
from backend.core.csv_answer import CSV_FILE, Cell, answer_csv, in_order
from backend.core.limits import EXPORTS, WRITES, account, limiter
from backend.office.queries import copies
from backend.office.routes.here import here, me
from backend.office.rules.table_heads import chosen, heads
from backend.office.schemas import copies as shapes
from backend.office.service import copies as service

blueprint = APIBlueprint("office_copies", __name__, url_prefix="/api/staff", tag="office")


@blueprint.get("/copies")
@require_staff
@blueprint.input(shapes.CopiesQuery, location="query")
@blueprint.output(shapes.StaffCopiesOut)
def list_staff_copies(query_data: shapes.CopiesQuery) -> dict[str, Any]:
    """Copies by where they stand, what they are and what they are doing"""
    wish = copies.wish_of(query_data.model_dump())
    return vars(copies.copies_page(wish, query_data.sort, query_data.page, query_data.size))


@blueprint.get("/copies.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(shapes.CopiesCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_staff_copies(query_data: shapes.CopiesCsvQuery) -> Response:
    """All of them as a file"""
    columns = chosen(query_data.columns, shapes.COPY_COLUMNS)
    wanted = copies.sorted_copies(copies.wish_of(query_data.model_dump()), query_data.sort)
    lines = in_order(wanted, copies.copy_lines)
    chinese = query_data.lang == "zh-CN"
    places, kinds = (
        {one.id: one.name_zh if chinese else one.name_en for one in found} for found in (locations(), item_types())
    )
    return answer_csv("copies", heads(columns, query_data.lang), _rows(lines, columns, places, kinds))


@blueprint.get("/copies/choices")
@require_staff
@blueprint.output(shapes.CopyChoicesOut)
def list_copy_choices() -> dict[str, Any]:
    """Where a copy may stand and what it may be, and a barcode that is free"""
    return {"locations": locations(), "item_types": item_types(), "next_barcode": service.next_barcode()}


@blueprint.post("/books/<int:book_id>/copies")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.CopiesIn)
@blueprint.output(shapes.NewCopiesOut, status_code=201)
@blueprint.doc(responses={409: "A barcode is taken, or the book was withdrawn", 404: "There is no such place or type"})
def add_copies(book_id: int, json_data: shapes.CopiesIn) -> dict[str, Any]:
    """Add copies of a book, with barcodes that run on"""
    ids = service.add_copies(book_id, service.NewCopies(**json_data.model_dump()), here())
    return {"items": copies.copy_lines(ids)}


@blueprint.patch("/copies/<int:copy_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.CopyPatchIn)
@blueprint.output(shapes.StaffCopyOut)
@blueprint.doc(responses={409: "The barcode is taken, or the copy is set aside"})
def change_copy(copy_id: int, json_data: shapes.CopyPatchIn) -> copies.CopyLine:
    """Where it stands, what it is, what is on its label"""
    sent = json_data.model_dump(exclude_unset=True)
    empties = ("shelf_mark", "acquired_on")
    changes = {name: value for name, value in sent.items() if value is not None or name in empties}
    service.change_copy(copy_id, changes, me(), here())
    return copies.copy_lines([copy_id])[0]


@blueprint.put("/copies/<int:copy_id>/condition")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.ConditionIn)
@blueprint.output(shapes.StaffCopyOut)
@blueprint.doc(responses={409: "No act leads there from what it is now"})
def turn_copy(copy_id: int, json_data: shapes.ConditionIn) -> copies.CopyLine:
    """Retire a copy, send it to be mended, or put it back"""
    service.turn_copy(copy_id, json_data.condition, json_data.reason, me(), here())
    return copies.copy_lines([copy_id])[0]


def _rows(
    lines: Iterator[copies.CopyLine], columns: list[str], places: dict[int, str], kinds: dict[int, str]
) -> Iterator[list[Cell]]:
    for line in lines:
        more = {"location": places.get(line.location_id), "item_type": kinds.get(line.item_type_id)}
        yield [more[name] if name in more else getattr(line, name) for name in columns]
