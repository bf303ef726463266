"""What the library says of itself: set by admins, checked, told, and used where the library names itself."""

from collections.abc import Callable

from sqlalchemy import select

from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.clients import LibraryClient
from tests.queries import count_queries

SignIn = Callable[..., LibraryClient]
SETTINGS = "/api/staff/settings"


def test_an_admin_sets_the_name_and_every_page_learns_it_at_once(sign_in_as: SignIn) -> None:
    admin, reader, auditor = sign_in_as("admin"), sign_in_as("reader"), sign_in_as("auditor")
    assert reader.get("/api/account").get_json()["library"]["name_en"] == "Shelfwise Library"
    change = {"name_en": "  Riverside Library ", "home_shelves": ["new", "curated"], "default_locale": "en"}
    answer = admin.put(SETTINGS, json=change)
    assert answer.status_code == 200, answer.get_json()
    library = reader.get("/api/account").get_json()["library"]
    shown = {"name_en": "Riverside Library", "name_zh": "知阅图书馆", "default_locale": "en"}
    assert {name: library[name] for name in shown} == shown
    assert library["home_shelves"] == ["new", "curated"]
    told = auditor.get(SETTINGS).get_json()
    assert told["usual"]["name_en"] == "Shelfwise Library"
    assert [change["name"] for change in told["changes"]] == ["default_locale", "home_shelves", "name_en"]
    with admin.application.app_context():
        event = db.session.scalars(select(AuditEvent)).one()
        assert (event.act, event.before["name_en"], event.after["name_en"]) == (
            *("change_settings", "Shelfwise Library", "Riverside Library"),
        )
    # As usual again, and nothing is stored of it.
    back = {"name_en": None, "home_shelves": None, "default_locale": "zh-CN"}
    assert admin.put(SETTINGS, json=back).get_json()["changes"] == []


def test_what_is_not_right_is_refused_field_by_field_and_nothing_is_changed(sign_in_as: SignIn) -> None:
    admin, staff = sign_in_as("admin"), sign_in_as("staff")
    wrong = {"email": "nowhere", "home_shelves": ["new", "new"], "address_en": "Quay 1"}
    answer = admin.put(SETTINGS, json=wrong)
    assert (answer.status_code, sorted(answer.get_json()["fields"])) == (422, ["email", "home_shelves"])
    assert admin.put(SETTINGS, json={"screen_refresh_seconds": 1}).status_code == 422
    assert admin.put(SETTINGS, json={"name_zh": " "}).status_code == 422
    assert admin.get(SETTINGS).get_json()["house"]["address_en"] == ""
    assert staff.put(SETTINGS, json={"address_en": "Quay 1"}).status_code == 403


def test_the_settings_cost_nothing_while_they_are_fresh(sign_in_as: SignIn) -> None:
    reader = sign_in_as("reader")
    reader.get("/api/account")
    with count_queries() as statements:
        reader.get("/api/account")
    assert not [statement for statement in statements if "house_setting" in statement]
