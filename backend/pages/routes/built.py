"""The page as it was built, and where it lies."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, make_response, request, send_from_directory
from sqlalchemy.exc import SQLAlchemyError

from backend.core.database import db
from backend.core.settings import Settings
from backend.house.queries import house, usual
from backend.house.rules import House
from backend.pages import rules
from backend.pages.service import Shell

LOCALE_COOKIE = "shelfwise_locale"


def plain(status: int = 200) -> Response:
    """The page with nothing in it yet."""
    # A failed look-up must not leave its transaction behind for the commit at the edge.
    db.session.rollback()
    built = shell()
    if built is None:
        return send_from_directory(_folder(), "index.html")
    page = make_response(built.plain(**whose()))
    page.headers["Cache-Control"] = "no-cache"
    page.vary.add("Cookie")
    page.add_etag()
    page.make_conditional(request)
    if status != 200:
        page.status_code = status
    return page


def shell() -> Shell | None:
    """Read at the first use; None where the pages are not built."""
    known: dict[str, Any] = current_app.extensions.setdefault("pages", {})
    if "shell" not in known and (_folder() / "index.html").is_file():
        known["shell"] = Shell(_folder())
    found: Shell | None = known.get("shell")
    return found


def whose() -> dict[str, str]:
    """The library's name in the language that this browser speaks, and that language."""
    mine = _house()
    spoken = rules.locale_of(request.cookies.get(LOCALE_COOKIE), mine.default_locale)
    return {"library": mine.name_zh if spoken == "zh-CN" else mine.name_en, "locale": spoken}


def locale() -> str:
    return whose()["locale"]


def _house() -> House:
    settings: Settings = current_app.config["SETTINGS"]
    try:
        return house(settings)
    except SQLAlchemyError:
        # The page still opens, and says for itself what is wrong.
        db.session.rollback()
        return usual(settings)


def _folder() -> Path:
    folder: Path = current_app.config["SPA"]
    return folder
