"""The rooms of the personal centre bring what the app will ask first, to their reader and to nobody else."""

import json
import re
from html import unescape
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core.database import db
from backend.core.settings import ROOT
from backend.pages.rules import LAYOUT, Questions, questions_of, room_at, sources_of
from tests.backend.pages.conftest import EMPTY
from tests.factories import make_book, make_rating, make_reading_list

pytestmark = [pytest.mark.usefixtures("pages"), pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def answers_in(page: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/json" data-question="([^"]*)">(.*?)</script>', page)
    return {unescape(question): json.loads(answer) for question, answer in found}


def rooms_of_the_app() -> dict[str, str]:
    """Address below /account -> the page that draws it, as the router has them."""
    router = (ROOT / "frontend" / "src" / "app" / "router.ts").read_text(encoding="utf-8")
    centre = router.partition("path: '/account',")[2].partition("\n    },\n")[0]
    found = re.findall(
        r"path: '([^']*)', name: '[^']*', component: \(\) => import\('@/pages/account/(\w+)\.vue'\)", centre
    )
    assert LAYOUT == "src/app/layouts/AccountLayout.vue"
    assert "./layouts/AccountLayout.vue" in centre
    return dict(found)


def test_every_room_of_the_app_is_known_with_its_page() -> None:
    rooms = rooms_of_the_app()
    assert len(rooms) > 15
    for address, name in rooms.items():
        for path in (address.replace(r":id(\\d+)", "7").replace(r"/:year(\\d{4})?", end) for end in ("", "/2024")):
            room = room_at(path)
            assert room is not None, path
            assert room.name == name, path
            for source in sources_of(room, "en"):
                assert source.startswith("element-plus/") or (ROOT / "frontend" / source).is_file(), source


def test_a_room_brings_what_the_api_answers_to_its_reader_and_a_token_that_is_good(app: Any, reader: Any) -> None:
    title = r"</script><script>alert(1)</script><!-- & \u003c"
    with app.app_context():
        make_rating(db.session.get_one(User, reader.user_id), make_book(title), 4)
        listed = make_reading_list(db.session.get_one(User, reader.user_id), [make_book("三体")]).id
        db.session.commit()
    rooms = ("", "/ratings", "/favourites?page=2", f"/lists/{listed}", "/history", "/notices")
    for path in rooms:
        page = reader.get(f"/account{path}")
        assert page.status_code == 200
        assert "alert(1)</script>" not in page.text
        answers = answers_in(page.text)
        assert len(answers) >= 3, path
        token = answers.pop("/api/account")["csrf_token"]
        for question, answer in answers.items():
            assert answer == reader.get(question).json, question
    reader.sends_token = False
    written = reader.put(f"/api/lists/{listed}", json={"name": "新"}, headers={"X-CSRF-Token": token})
    assert written.status_code != 403


def test_what_takes_its_time_is_asked_for_beside_the_page(reader: Any) -> None:
    years = "/api/account/years"
    for path, question in (("/lists", "/api/lists"), ("/year", f"{years}/2026"), ("/year/2025", f"{years}/2025")):
        page = reader.get(f"/account{path}").text
        link = f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{question}">'
        assert link in page.partition("</head>")[0]
        assert question not in answers_in(page)
        assert reader.get(question).status_code == 200


def test_only_the_reader_gets_it_and_nobody_keeps_it(guest: Any, reader: Any, sign_in_as: Any) -> None:
    page = reader.get("/account/ratings")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in page.headers["Vary"]
    assert "ETag" not in page.headers
    assert answers_in(page.text)["/api/account"]["reader"]["id"] == reader.user_id
    other = sign_in_as("auditor")
    assert answers_in(other.get("/account/ratings").text)["/api/account"]["reader"]["id"] == other.user_id
    # Whoever is not signed in, or no longer, gets the page as it was built, and so does an address of no room.
    unknown = reader.get("/account/no-such-room")
    reader.delete("/api/session")
    for plain in (guest.get("/account/ratings"), reader.get("/account/ratings"), unknown):
        assert (plain.status_code, plain.text) == (200, EMPTY)
        assert "Cookie" in plain.headers["Vary"]


def test_what_the_api_refuses_is_left_for_the_app_to_ask(app: Any, reader: Any, sign_in_as: Any) -> None:
    other = sign_in_as("reader")
    with app.app_context():
        theirs = make_reading_list(db.session.get_one(User, other.user_id), []).id
        db.session.commit()
    page = reader.get(f"/account/lists/{theirs}")
    assert page.status_code == 200
    assert set(answers_in(page.text)) == {"/api/account", "/api/notices/unread"}


def test_a_query_that_only_the_app_can_read_is_left_to_it() -> None:
    room = room_at("reading")
    assert room is not None
    everywhere = ("/api/account", "/api/notices/unread")
    asked = questions_of(room, "reading", {"page": "3"}, 2026)
    assert asked == Questions((*everywhere, "/api/reading?page=3&size=20"))
    for query in ({"page": "0"}, {"page": "x"}, {"page": "9" * 9}, {"status": "read"}, {"page": "2", "utm": "1"}):
        assert questions_of(room, "reading", query, 2026) == Questions(everywhere)


def test_a_room_names_the_files_that_it_will_need_in_the_language_of_its_reader(reader: Any) -> None:
    for locale in ("zh-CN", "en"):
        reader.set_cookie("shelfwise_locale", locale)
        page = reader.get("/account/favourites").text
        head = page.partition("</head>")[0]
        assert f'<html lang="{locale}"' in page
        assert re.findall(r'<link rel="(\w+)" crossorigin href="/assets/([^"]*)">', head) == [
            ("stylesheet", "rooms.css"),
            ("stylesheet", "FavouritesPage.css"),
            ("modulepreload", "rooms.js"),
            ("modulepreload", "AccountLayout.js"),
            ("modulepreload", "FavouritesPage.js"),
            ("modulepreload", f"{locale}.js"),
            *([("modulepreload", "element-en.js")] if locale == "en" else []),
        ]
