"""/api/recommendations"""

from apiflask import APIBlueprint

from backend.core import clock
from backend.core.auth import caller, require_reader
from backend.recommendations import queries
from backend.recommendations.schemas import ListOut, ListQuery

blueprint = APIBlueprint("recommendations", __name__, url_prefix="/api", tag="recommendations")


@blueprint.get("/recommendations")
@require_reader
@blueprint.input(ListQuery, location="query")
@blueprint.output(ListOut)
def list_recommendations(query_data: ListQuery) -> queries.ReaderList:
    """My list"""
    return queries.list_for(caller(), query_data.size, clock.now())
