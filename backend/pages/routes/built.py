"""The page as it was built, and where it lies."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, request, send_from_directory

from backend.core.database import db
from backend.core.settings import Settings
from backend.house.queries import house
from backend.pages import rules
from backend.pages.service import Shell

LOCALE_COOKIE = "shelfwise_locale"


def plain(status: int = 200) -> Response:
    """The page with nothing in it yet."""
    # A failed look-up must not leave its transaction behind for the commit at the edge.
    db.session.rollback()
    page = send_from_directory(_folder(), "index.html")
    page.headers["Cache-Control"] = "no-cache"
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


def locale() -> str:
    """The language that this browser speaks."""
    settings: Settings = current_app.config["SETTINGS"]
    return rules.locale_of(request.cookies.get(LOCALE_COOKIE), house(settings).default_locale)


def _folder() -> Path:
    folder: Path = current_app.config["SPA"]
    return folder
