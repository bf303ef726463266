"""/api/screen: the big screen's figures, the ticker, and the lists behind the figures"""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app

from backend.core.auth import asked_by_kiosk, require_screen, require_staff
from backend.core.paging import Page
from backend.core.settings import Settings
from backend.dashboard.queries.behind import Narrowed, behind
from backend.dashboard.queries.behind_rows import Behind
from backend.dashboard.queries.screen import screen_now
from backend.dashboard.queries.ticker import ticker
from backend.dashboard.queries.view import view_of
from backend.dashboard.routes.here import here
from backend.dashboard.rules.ranges import NONE, range_of
from backend.dashboard.schemas.behind import BehindPageOut, BehindQuery
from backend.dashboard.schemas.screen import ScreenOut, ScreenQuery, TickerOut, TickerQuery
from backend.house.queries import house

blueprint = APIBlueprint("screen", __name__, url_prefix="/api/screen", tag="screen")


@blueprint.get("")
@require_screen
@blueprint.input(ScreenQuery, location="query")
@blueprint.output(ScreenOut)
def show_screen(query_data: ScreenQuery) -> dict[str, Any]:
    """Every panel of the big screen"""
    now = here()
    asked = range_of(query_data.from_on, query_data.to_on, now.today, query_data.days)
    settings: Settings = current_app.config["SETTINGS"]
    screen = screen_now(now, asked, query_data.against, asked_by_kiosk())
    # With every answer: a screen on a wall hangs there for months, and follows the settings all the same.
    return {**vars(screen), "house": house(settings)}


@blueprint.get("/ticker")
@require_screen
@blueprint.input(TickerQuery, location="query")
@blueprint.output(TickerOut)
def show_ticker(query_data: TickerQuery) -> dict[str, Any]:
    """What happens in the library, without who does it"""
    items = ticker(query_data.after)
    return {"items": items, "next": items[0].at if items else query_data.after or here().at}


@blueprint.get("/behind")
@require_staff
@blueprint.input(BehindQuery, location="query")
@blueprint.output(BehindPageOut)
def list_behind(query_data: BehindQuery) -> Page[Behind]:
    """The list behind a figure; its total is the figure"""
    now, said = here(), query_data.model_dump()
    asked = range_of(query_data.from_on, query_data.to_on, now.today)
    narrowed = Narrowed(**{name: said[name] for name in Narrowed.__dataclass_fields__})
    view = view_of(now, asked, NONE, kiosk=False)
    return behind(query_data.figure, view, narrowed, query_data.page, query_data.size)
