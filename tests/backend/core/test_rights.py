"""Who may call what. A route that is not in the table fails the test."""

from typing import Any

import pytest

from backend.app import create_app
from backend.core.auth import ROLES, access_of
from backend.core.database import db
from tests.conftest import settings_for
from tests.factories import (
    make_author,
    make_book,
    make_curated_list,
    make_import,
    make_reading_list,
    make_run,
    make_series,
    make_user,
)

# Route -> (a body that is valid, answers of guest, reader, staff, admin).
OPEN = (200, 200, 200, 200)
SIGNED_IN = (401, 200, 200, 200)
NOTED = (401, 204, 204, 204)
MADE = (401, 201, 201, 201)
STAFF = (401, 403, 200, 200)
ADMIN = (401, 403, 403, 200)
# Without a file there is nothing to import, and what is undone is not undone again.
STAFF_SENDS = (401, 403, 422, 422)
STAFF_ONCE = (401, 403, 200, 409)
STAFF_DONE = (401, 403, 204, 204)
# What belongs to somebody else is not there.
NOT_MINE = (401, 404, 404, 404)
LEAST = {
    **dict.fromkeys((SIGNED_IN, NOTED, MADE, NOT_MINE), "reader"),
    **dict.fromkeys((STAFF, STAFF_SENDS, STAFF_ONCE, STAFF_DONE), "staff"),
    ADMIN: "admin",
}
SEEN = {"book_id": 1, "shelf": "for_you", "source": "ncf", "run_id": None}
RIGHTS: dict[tuple[str, str], tuple[dict[str, Any] | None, tuple[int, int, int, int]]] = {
    ("GET", "/api/account"): (None, OPEN),
    ("PATCH", "/api/account"): ({"locale": "en"}, SIGNED_IN),
    ("POST", "/api/users"): ({"name": "somebody new", "password": "x"}, (422, 422, 422, 422)),
    ("POST", "/api/session"): ({"name": "nobody", "password": "x"}, (401, 401, 401, 401)),
    ("DELETE", "/api/session"): (None, OPEN),
    ("GET", "/api/books"): (None, OPEN),
    ("GET", "/api/books/unread"): (None, SIGNED_IN),
    ("GET", "/api/books/suggest"): (None, OPEN),
    ("GET", "/api/books/new"): (None, OPEN),
    ("GET", "/api/books/top-rated"): (None, OPEN),
    ("GET", "/api/books/trending"): (None, OPEN),
    ("GET", "/api/books/recent"): (None, SIGNED_IN),
    ("GET", "/api/books/popular"): (None, OPEN),
    ("GET", "/api/books/<int:book_id>"): (None, OPEN),
    ("GET", "/api/books/<int:book_id>/rating"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/rating"): ({"stars": 4}, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/rating"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/like"): (None, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/like"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/view"): (None, NOTED),
    ("GET", "/api/books/<int:book_id>/similar"): (None, OPEN),
    ("GET", "/api/books/<int:book_id>/also_liked"): (None, OPEN),
    ("GET", "/api/categories"): (None, OPEN),
    ("GET", "/api/curated-lists"): (None, OPEN),
    ("GET", "/api/curated-lists/<string:slug>"): (None, OPEN),
    ("GET", "/api/authors/<int:author_id>"): (None, OPEN),
    ("GET", "/api/series/<int:series_id>"): (None, OPEN),
    ("GET", "/api/ratings"): (None, SIGNED_IN),
    ("GET", "/api/recommendations"): (None, SIGNED_IN),
    ("POST", "/api/recommendations/<int:book_id>/dismiss"): (None, SIGNED_IN),
    ("DELETE", "/api/recommendations/<int:book_id>/dismiss"): (None, SIGNED_IN),
    ("GET", "/api/recommendations/dismissals"): (None, SIGNED_IN),
    ("POST", "/api/recommendations/shown"): ({"items": [SEEN]}, NOTED),
    ("POST", "/api/recommendations/opened"): ({"book_id": 1, "shelf": "for_you"}, NOTED),
    ("GET", "/api/taste"): (None, SIGNED_IN),
    ("PATCH", "/api/taste"): ({"personalised": False}, SIGNED_IN),
    ("PUT", "/api/taste/exclusions/<int:book_id>"): (None, SIGNED_IN),
    ("DELETE", "/api/taste/exclusions/<int:book_id>"): (None, SIGNED_IN),
    ("GET", "/api/onboarding"): (None, SIGNED_IN),
    ("PUT", "/api/onboarding"): ({"categories": []}, SIGNED_IN),
    ("GET", "/api/admin/runs"): (None, STAFF),
    ("GET", "/api/admin/runs/<int:run_id>"): (None, STAFF),
    ("POST", "/api/admin/runs/<int:run_id>/rollback"): (None, ADMIN),
    ("GET", "/api/admin/runs/measures"): (None, STAFF),
    ("PUT", "/api/admin/books/<int:book_id>/cover"): (None, STAFF_SENDS),
    ("DELETE", "/api/admin/books/<int:book_id>/cover"): (None, STAFF_DONE),
    ("POST", "/api/admin/imports"): (None, STAFF_SENDS),
    ("GET", "/api/admin/imports"): (None, STAFF),
    ("GET", "/api/admin/imports/<int:import_id>"): (None, STAFF),
    ("POST", "/api/admin/imports/<int:import_id>/undo"): (None, STAFF_ONCE),
    ("GET", "/api/admin/exports"): (None, STAFF),
    ("GET", "/api/account/overview"): (None, SIGNED_IN),
    ("GET", "/api/account/history"): (None, SIGNED_IN),
    ("GET", "/api/account/years/<int:year>"): (None, SIGNED_IN),
    ("GET", "/api/lists"): (None, SIGNED_IN),
    ("POST", "/api/lists"): ({"name": "to read"}, MADE),
    ("GET", "/api/lists/<int:list_id>"): (None, NOT_MINE),
    ("PATCH", "/api/lists/<int:list_id>"): ({"visibility": "public"}, NOT_MINE),
    ("DELETE", "/api/lists/<int:list_id>"): (None, NOT_MINE),
    ("POST", "/api/lists/<int:list_id>/restore"): (None, NOT_MINE),
    ("PUT", "/api/lists/<int:list_id>/books/<int:book_id>"): ({"position": 0}, NOT_MINE),
    ("PATCH", "/api/lists/<int:list_id>/books/<int:book_id>"): ({"position": 0}, NOT_MINE),
    ("DELETE", "/api/lists/<int:list_id>/books/<int:book_id>"): (None, NOT_MINE),
    ("GET", "/api/shared-lists/<string:share_slug>"): (None, OPEN),
}
# Not part of the API: they answer anybody.
OUTSIDE = {"/healthz", "/readyz", "/covers/<string:name>", "/", "/<path:path>"}


def test_every_route_is_in_the_table_of_rights(app: Any) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule not in OUTSIDE
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(RIGHTS)


def test_each_route_declares_the_least_role_of_the_table(app: Any) -> None:
    """The declaration itself, beside the answers: a view that fails for another reason must not hide a lost check."""
    declared = {
        (method, rule.rule): access_of(app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    for route, (_, answers) in RIGHTS.items():
        least = LEAST.get(answers)
        assert (declared[route] if declared[route] in ROLES else None) == least, route


@pytest.mark.parametrize("route", RIGHTS, ids=lambda route: " ".join(route))
def test_a_route_answers_each_role_as_the_table_says(
    app: Any, guest: Any, sign_in_as: Any, route: tuple[str, str]
) -> None:
    body, expected = RIGHTS[route]
    with app.app_context():
        author = make_author()
        book = make_book(authors=(author,))
        there = {
            "<int:book_id>": book.id,
            "<int:author_id>": author.id,
            "<int:series_id>": make_series({book: 1}).id,
            "<string:slug>": make_curated_list([book]).slug,
            "<int:import_id>": make_import().id,
            "<int:run_id>": make_run(state="kept", published=None).id,
            "<int:year>": 2026,
            "<int:list_id>": make_reading_list(make_user(), [book]).id,
            "<string:share_slug>": make_reading_list(make_user(), [book], visibility="unlisted").share_slug,
        }
        db.session.commit()
    path = route[1] + ("?q=a" if route[1].endswith("/suggest") else "")
    for place, value in there.items():
        path = path.replace(place, str(value))
    callers = [guest, *(sign_in_as(role) for role in ("reader", "staff", "admin"))]
    answers = [client.open(path, method=route[0], **({"json": body} if body else {})).status_code for client in callers]
    assert tuple(answers) == expected


def test_a_route_that_does_not_declare_its_rights_never_goes_into_service(tmp_path: Any, monkeypatch: Any) -> None:
    def mount(app: Any) -> None:
        app.add_url_rule("/api/forgotten", view_func=lambda: "", endpoint="forgotten")

    monkeypatch.setattr("backend.app._mount_health", mount)
    with pytest.raises(RuntimeError, match="forgotten does not declare"):
        create_app(settings_for("sqlite://", tmp_path))
