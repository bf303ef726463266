"""/api/staff/series: books that belong together"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.core.auth import require_staff
from backend.core.csv_answer import CSV_FILE, answer_csv, in_order
from backend.core.limits import EXPORTS, WRITES, account, limiter
from backend.office.queries import series
from backend.office.routes.here import here, me
from backend.office.rules.table_heads import chosen, heads
from backend.office.schemas import series as shapes
from backend.office.service import series as service
from backend.office.service.series_undo import undo_series_change

blueprint = APIBlueprint("office_series", __name__, url_prefix="/api/staff", tag="office")


@blueprint.get("/series")
@require_staff
@blueprint.input(shapes.SeriesQuery, location="query")
@blueprint.output(shapes.SeriesPageOut)
def list_staff_series(query_data: shapes.SeriesQuery) -> dict[str, Any]:
    """Series by their names"""
    return vars(series.series_page(query_data.q, query_data.sort, query_data.page, query_data.size))


@blueprint.get("/series.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(shapes.SeriesCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_staff_series(query_data: shapes.SeriesCsvQuery) -> Response:
    """All of them as a file"""
    columns = chosen(query_data.columns, shapes.SERIES_COLUMNS)
    lines = in_order(series.sorted_series(query_data.q, query_data.sort), series.series_lines)
    rows = ([getattr(line, name) for name in columns] for line in lines)
    return answer_csv("series", heads(columns, query_data.lang), rows)


@blueprint.get("/series/<int:series_id>")
@require_staff
@blueprint.output(shapes.WholeSeriesOut)
def show_staff_series(series_id: int) -> series.WholeSeries:
    """One series with its volumes"""
    return series.whole_series(series_id)


@blueprint.put("/series/<int:series_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.SeriesIn)
@blueprint.output(shapes.WholeSeriesOut)
@blueprint.doc(responses={409: "Somebody changed it meanwhile"})
def replace_series(series_id: int, json_data: shapes.SeriesIn) -> dict[str, Any]:
    """Name a series and put its volumes in order; books that are left out leave it"""
    volumes = {one.book_id: one.volume for one in json_data.volumes}
    asked = json_data
    change = service.change_series(
        series_id, asked.name, asked.original_name, volumes, asked.revision, me().user_id, here().at
    )
    return {**vars(series.whole_series(series_id)), "change_id": change.id}


@blueprint.post("/series/<int:series_id>/merge")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.MergeIn)
@blueprint.output(shapes.WholeSeriesOut)
@blueprint.doc(responses={409: "Somebody changed one of them meanwhile"})
def merge_series(series_id: int, json_data: shapes.MergeIn) -> dict[str, Any]:
    """Make two series one: the books of the other are this one's, and the other is gone"""
    asked = json_data
    change = service.merge_series(
        series_id, asked.other_id, asked.revision, asked.other_revision, me().user_id, here().at
    )
    return {**vars(series.whole_series(series_id)), "change_id": change.id}


@blueprint.get("/series-changes")
@require_staff
@blueprint.input(shapes.SeriesChangesQuery, location="query")
@blueprint.output(shapes.SeriesChangesOut)
def list_series_changes(query_data: shapes.SeriesChangesQuery) -> dict[str, Any]:
    """What was done to series of late"""
    return {"items": series.latest_changes(query_data.series_id)}


@blueprint.post("/series-changes/<int:series_change_id>/undo")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(shapes.SeriesUndoneOut)
@blueprint.doc(responses={409: "It has been taken back already"})
def undo_change_of_series(series_change_id: int) -> dict[str, int]:
    """Put the books back where they were, as far as nobody has moved them since"""
    undone = undo_series_change(series_change_id, here().at)
    return {"back": undone.back, "stayed": undone.stayed}
