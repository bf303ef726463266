"""The application class: one commit at the edge of a request, one shape for every failure."""

import logging
import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Flask, Response, current_app, g, jsonify, request
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, UnsupportedMediaType

from backend.core import audit, clock, idempotency, locking
from backend.core.auth import access_of, find_caller, refuse_while_viewing
from backend.core.database import db, read_only
from backend.core.errors import Conflict, Failure, Forbidden, Invalid, NotFound, Unauthenticated
from backend.core.problems import fields_of
from backend.core.uploads import FILE_MEDIA, most_bytes_of

log = logging.getLogger("shelfwise")

# Permissions of those who run the library: what their routes change is audited.
OF_THE_STAFF = frozenset({"staff", "admin"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATUS_OF: list[tuple[type[Failure], int]] = [
    (NotFound, 404),
    (Conflict, 409),
    (Forbidden, 403),
    (Unauthenticated, 401),
    (Invalid, 422),
    (Failure, 400),
]
# Codes of what the web server itself refuses; the SPA has a sentence for each.
CODE_OF_STATUS = {
    400: "malformed",
    401: "sign_in_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "timed_out",
    413: "too_large",
    414: "too_long",
    415: "wrong_media_type",
    422: "invalid",
    429: "too_many_requests",
    503: "unavailable",
}


class Busy(Conflict):
    message = "The library is busy. Try again in a moment."


class App(APIFlask):
    """Commits after the view returned and keeps nothing when it raised: errors are raised, never returned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What rooms add to every request that changes something, after everything else and before the commit.
        self.before_commit: list[Callable[[], None]] = []

    def full_dispatch_request(self) -> Response:
        g.request_id = uuid.uuid4().hex
        most_bytes = most_bytes_of(current_app.view_functions.get(request.endpoint or ""))
        if most_bytes is not None:
            # Before anybody looks at the body: the check of the CSRF token does.
            request.max_content_length = most_bytes
        if request.method in SAFE_METHODS:
            with read_only():
                return super().full_dispatch_request()
        return super().full_dispatch_request()

    def dispatch_request(self) -> Any:
        for attempt in range(1, locking.ATTEMPTS + 1):
            try:
                response = self._answer_on_record()
                if request.method not in SAFE_METHODS:
                    for last in self.before_commit:
                        last()
                db.session.commit()
                return response
            except DBAPIError as error:
                db.session.rollback()
                if attempt == locking.ATTEMPTS or not locking.is_contention(error):
                    raise
        raise AssertionError("unreachable")

    def _answer_on_record(self) -> Response:
        """What the staff changes is written down with it (core/audit.py)."""
        view = current_app.view_functions.get(request.endpoint or "")
        user = None if request.method in SAFE_METHODS or view is None else find_caller()
        if view is None or user is None or access_of(view) not in OF_THE_STAFF:
            return self._answer()
        with audit.acting(act_of(request.endpoint or ""), user.id, user.role, g.request_id, clock.now()) as end_act:
            response = self._answer()
            # What is only answered again was written down when it was done.
            if not g.pop("repeated", False):
                end_act()
        return response

    def _answer(self) -> Response:
        """Serialised before the commit: what is answered is what was decided under the lock."""
        key = request.headers.get(idempotency.HEADER)
        # A file is not kept to be compared; what has no body is told by its address.
        told = request.is_json or not request.content_length
        user = find_caller() if key is not None and request.method == "POST" and told else None
        if key is None or user is None:
            return self.make_response(super().dispatch_request())
        fingerprint = idempotency.fingerprint_of(request.method, request.path, request.get_data())
        mine = idempotency.begin(user.id, key, fingerprint, clock.now())
        if mine is None:
            kept = idempotency.find_answer(user.id, key, fingerprint)
            if kept is None:
                raise Busy
            g.repeated = True
            return self.make_response((kept.body, kept.status, {"Content-Type": "application/json"}))
        response = self.make_response(super().dispatch_request())
        mine.status, mine.body = response.status_code, response.get_data()
        return response


def acts_of_the_staff(app: Flask) -> set[str]:
    """The names of the views whose requests are written down."""
    changing = [rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) - SAFE_METHODS]
    return {act_of(endpoint) for endpoint in changing if is_of_the_staff(app, endpoint)}


def is_of_the_staff(app: Flask, endpoint: str) -> bool:
    return access_of(app.view_functions[endpoint]) in OF_THE_STAFF


def act_of(endpoint: str) -> str:
    """`shop_stock.add_sku` -> `add_sku`."""
    return endpoint.rpartition(".")[2]


def install(app: App) -> None:
    """Wire error answers, caching headers and the request id into an application."""
    app.error_processor(_of_http_error)
    app.register_error_handler(Failure, _of_failure)
    app.register_error_handler(CSRFError, _of_csrf_error)
    app.register_error_handler(IntegrityError, _of_integrity_error)
    app.register_error_handler(DBAPIError, _of_database_error)
    app.register_error_handler(PoolTimeout, _of_full_pool)
    app.register_error_handler(Exception, _of_surprise)
    app.before_request(_refuse_other_media)
    app.before_request(refuse_while_viewing)
    app.after_request(_finish)


def answer_failure(status: int, code: str, message: str, **more: Any) -> Response:
    """The one error shape: `{code, message, fields?, reasons?, request_id?}`."""
    db.session.rollback()
    body = {"code": code, "message": message, **{name: value for name, value in more.items() if value}}
    if status >= 500:
        body["request_id"] = g.request_id
    response = jsonify(body)
    response.status_code = status
    return response


def _of_failure(failure: Failure) -> Response:
    status = next(status for kind, status in STATUS_OF if isinstance(failure, kind))
    return answer_failure(status, failure.code, str(failure), fields=failure.fields, reasons=failure.reasons)


def _of_http_error(error: HTTPError) -> Response:
    """Refusals of the framework: routing, parsing, validation, limits."""
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return answer_failure(422, "invalid", "Some fields are not right.", fields=fields_of(cause))
    status = error.status_code
    code = CODE_OF_STATUS.get(status, HTTPStatus(status).name.lower())
    response = answer_failure(status, code, HTTPStatus(status).description or HTTPStatus(status).phrase)
    for name, value in dict(error.headers or {}).items():
        if name in ("Retry-After", "Allow"):
            response.headers[name] = value
    return response


def _of_csrf_error(_error: CSRFError) -> Response:
    return answer_failure(403, "csrf_failed", "The page is out of date. Load it again and repeat.")


def _of_integrity_error(error: IntegrityError) -> Response:
    log.info("refused by the database", extra={"request_id": g.request_id, "constraint": _constraint(error)})
    return answer_failure(409, "conflict", "Somebody was faster, or this exists already. Look again and repeat.")


def _constraint(error: IntegrityError) -> str:
    found = re.search(r"(?:uq|ck|fk|pk)_\w+|constraint failed: [\w., ]+", str(error.orig))
    return found.group(0) if found else "unknown"


def _of_database_error(error: DBAPIError) -> Response:
    if locking.is_contention(error):
        return answer_failure(409, "busy", Busy.message)
    return _of_surprise(error)


def _of_full_pool(_error: PoolTimeout) -> Response:
    """Every connection waited for others for half a minute."""
    return answer_failure(409, "busy", Busy.message)


def _of_surprise(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _of_http_error(HTTPError(error.code or 500, headers=dict(error.get_headers())))
    # The details belong in the log, under the same id; an answer never shows internals.
    log.exception("request %s failed", g.request_id, extra={"request_id": g.request_id})
    return answer_failure(500, "server_error", "Something went wrong on our side. It has been noted.")


def _refuse_other_media() -> None:
    """The framework would parse any body as JSON, and a form from another site needs no preflight."""
    if request.method in SAFE_METHODS or not request.path.startswith("/api/"):
        return
    takes_file = most_bytes_of(current_app.view_functions.get(request.endpoint or "")) is not None
    expected = request.mimetype == FILE_MEDIA if takes_file else request.is_json
    if (request.content_length or request.headers.get("Transfer-Encoding")) and not expected:
        raise UnsupportedMediaType


def _finish(response: Response) -> Response:
    if not request.path.startswith("/api/"):
        return response
    response.headers["X-Request-Id"] = g.request_id
    view = current_app.view_functions.get(request.endpoint or "")
    if view and access_of(view) == "public" and request.method in ("GET", "HEAD") and response.status_code == 200:
        response.headers["Cache-Control"] = "public, no-cache"
        response.add_etag()
        response.make_conditional(request)
        return response
    response.headers["Cache-Control"] = "private, no-store"
    return response
