"""/api/staff/search: what the command palette finds"""

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.core.limits import SEARCH, limiter
from backend.office.queries.searching import Found, everything_like
from backend.office.schemas.searching import SearchOut, SearchQuery

blueprint = APIBlueprint("office_search", __name__, url_prefix="/api/staff/search", tag="office")


@blueprint.get("")
@limiter.limit(SEARCH)
@require_staff
@blueprint.input(SearchQuery, location="query")
@blueprint.output(SearchOut)
def search_office(query_data: SearchQuery) -> Found:
    """Books, readers, copies by their barcodes, and orders by their numbers"""
    return everything_like(query_data.q)
