"""/api/desk/readers, /api/desk/copies/{barcode}"""

from typing import Any

from apiflask import APIBlueprint

from backend.circulation.queries.cards import get_reader
from backend.circulation.queries.finding import DeskCopy, copy_at_desk, readers_like
from backend.circulation.queries.loan_lines import loans_over_at_desk
from backend.circulation.routes.here import here, me, time_zone
from backend.circulation.schemas.finding import (
    FoundReadersOut,
    ItemTypeIn,
    ReadersQuery,
    ScannedCopyOut,
)
from backend.circulation.schemas.lines import DeskLoansOverOut
from backend.circulation.service.copies import reclassify_copy
from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.core.paging import PageQuery

blueprint = APIBlueprint("desk_finding", __name__, url_prefix="/api", tag="desk")


@blueprint.get("/desk/readers")
@require_staff
@blueprint.input(ReadersQuery, location="query")
@blueprint.output(FoundReadersOut)
def find_readers(query_data: ReadersQuery) -> dict[str, Any]:
    """Readers by a part of their name, address or card number"""
    return {"items": readers_like(query_data.q)}


@blueprint.get("/desk/readers/<int:user_id>/loans-over")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(DeskLoansOverOut)
def list_loans_over(user_id: int, query_data: PageQuery) -> dict[str, Any]:
    """What a reader has returned lately, if he has it remembered, and what he owes money for"""
    user = get_reader(user_id)
    page = loans_over_at_desk(user, query_data.page, query_data.size, here())
    return {**vars(page), "keeps_history": user.keep_loan_history, "time_zone": time_zone()}


@blueprint.get("/desk/copies/<string:barcode>")
@require_staff
@blueprint.output(ScannedCopyOut)
@blueprint.doc(responses={404: "There is no such copy"})
def show_copy(barcode: str) -> DeskCopy:
    """A copy by its barcode: where it stands, with whom it is, for whom it is set aside"""
    return copy_at_desk(barcode, here())


@blueprint.put("/desk/copies/<string:barcode>/item-type")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ItemTypeIn)
@blueprint.output(ScannedCopyOut)
@blueprint.doc(responses={404: "There is no such copy, or no such type"})
def set_item_type(barcode: str, json_data: ItemTypeIn) -> DeskCopy:
    """Make a copy another type of item: other rules hold for it from its next loan on"""
    moment = here()
    reclassify_copy(barcode, json_data.item_type_id, me(), moment)
    return copy_at_desk(barcode, moment)
