"""Who may call what. A route that is not in the table fails the test."""

from typing import Any

import pytest
from sqlalchemy import select

from backend.app import create_app
from backend.core.api import OF_THE_STAFF
from backend.core.audit import AuditEvent
from backend.core.auth import access_of
from backend.core.database import db
from backend.core.permissions import PERMISSIONS, ROLES, may
from tests.backend.core.rights import readers, staff
from tests.backend.core.rights.answers import UNPROVEN
from tests.backend.core.things import make_things
from tests.conftest import settings_for

# In the order of the answers.
ROLE_OF_CALLERS = (None, "reader", "reader", "staff", "auditor", "admin")
# Routes that answer as asked for by anybody: what they refuse is not the caller.
DOORS = {("POST", "/api/session"), ("DELETE", "/api/staff/users/<int:user_id>/sessions")}
# A guest has a cart too; an account that only looks has none.
CARTS = {
    *(("POST", "/api/cart/lines"), ("POST", "/api/cart/seen")),
    *(("PATCH", "/api/cart/lines/<int:sku_id>"), ("DELETE", "/api/cart/lines/<int:sku_id>")),
}
RIGHTS = readers.RIGHTS | staff.RIGHTS
# What a route cannot do without.
QUERIES = {
    "/api/books/suggest": "?q=a",
    "/api/desk/reader": "?number=<string:number>",
    "/api/desk/readers": "?q=a",
    "/api/staff/search": "?q=a",
    "/api/staff/views": "?table=staff-books",
    "/api/desk/queue": "?book_id=<int:book_id>",
    "/api/screen/behind": "?figure=loans",
    "/api/desk/events": "?entity=loan&id=1",
    "/api/staff/author-merges/preview": "?kept=<int:author_id>&merged=<int:other_author_id>",
}
# What is taken away is named as it was seen.
REMOVED_AS_SEEN = {
    ("DELETE", "/api/staff/shelves/<int:shelf_id>"),
    ("DELETE", "/api/staff/announcements/<int:announcement_id>"),
}
# Asked so, they leave everything as it is.
UNCHANGED = {
    *(("DELETE", "/api/admin/books/<int:book_id>/cover"), ("PUT", "/api/staff/vouchers/<int:voucher_id>/active")),
    *(("POST", "/api/desk/returns"), ("POST", "/api/desk/holds/<int:hold_id>/move")),
    *(("POST", "/api/staff/bulk-acts/<int:bulk_act_id>/advance"), ("DELETE", "/api/staff/view-as")),
    ("DELETE", "/api/staff/users/<int:user_id>/sessions"),
    *(("PUT", "/api/staff/categories/<int:category_id>/place"), ("PUT", "/api/staff/announcements/order")),
}
# Not part of the API: they answer anybody.
OUTSIDE = {
    *("/healthz", "/readyz", "/metrics", "/covers/<string:name>", "/avatars/<string:name>"),
    *("/", "/books", "/books/<int:book_id>", "/account", "/account/<path:path>", "/<path:path>"),
}


def test_every_route_is_in_the_table_of_rights(app: Any) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule not in OUTSIDE
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(RIGHTS)


def _declared(app: Any) -> dict[tuple[str, str], str]:
    return {
        (method, rule.rule): access_of(app.view_functions[rule.endpoint]) or "nobody"
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def _expected(route: tuple[str, str], permission: str) -> tuple[int, ...]:
    answers = RIGHTS[route][1]
    if route[0] == "GET" or permission not in PERMISSIONS or permission == "account":
        return answers
    return tuple(403 if role == "auditor" else answer for role, answer in zip(ROLE_OF_CALLERS, answers, strict=True))


def test_each_route_declares_the_permission_that_the_answers_show(app: Any) -> None:
    """The declaration itself, beside the answers: a view that fails for another reason must not hide a lost check."""
    for route, permission in _declared(app).items():
        if route not in RIGHTS or route in DOORS | CARTS or RIGHTS[route][1] == UNPROVEN:
            continue
        for role, answer in zip(ROLE_OF_CALLERS, _expected(route, permission), strict=True):
            closed = permission in PERMISSIONS
            if role is None:
                assert (answer == 401) == closed, route
            else:
                assert (answer == 403) == (closed and not may(role, permission, route[0])), (route, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("permission", PERMISSIONS)
def test_who_may_change_something_may_look_at_it_and_an_auditor_changes_nothing(role: str, permission: str) -> None:
    assert may(role, permission, "GET") or not may(role, permission, "POST")
    if role == "auditor":
        assert may(role, permission, "POST") == (permission == "account")
        assert may(role, permission, "GET") == may("staff", permission, "GET")
    assert may("admin", permission, "DELETE")


@pytest.mark.parametrize("route", RIGHTS, ids=lambda route: " ".join(route))
def test_a_route_answers_each_caller_as_the_table_says(
    app: Any, guest: Any, sign_in_as: Any, route: tuple[str, str]
) -> None:
    body = RIGHTS[route][0]
    callers = [guest if role is None else sign_in_as(role) for role in ROLE_OF_CALLERS]
    with app.app_context():
        there = make_things(callers[1].user_id)
        db.session.commit()
    seen = "?revision=1" if route in REMOVED_AS_SEEN else ""
    path = route[1] + QUERIES.get(route[1], seen)
    for place, value in there.items():
        path = path.replace(place, str(value))
    body = body and {name: there.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    # The owner comes last: what he takes away would not be there for anybody.
    asked = {
        number: callers[number].open(path, method=route[0], **({} if body is None else {"json": body})).status_code
        for number in (0, 2, 3, 4, 5, 1)
    }
    answers = tuple(asked[number] for number in range(len(callers)))
    permission = _declared(app)[route]
    assert answers == _expected(route, permission)
    if (
        permission in OF_THE_STAFF
        and route[0] != "GET"
        and min(answers[3], answers[5]) < 400
        and route not in UNCHANGED
    ):
        with app.app_context():
            told = db.session.scalars(select(AuditEvent).where(AuditEvent.kind.is_not(None))).all()
            assert any(line.before or line.after for line in told), "what it changes tells how it was and is"


def test_a_route_that_does_not_declare_its_rights_never_goes_into_service(tmp_path: Any, monkeypatch: Any) -> None:
    def mount(app: Any) -> None:
        app.add_url_rule("/api/forgotten", view_func=lambda: "", endpoint="forgotten")

    monkeypatch.setattr("backend.app._mount_health", mount)
    with pytest.raises(RuntimeError, match="forgotten does not declare"):
        create_app(settings_for("sqlite://", tmp_path))
