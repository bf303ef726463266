"""The log of the web process: in production one JSON object a line, with the request's id and who asked, unnamed.

Bodies, queries and headers are never written, and of an address only its rule and the numbers in it: links that let
somebody in, words that somebody looked for, and names stay out of it. The values of a failed statement stay out too
(core/database.py).
"""

import hmac
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

from backend.core.settings import Settings

LOGGER = "shelfwise"
access = logging.getLogger(f"{LOGGER}.access")
_HANDLER = "shelfwise"


def install(app: Flask, settings: Settings) -> None:
    """Lines of the application and of every request go to standard error, as LOG_FORMAT says."""
    log = logging.getLogger(LOGGER)
    log.handlers = [handler for handler in log.handlers if handler.name != _HANDLER]
    handler = logging.StreamHandler(sys.stderr)
    handler.name = _HANDLER
    handler.addFilter(_Asked(settings.secret_key))
    if settings.log_format == "json":
        handler.setFormatter(Json())
        log.setLevel(logging.INFO)
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        handler.setLevel(logging.WARNING)
    log.addHandler(handler)
    app.before_request(_begin)
    app.after_request(_tell)


def took() -> float:
    """Seconds since the request came in."""
    return time.perf_counter() - float(g.get("began", time.perf_counter()))


def route() -> str:
    """The rule of the address; what matches none is all one: anybody can think of addresses."""
    return request.url_rule.rule if request.url_rule else "none"


class Json(JsonFormatter):
    """Moments in UTC, letters as they are."""

    def __init__(self) -> None:
        super().__init__(
            "{levelname}{name}{message}",
            style="{",
            rename_fields={"levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["at"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class _Asked(logging.Filter):
    """Adds the request that a line was written in. The same account has the same sign as long as the secret key is the
    same, and nobody learns from it whose it is."""

    def __init__(self, secret_key: str) -> None:
        super().__init__()
        self._key = secret_key.encode()

    def filter(self, record: logging.LogRecord) -> bool:
        if has_request_context():
            record.request_id = g.get("request_id")
            # As Flask-Login remembers it: asking for it here would ask the database.
            user_id = getattr(g.get("_login_user"), "id", None)
            if user_id is not None:
                record.user = hmac.new(self._key, b"log %d" % user_id, "sha256").hexdigest()[:12]
        return True


def _begin() -> None:
    g.began = time.perf_counter()


def _tell(response: Response) -> Response:
    access.info(
        "%s %s %s",
        *(request.method, route(), response.status_code),
        extra={
            "method": request.method,
            "route": route(),
            "ids": {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)},
            "status": response.status_code,
            "seconds": round(took(), 4),
        },
    )
    return response
