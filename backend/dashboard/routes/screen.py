"""/api/screen: the big screen's figures, the ticker, and the lists behind the figures"""

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import asked_by_kiosk, require_screen, require_staff
from backend.dashboard.routes.here import here
from backend.dashboard.schemas.behind import BehindPageOut, BehindQuery
from backend.dashboard.schemas.screen import ScreenOut, ScreenQuery, TickerOut, TickerQuery

blueprint = APIBlueprint("screen", __name__, url_prefix="/api/screen", tag="screen")


@blueprint.get("")
@require_screen
@blueprint.input(ScreenQuery, location="query")
@blueprint.output(ScreenOut)
def show_screen(query_data: ScreenQuery) -> Any:
    """Every panel of the big screen"""
    now = here()
    tile = {"value": 0, "before": None, "change": None, "suppressed": False}
    names = (
        *("readers", "active_readers", "titles", "copies", "on_loan", "overdue", "loans_today", "loans", "returns"),
        *("holds", "orders", "revenue_cents", "new_readers", "ratings"),
    )
    nobody = {"value": 0, "suppressed": False}
    return {
        "from_on": query_data.from_on or now.today - timedelta(days=29),
        "to_on": query_data.to_on or now.today,
        "before_from_on": None,
        "before_to_on": None,
        "against": query_data.against,
        "step": "day",
        "as_of": now.at,
        "counted_to": None,
        "kiosk": asked_by_kiosk(),
        "currency": "CNY",
        "tiles": dict.fromkeys(names, tile),
        **{name: [] for name in ("series", "series_before", "categories", "books", "authors", "ages", "regions")},
        "trend": {"starts_on": [], "lines": []},
        "hours": {"loans": [[0] * 24] * 7, "returns": [[0] * 24] * 7},
        "ratings": [],
        "queue": {"waiting": nobody, "titles": 0, "items": []},
        "cohorts": [],
        "model": {
            "runs": [],
            "lists": 0,
            **dict.fromkeys(("published_run_id", "oldest_list_at", "newest_list_at", "trained_at")),
        },
    }


@blueprint.get("/ticker")
@require_screen
@blueprint.input(TickerQuery, location="query")
@blueprint.output(TickerOut)
def show_ticker(query_data: TickerQuery) -> Any:
    """What happens in the library, without who does it"""
    return {"items": [], "next": here().at}


@blueprint.get("/behind")
@require_staff
@blueprint.input(BehindQuery, location="query")
@blueprint.output(BehindPageOut)
def list_behind(query_data: BehindQuery) -> Any:
    """The list behind a figure; its total is the figure"""
    return {"items": [], "page": query_data.page, "size": query_data.size, "total": 0}
