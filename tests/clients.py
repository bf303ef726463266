"""A client that behaves like the single-page app: it fetches the CSRF token and sends it with every write.

Whatever a test changes as somebody of the staff must have been written down.
"""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.core.api import SAFE_METHODS, act_of, is_of_the_staff
from backend.core.audit import AuditEvent
from backend.core.database import db
from backend.core.idempotency import HEADER

# What is done twice at the desk changes nothing the second time.
DESKS = frozenset({"desk", "desk_holds", "desk_loans"})
# Acts after which every thing may be as before.
TELLS_NOTHING = frozenset(
    {"advance_bulk_act", "decide_review", "handle", "import_file", "print_labels", "retry_refund"}
)


def twins(client: "LibraryClient", number: int) -> "list[LibraryClient]":
    """The same signed-in person in several windows, each ready to write at once."""
    # The token's other half is in the cookie that comes with it.
    token = client.get("/api/account").get_json()["csrf_token"]
    cookie = client.get_cookie("shelfwise_session")
    assert cookie is not None
    found = []
    for _ in range(number):
        twin = client.application.test_client()
        assert isinstance(twin, LibraryClient)
        twin.set_cookie("shelfwise_session", cookie.value)
        twin.environ_base["HTTP_X_CSRF_TOKEN"] = token
        twin.user_id, twin.sends_token = client.user_id, False
        found.append(twin)
    return found


class LibraryClient(FlaskClient):
    user_id: int = 0
    sends_token: bool = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        method = str(kwargs.get("method", "GET")).upper()
        if self.sends_token and method not in SAFE_METHODS:
            answer = super().open("/api/account", method="GET")
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {"X-CSRF-Token": answer.get_json()["csrf_token"], **headers}
        answer = super().open(*args, **kwargs)
        if method not in SAFE_METHODS and answer.status_code < 400 and HEADER not in (kwargs.get("headers") or {}):
            assert_written_down(self.application, answer)
        return answer


def assert_written_down(app: Flask, answer: TestResponse) -> None:
    """Every change by the staff leaves a line in the audit log, and an act tells of a thing as it was and is. What is
    put somewhere may have been there already: the table of rights looks at that."""
    rule, _values = app.url_map.bind("localhost").match(answer.request.path, answer.request.method)
    if not is_of_the_staff(app, rule):
        return
    with app.app_context():
        lines = db.session.scalars(
            select(AuditEvent).where(AuditEvent.request_id == answer.headers["X-Request-Id"])
        ).all()
        assert lines, rule
        may_tell_nothing = rule.partition(".")[0] in DESKS or act_of(rule) in TELLS_NOTHING
        if answer.request.method == "POST" and not may_tell_nothing:
            assert any(line.kind and (line.before or line.after) for line in lines), rule
