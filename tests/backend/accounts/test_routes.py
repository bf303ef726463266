"""Registering, signing in and out, and one's own account."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from backend.accounts.models import User
from backend.accounts.service import hash_password
from backend.app import create_app
from backend.core.database import db
from tests.clients import LibraryClient
from tests.conftest import settings_for
from tests.factories import make_user

GOOD = {"name": "Ada", "password": "analytical engine"}


def test_a_guest_is_told_so_and_gets_a_csrf_token(guest: LibraryClient) -> None:
    account = guest.get("/api/account").get_json()
    assert account["reader"] is None
    assert account["csrf_token"]
    library = account["library"]
    assert (library["name_zh"], library["name_en"]) == ("知阅图书馆", "Shelfwise Library")
    assert (library["demonstration"], library["sends_mail"]) == (False, False)
    assert account["viewing_as"] is None


def test_whoever_registers_is_signed_in_as_a_reader(guest: LibraryClient) -> None:
    answer = guest.post("/api/users", json=GOOD)
    assert answer.status_code == 201
    reader = answer.get_json()["reader"]
    assert (reader["name"], reader["display_name"], reader["role"], reader["locale"]) == (
        "ada",
        "Ada",
        "reader",
        "zh-CN",
    )
    assert guest.get("/api/account").get_json()["reader"]["id"] == reader["id"]


def test_a_password_is_never_stored_or_shown(app: Any, guest: LibraryClient) -> None:
    answer = guest.post("/api/users", json=GOOD)
    assert "password" not in answer.get_data(as_text=True)
    with app.app_context():
        stored = db.session.query(User).one().password_hash
    assert str(stored).startswith("$argon2id$")


def test_a_name_is_taken_once_whatever_its_case(app: Any) -> None:
    assert app.test_client().post("/api/users", json=GOOD).status_code == 201
    answer = app.test_client().post("/api/users", json={**GOOD, "name": "ADA"})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "name_taken")


def test_of_ten_who_want_one_name_at_once_one_gets_it_and_nine_are_told(app: Any) -> None:
    def register(_: int) -> tuple[int, str]:
        answer = app.test_client().post("/api/users", json=GOOD)
        return answer.status_code, answer.get_json().get("code", "")

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(register, range(10)))
    assert answers == [(201, "")] + [(409, "name_taken")] * 9


def test_everything_wrong_with_a_registration_is_said_at_once(guest: LibraryClient) -> None:
    answer = guest.post("/api/users", json={"name": "a b", "password": "short"})
    fields = answer.get_json()["fields"]
    assert answer.status_code == 422
    assert {field: problems[0]["code"] for field, problems in fields.items()} == {
        "name": "name_characters",
        "password": "password_too_short",
    }


def test_nobody_registers_himself_as_staff(guest: LibraryClient) -> None:
    assert guest.post("/api/users", json={**GOOD, "role": "admin"}).status_code == 422


def test_signing_in_needs_the_right_password(guest: LibraryClient) -> None:
    guest.post("/api/users", json=GOOD)
    guest.delete("/api/session")
    wrong = guest.post("/api/session", json={**GOOD, "password": "difference engine"})
    nobody = guest.post("/api/session", json={**GOOD, "name": "babbage"})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.get_json() == nobody.get_json(), "an answer must not tell which of the two was wrong"
    assert guest.post("/api/session", json=GOOD).get_json()["reader"]["name"] == "ada"


def test_a_session_is_fresh_at_every_sign_in(guest: LibraryClient) -> None:
    before = guest.get("/api/account").get_json()["csrf_token"]
    with guest.session_transaction() as session:
        session["planted"] = "by somebody else"
    guest.post("/api/users", json=GOOD)
    with guest.session_transaction() as session:
        assert "planted" not in session
    assert guest.get("/api/account").get_json()["csrf_token"] != before


def test_the_token_of_the_answer_to_a_sign_in_works_for_the_next_write(guest: LibraryClient) -> None:
    guest.sends_token = False
    token = guest.get("/api/account").get_json()["csrf_token"]
    token = guest.post("/api/users", json=GOOD, headers={"X-CSRF-Token": token}).get_json()["csrf_token"]
    answer = guest.patch("/api/account", json={"locale": "en"}, headers={"X-CSRF-Token": token})
    assert answer.status_code == 200


def test_signing_out_forgets_the_reader(guest: LibraryClient) -> None:
    guest.post("/api/users", json=GOOD)
    assert guest.delete("/api/session").get_json()["reader"] is None
    assert guest.get("/api/account").get_json()["reader"] is None


def test_a_cookie_of_an_older_session_version_is_a_guest(app: Any, reader: LibraryClient) -> None:
    assert reader.get("/api/account").get_json()["reader"]["id"] == reader.user_id
    with app.app_context():
        db.session.get(User, reader.user_id).session_version += 1  # type: ignore[union-attr]
        db.session.commit()
    assert reader.get("/api/account").get_json()["reader"] is None


def test_a_reader_chooses_his_language_and_changes_nothing_else(reader: LibraryClient) -> None:
    before = reader.get("/api/account").get_json()["reader"]
    after = reader.patch("/api/account", json={"locale": "en"}).get_json()["reader"]
    assert after == {**before, "locale": "en"}
    assert reader.patch("/api/account", json={"locale": "en", "role": "admin"}).status_code == 422


def test_an_imported_reader_cannot_sign_in(app: Any, guest: LibraryClient) -> None:
    with app.app_context():
        make_user(name="imported", password_hash=None)
        db.session.commit()
    assert guest.post("/api/session", json={"name": "imported", "password": ""}).status_code == 401


def test_the_eleventh_attempt_in_a_minute_is_told_to_wait(database_url: str, tmp_path: Any) -> None:
    app = create_app(settings_for(database_url, tmp_path, limits_enabled=True))
    app.test_client_class = LibraryClient
    client = app.test_client()
    statuses = [client.post("/api/session", json=GOOD).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    refused = client.post("/api/session", json=GOOD)
    assert refused.get_json()["code"] == "too_many_requests"
    assert int(refused.headers["Retry-After"]) > 0
    spelled = {**GOOD, "name": f" {GOOD['name'].upper()}\u3000"}
    assert client.post("/api/session", json=spelled).status_code == 429, "a space more is the same name"
    assert client.post("/api/session", json={**GOOD, "name": "babbage"}).status_code == 401, "others are not locked out"


def test_production_refuses_demonstration_accounts_and_their_sessions(
    app: Any, database_url: str, tmp_path: Any
) -> None:
    with app.app_context():
        user = make_user(name="reader", demonstration=True, password_hash=hash_password("shelfwise-demo"))
        db.session.commit()
        session_id = user.get_id()
    credentials = {"name": "reader", "password": "shelfwise-demo"}
    assert app.test_client().post("/api/session", json=credentials).status_code == 200

    settings = settings_for(database_url, tmp_path, environment="production", payment_providers=("pay_at_desk",))
    production = create_app(settings)
    production.test_client_class = LibraryClient
    production.config["SESSION_COOKIE_SECURE"] = False  # the test client speaks plain HTTP
    client = production.test_client()
    assert client.post("/api/session", json=credentials).status_code == 401
    with client.session_transaction() as session:
        session["_user_id"] = session_id
    assert client.get("/api/account").get_json()["reader"] is None
