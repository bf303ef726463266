"""/api/desk/readers, /api/desk/copies/{barcode}"""

from typing import Any

from apiflask import APIBlueprint

from backend.circulation.queries.finding import DeskCopy, copy_at_desk, readers_like
from backend.circulation.routes.here import here
from backend.circulation.schemas.finding import FoundReadersOut, ReadersQuery, ScannedCopyOut
from backend.core.auth import require_staff

blueprint = APIBlueprint("desk_finding", __name__, url_prefix="/api/desk", tag="desk")


@blueprint.get("/readers")
@require_staff
@blueprint.input(ReadersQuery, location="query")
@blueprint.output(FoundReadersOut)
def find_readers(query_data: ReadersQuery) -> dict[str, Any]:
    """Readers by a part of their name, address or card number"""
    return {"items": readers_like(query_data.q)}


@blueprint.get("/copies/<string:barcode>")
@require_staff
@blueprint.output(ScannedCopyOut)
@blueprint.doc(responses={404: "There is no such copy"})
def show_copy(barcode: str) -> DeskCopy:
    """A copy by its barcode: where it stands, with whom it is, for whom it is set aside"""
    return copy_at_desk(barcode, here())
