"""The link of a kiosk opens the screen and nothing else, and tells nothing of anybody."""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from backend.core import clock
from backend.core.auth import KIOSK_HEADER
from backend.core.database import db
from tests.backend.core.test_rights import QUERIES, RIGHTS
from tests.backend.core.things import make_things
from tests.backend.dashboard.past import TODAY, make_past
from tests.conftest import NOW
from tests.factories import make_user

OPENED = {("GET", "/api/screen"), ("GET", "/api/screen/ticker")}


@pytest.fixture
def link(sign_in_as: Any) -> dict[str, Any]:
    made = sign_in_as("admin").post("/api/staff/kiosk-links", json={"name": "大厅"})
    assert made.status_code == 201
    found: dict[str, Any] = made.get_json()
    return found


def test_the_token_opens_two_routes_of_all(app: Any, guest: Any, link: dict[str, Any]) -> None:
    with app.app_context():
        there = make_things(make_user().id)
        db.session.commit()
    token = {KIOSK_HEADER: link["token"]}
    for method, rule in RIGHTS:
        path, body = rule + QUERIES.get(rule, ""), RIGHTS[method, rule][0]
        for place, value in there.items():
            path = path.replace(place, str(value))
        asked = {"method": method, **({} if body is None else {"json": body})}
        with_it, without = (guest.open(path, headers=headers, **asked) for headers in (token, {}))
        if (method, rule) in OPENED:
            assert (with_it.status_code, without.status_code) == (200, 401), rule
        else:
            assert _outcome(with_it) == _outcome(without), (method, rule)
    # Nor does it help anybody who is signed in as somebody else.
    assert guest.get("/api/account", headers=token).get_json()["reader"] is None


def _outcome(answer: Any) -> tuple[int, str | None]:
    """What is done twice may be refused the second time; that it was let in at all shows in 401 and 403."""
    return (answer.status_code if answer.status_code in (401, 403) else 0, None)


def test_a_link_opens_until_it_is_revoked_or_over(app: Any, guest: Any, sign_in_as: Any, link: dict[str, Any]) -> None:
    admin = sign_in_as("admin")

    def opens(token: str) -> bool:
        status = guest.get("/api/screen", headers={KIOSK_HEADER: token}).status_code
        assert status in (200, 401)
        return bool(status == 200)

    assert opens(link["token"]) and not opens("") and not opens(link["token"][:-1])
    last = {"name": "一日", "ends_on": TODAY.isoformat()}
    short = admin.post("/api/staff/kiosk-links", json=last).get_json()
    assert opens(short["token"])
    with clock.frozen(NOW + timedelta(days=1)):
        assert opens(link["token"]) and not opens(short["token"])
    assert admin.delete(f"/api/staff/kiosk-links/{link['id']}").get_json()["open"] is False
    assert not opens(link["token"])
    listed = admin.get("/api/staff/kiosk-links").get_json()["items"]
    assert [(one["name"], one["open"]) for one in listed] == [("一日", True), ("大厅", False)]
    assert all("token" not in one and "token_hash" not in one for one in listed)
    late = admin.post("/api/staff/kiosk-links", json={"name": "x", "ends_on": "2026-01-01"})
    assert (late.status_code, late.get_json()["code"]) == (422, "kiosk_link_over")
    audited = admin.delete("/api/staff/kiosk-links/999")
    assert audited.status_code == 404


def test_a_kiosk_is_told_of_nobody(app: Any, guest: Any, sign_in_as: Any, link: dict[str, Any]) -> None:
    with app.app_context():
        past = make_past(Random(3))
        names = [name for reader in past.readers for name in (reader.name, reader.display_name)]
        db.session.commit()
    staff = sign_in_as("staff")
    for range_ in ("", "?from_on=2025-10-01&against=year_before"):
        plain = staff.get(f"/api/screen{range_}").get_json()
        # Staff at the kiosk's own machine see what the kiosk sees.
        shown = staff.get(f"/api/screen{range_}", headers={KIOSK_HEADER: link["token"]}).get_json()
        assert plain["kiosk"] is False and shown["kiosk"] is True
        for before, after in zip(_people(plain), _people(shown), strict=True):
            assert not before["suppressed"]
            assert after["suppressed"] or after["value"] == before["value"] >= 5
        assert any(people["suppressed"] for people in _people(shown))
        for name in ("readers", "active_readers", "new_readers"):
            tile = shown["tiles"][name]
            assert all(tile[key] is None or tile[key] >= 5 for key in ("value", "before"))
    ticker = guest.get("/api/screen/ticker", headers={KIOSK_HEADER: link["token"]}).get_json()
    assert ticker["items"] and {key for item in ticker["items"] for key in item} == {
        "key",
        "kind",
        "at",
        "book_id",
        "title",
    }
    told = json.dumps([shown, ticker], ensure_ascii=False)
    assert not any(f'"{name}"' in told for name in names) and "user_id" not in told and "reader_id" not in told
    assert guest.get("/api/screen/behind?figure=readers", headers={KIOSK_HEADER: link["token"]}).status_code == 401


def _people(value: Any) -> Iterator[dict[str, Any]]:
    """Every count of people, wherever it is."""
    if isinstance(value, dict):
        if set(value) == {"value", "suppressed"}:
            yield value
        for part in value.values():
            yield from _people(part)
    elif isinstance(value, list):
        for part in value:
            yield from _people(part)


def test_a_kiosk_follows_what_the_library_sets_for_its_screens(
    guest: Any, sign_in_as: Any, link: dict[str, Any]
) -> None:
    sign_in_as("admin").put("/api/staff/settings", json={"screen_title_zh": "今日馆情", "screen_refresh_seconds": 120})
    shown = guest.get("/api/screen", headers={"X-Kiosk-Token": link["token"]}).get_json()
    assert shown["house"] == {
        "name_zh": "知阅图书馆",
        "name_en": "Shelfwise Library",
        "screen_title_zh": "今日馆情",
        "screen_title_en": "",
        "screen_refresh_seconds": 120,
    }


def test_the_ticker_goes_on_where_it_was(app: Any, sign_in_as: Any) -> None:
    with app.app_context():
        make_past(Random(5))
        db.session.commit()
    staff = sign_in_as("auditor")
    first = staff.get("/api/screen/ticker").get_json()
    moments = [item["at"] for item in first["items"]]
    assert moments == sorted(moments, reverse=True) and first["next"] == moments[0]
    assert {item["kind"] for item in first["items"]} >= {"loan", "return", "hold"}
    again = staff.get("/api/screen/ticker", query_string={"after": first["next"]}).get_json()
    assert again["next"] == first["next"]
    assert {item["key"] for item in again["items"]} <= {item["key"] for item in first["items"]}
