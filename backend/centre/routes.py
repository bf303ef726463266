"""/api/account/overview, /api/account/history, /api/account/years/{year}"""

from datetime import tzinfo

from apiflask import APIBlueprint
from flask import current_app

from backend.centre import queries
from backend.centre.schemas import HistoryPageOut, HistoryQuery, OverviewOut, YearOut
from backend.core import clock
from backend.core.auth import caller, require_reader
from backend.core.paging import Page
from backend.core.settings import Settings

blueprint = APIBlueprint("centre", __name__, url_prefix="/api/account", tag="centre")


@blueprint.get("/overview")
@require_reader
@blueprint.output(OverviewOut)
def show_overview() -> queries.Overview:
    """How much I have of everything, and what I am reading"""
    return queries.overview_of(caller(), clock.today(_zone()), _zone())


@blueprint.get("/history")
@require_reader
@blueprint.input(HistoryQuery, location="query")
@blueprint.output(HistoryPageOut)
def list_history(query_data: HistoryQuery) -> Page[queries.Event]:
    """What I did, newest first"""
    kinds = query_data.kind.split(",") if query_data.kind else []
    return queries.history_of(caller().id, kinds, query_data.page, query_data.size)


@blueprint.get("/years/<int:year>")
@require_reader
@blueprint.output(YearOut)
def show_year(year: int) -> queries.YearInBooks:
    """My year in books"""
    return queries.year_of(caller().id, year, clock.today(_zone()), _zone())


def _zone() -> tzinfo:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.time_zone
