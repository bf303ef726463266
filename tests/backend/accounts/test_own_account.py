"""What readers do with their own account: password, sessions, profile, picture, notices."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from backend.accounts.models import User
from backend.accounts.service import hash_password
from backend.app import create_app
from backend.core.database import db
from tests.backend.catalog.test_covers import FILE, picture
from tests.clients import LibraryClient
from tests.conftest import settings_for
from tests.factories import make_notice

OLD, NEW = "analytical engine", "difference engine"


@pytest.fixture
def ada(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("reader", name="ada", password_hash=hash_password(OLD))
    return client


def other_device(app: Any) -> LibraryClient:
    client = app.test_client()
    assert client.post("/api/session", json={"name": "ada", "password": OLD}).status_code == 200
    assert isinstance(client, LibraryClient)
    return client


def who(client: FlaskClient) -> Any:
    return client.get("/api/account").get_json()["reader"]


def test_a_new_password_asks_for_the_old_one_and_ends_all_other_sessions(app: Any, ada: LibraryClient) -> None:
    elsewhere = other_device(app)
    wrong = ada.put("/api/account/password", json={"old_password": NEW, "password": NEW})
    assert (wrong.status_code, wrong.get_json()["code"]) == (403, "password_wrong")
    with ada.session_transaction() as session:
        before = dict(session)
    assert ada.put("/api/account/password", json={"old_password": OLD, "password": NEW}).status_code == 200
    with ada.session_transaction() as session:
        assert session["_user_id"] != before["_user_id"], "this device goes on with a session of its own"
        assert session["csrf_token"] != before["csrf_token"]
    assert who(ada)["name"] == "ada"
    assert who(elsewhere) is None
    assert [notice["kind"] for notice in ada.get("/api/notices").get_json()["items"]] == ["password_changed"]


def test_signing_out_everywhere_ends_the_session_on_each_device(app: Any, ada: LibraryClient) -> None:
    elsewhere = other_device(app)
    assert ada.delete("/api/account/sessions").get_json()["reader"] is None
    assert (who(ada), who(elsewhere)) == (None, None)


def test_the_eleventh_guess_of_a_password_in_an_open_session_is_told_to_wait(database_url: str, tmp_path: Any) -> None:
    app = create_app(settings_for(database_url, tmp_path, limits_enabled=True))
    app.test_client_class = LibraryClient
    client = app.test_client()
    client.post("/api/users", json={"name": "ada", "password": OLD})
    guess = {"old_password": "a guess", "password": NEW}
    assert [client.put("/api/account/password", json=guess).status_code for _ in range(11)] == [403] * 10 + [429]
    asks = [client.post("/api/password-resets", json={"name": "nobody"}).status_code for _ in range(6)]
    assert asks == [204] * 5 + [429]
    assert client.post("/api/password-resets", json={"name": "ada"}).status_code == 204, "others may still ask"


def test_one_changes_what_one_says_about_oneself_and_nothing_else(app: Any, ada: LibraryClient) -> None:
    before = who(ada)
    said = {"birth_year": 1987, "occupation": "education", "theme": "dark", "locale": "en", "display_name": " 林晚 "}
    after = ada.patch("/api/account", json=said).get_json()["reader"]
    assert after == {**before, **said, "display_name": "林晚"}
    assert ada.patch("/api/account", json={"birth_year": None}).get_json()["reader"]["birth_year"] is None
    for wrong in (
        {"birth_year": 2026},
        {"birth_year": 12},
        {"occupation": "pirate"},
        {"theme": "neon"},
        {"role": "admin"},
    ):
        assert ada.patch("/api/account", json=wrong).status_code == 422, wrong


def test_the_recommender_is_told_only_of_what_it_may_see(app: Any, ada: LibraryClient) -> None:
    def version() -> int:
        with app.app_context():
            return int(db.session.get_one(User, ada.user_id).taste_version)

    ada.patch("/api/account", json={"birth_year": 1987, "occupation": "education", "locale": "en"})
    assert version() == 0
    ada.patch("/api/account", json={"profile_consent": True})
    assert version() == 1
    ada.patch("/api/account", json={"profile_consent": False})
    assert version() == 2


def test_a_picture_becomes_a_square_and_the_one_before_is_deleted(app: Any, guest: Any, ada: LibraryClient) -> None:
    folder: Path = app.config["SETTINGS"].avatars_folder
    first = ada.put("/api/account/avatar", data=picture(600, 300), **FILE).get_json()["reader"]["avatar"]
    for width in (96, 192):
        answer = guest.get(f"/avatars/{first}-{width}.webp")
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert Image.open(io.BytesIO(answer.data)).size == (width, width)
    second = ada.put("/api/account/avatar", data=picture(), **FILE).get_json()["reader"]["avatar"]
    assert {file.name.partition("-")[0] for file in folder.iterdir()} == {second}
    assert ada.delete("/api/account/avatar").get_json()["reader"]["avatar"] is None
    assert list(folder.iterdir()) == []
    refused = ada.put("/api/account/avatar", data=picture(8_000, 8_000, "PNG"), **FILE)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "picture_refused")
    assert ada.put("/api/account/avatar", data=b"<svg/>", **FILE).status_code == 422
    assert ada.put("/api/account/avatar", data=b"x" * 4_000_001, **FILE).status_code == 413


def test_notices_are_read_one_by_one_or_all_at_once_and_each_reader_sees_his_own(
    app: Any, ada: LibraryClient, sign_in_as: Any
) -> None:
    with app.app_context():
        ids = [make_notice(ada.user_id).id for _ in range(3)]
        db.session.commit()
    other = sign_in_as("reader")
    page = ada.get("/api/notices?size=2").get_json()
    assert ([item["id"] for item in page["items"]], page["total"], page["unread"]) == ([ids[2], ids[1]], 3, 3)
    assert ada.put(f"/api/notices/{ids[0]}/read").get_json()["read_at"] is not None
    assert ada.get("/api/notices/unread").get_json() == {"unread": 2}
    assert ada.delete(f"/api/notices/{ids[0]}/read").get_json()["read_at"] is None
    assert other.put(f"/api/notices/{ids[0]}/read").get_json()["code"] == "notice_not_found"
    assert other.get("/api/notices").get_json()["total"] == 0
    assert other.put("/api/notices/read").get_json() == {"unread": 0}
    assert ada.put("/api/notices/read").get_json() == {"unread": 0}


def test_a_session_goes_on_when_the_address_changes_and_only_proxies_that_are_known_say_whose_it_is(
    database_url: str, tmp_path: Any
) -> None:
    def ask(app: Any, forwarded: str) -> int:
        client = app.test_client()
        headers = {"X-Forwarded-For": forwarded}
        body = {"name": "nobody", "password": "x"}
        return int(client.post("/api/session", json=body, headers=headers).status_code)

    behind = create_app(settings_for(database_url, tmp_path, limits_enabled=True, trusted_proxies=1))
    behind.test_client_class = LibraryClient
    client = behind.test_client()
    client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.1"
    client.post("/api/users", json={"name": "ada", "password": OLD})
    client.environ_base["HTTP_X_FORWARDED_FOR"] = "203.0.113.77, 198.51.100.2"
    assert who(client)["name"] == "ada"
    # The proxy writes the last address; what stands before it, anybody can make up.
    assert [ask(behind, f"203.0.113.{n}, 198.51.100.9") for n in range(11)] == [401] * 10 + [429]
    assert ask(behind, "203.0.113.1, 198.51.100.10") == 401

    directly = create_app(settings_for(database_url, tmp_path, limits_enabled=True))
    directly.test_client_class = LibraryClient
    assert [ask(directly, f"203.0.113.{n}") for n in range(11)] == [401] * 10 + [429]
