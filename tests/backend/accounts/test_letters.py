"""Addresses and forgotten passwords: links that come by mail and work once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from backend.accounts.models import AccountLink, User
from backend.accounts.service import hash_password
from backend.core import clock
from backend.core.database import db
from backend.core.outbox import Letter, Message, Notice
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_user

Letters = Callable[[], list[tuple[str, Letter]]]
OLD, NEW = "analytical engine", "difference engine"
ADA = {"email": "ada@example.com", "password": OLD}


def owner(app: Any, **values: Any) -> int:
    """Somebody with a confirmed address."""
    with app.app_context():
        defaults = {
            "name": "ada",
            "email": "ada@example.com",
            "email_confirmed_at": NOW,
            "password_hash": hash_password(OLD),
        }
        user = make_user(**{**defaults, **values})
        db.session.commit()
        return int(user.id)


def token_of(letters: Letters) -> str:
    [(_, letter)] = letters()
    return str(letter.facts["token"])


def reset_token(app: Any, letters: Letters, name: str = "ada@example.com") -> str:
    assert app.test_client().post("/api/password-resets", json={"name": name}).status_code == 204
    return token_of(letters)


def signs_in(app: Any, name: str, password: str) -> bool:
    return bool(app.test_client().post("/api/session", json={"name": name, "password": password}).status_code == 200)


def test_an_address_is_enough_to_register_and_is_the_readers_once_the_link_in_the_letter_is_used(
    mailing: Any, letters: Letters
) -> None:
    client = mailing.test_client()
    reader = client.post("/api/users", json={**ADA, "email": " Ada@Example.com "}).get_json()["reader"]
    assert (reader["name"], reader["email"], reader["pending_email"]) == ("ada", None, "ada@example.com")
    assert signs_in(mailing, "ada@example.com", OLD), "who has not opened the letter yet may come back all the same"
    [(kind, letter)] = letters()
    assert (kind, letter.address, letter.name) == ("email_confirm", "ada@example.com", "")

    token = {"token": letter.facts["token"]}
    assert mailing.test_client().post("/api/email-confirmations", json=token).get_json() == {"email": "ada@example.com"}
    again = mailing.test_client().post("/api/email-confirmations", json=token)
    assert (again.status_code, again.get_json()["code"]) == (409, "link_used_up")
    reader = client.get("/api/account").get_json()["reader"]
    assert (reader["email"], reader["email_confirmed"], reader["pending_email"]) == ("ada@example.com", True, None)
    assert signs_in(mailing, "ADA@example.com", OLD)


def test_nobody_learns_by_registering_who_has_an_account_but_the_owner_of_the_address_does(
    mailing: Any, letters: Letters
) -> None:
    owner(mailing)
    answer = mailing.test_client().post("/api/users", json={**ADA, "name": "somebody"})
    assert answer.status_code == 201
    [(_, letter)] = letters()
    assert (letter.template, letter.address) == ("email_in_use", "ada@example.com")
    assert "token" not in letter.facts
    assert signs_in(mailing, "ada@example.com", OLD), "the address stays with its owner"


def test_a_library_without_mail_takes_an_address_at_its_word_and_gives_it_once(app: Any) -> None:
    reader = app.test_client().post("/api/users", json=ADA).get_json()["reader"]
    assert (reader["email"], reader["email_confirmed"]) == ("ada@example.com", False)
    again = app.test_client().post("/api/users", json={**ADA, "name": "other"})
    assert (again.status_code, again.get_json()["code"]) == (409, "email_taken")
    assert signs_in(app, "ada@example.com", OLD)


def test_a_forgotten_password_is_set_anew_by_the_link_once_and_all_devices_are_signed_out(
    mailing: Any, letters: Letters, sign_in_as: Any
) -> None:
    elsewhere = sign_in_as("reader", name="ada", email="ada@example.com", password_hash=hash_password(OLD))
    token = reset_token(mailing, letters)
    with mailing.app_context():
        assert db.session.query(AccountLink).one().token_hash != token, "only a hash of the token is kept"

    weak = mailing.test_client().put("/api/password-resets", json={"token": token, "password": "12345678"})
    assert (weak.status_code, weak.get_json()["fields"]["password"][0]["code"]) == (422, "password_common")
    body = {"token": token, "password": NEW}
    assert mailing.test_client().put("/api/password-resets", json=body).status_code == 204
    assert mailing.test_client().put("/api/password-resets", json=body).get_json()["code"] == "link_used_up"
    assert (signs_in(mailing, "ada", OLD), signs_in(mailing, "ada", NEW)) == (False, True)
    assert elsewhere.get("/api/account").get_json()["reader"] is None
    with mailing.app_context():
        assert [notice.kind for notice in db.session.query(Notice)] == ["password_changed"]


def test_of_ten_who_use_one_link_at_once_one_sets_the_password(mailing: Any, letters: Letters) -> None:
    owner(mailing)
    token = reset_token(mailing, letters)
    barrier = threading.Barrier(10)

    def use(number: int) -> tuple[int, int]:
        client = mailing.test_client()
        csrf = client.get("/api/account").get_json()["csrf_token"]
        client.sends_token = False
        barrier.wait()
        body = {"token": token, "password": f"{NEW} no. {number}"}
        answer = client.put("/api/password-resets", json=body, headers={"X-CSRF-Token": csrf})
        return answer.status_code, number

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(use, range(10)))
    assert sorted(status for status, _ in answers) == [204] + [409] * 9
    [winner] = [number for status, number in answers if status == 204]
    assert signs_in(mailing, "ada", f"{NEW} no. {winner}")


def test_a_link_is_good_for_an_hour_and_the_latest_one_alone_works(mailing: Any, letters: Letters) -> None:
    owner(mailing)
    first = reset_token(mailing, letters)
    with clock.frozen(NOW + timedelta(minutes=11)):
        second = reset_token(mailing, letters)
        stale = mailing.test_client().put("/api/password-resets", json={"token": first, "password": NEW})
        assert stale.get_json()["code"] == "link_used_up"
    with clock.frozen(NOW + timedelta(minutes=72)):
        late = mailing.test_client().put("/api/password-resets", json={"token": second, "password": NEW})
        assert late.get_json()["code"] == "link_used_up"
    assert signs_in(mailing, "ada", OLD)


def test_asking_for_a_link_does_the_same_work_for_nobody_as_for_somebody(mailing: Any, letters: Letters) -> None:
    owner(mailing)
    answers = [mailing.test_client().post("/api/password-resets", json={"name": name}) for name in ("ada", "nobody")]
    assert [(answer.status_code, answer.data) for answer in answers] == [(204, b""), (204, b"")]
    with mailing.app_context():
        rows = db.session.query(Message.kind, Message.user_id, Message.state).all()
    assert [tuple(row) for row in rows] == [("password_reset", None, "waiting")] * 2, (
        "nobody is looked up for the answer"
    )
    assert [letter.address for _, letter in letters()] == ["ada@example.com"]
    # Asked for again at once, there is no second letter.
    mailing.test_client().post("/api/password-resets", json={"name": "ADA"})
    assert letters() == []


def test_a_link_for_one_purpose_is_good_for_no_other(mailing: Any, letters: Letters) -> None:
    owner(mailing)
    token = reset_token(mailing, letters)
    answer = mailing.test_client().post("/api/email-confirmations", json={"token": token})
    assert answer.get_json()["code"] == "link_used_up"


def test_another_address_waits_for_its_confirmation_and_the_old_one_is_told(
    mailing: Any, letters: Letters, sign_in_as: Any
) -> None:
    values = {"email": "old@example.com", "email_confirmed_at": NOW, "password_hash": hash_password(OLD)}
    reader: LibraryClient = sign_in_as("reader", **values)
    wrong = reader.put("/api/account/email", json={"email": "new@example.com", "password": NEW})
    assert (wrong.status_code, wrong.get_json()["code"]) == (403, "password_wrong")
    body = {"email": "new@example.com", "password": OLD}
    account = reader.put("/api/account/email", json=body).get_json()["reader"]
    assert (account["email"], account["pending_email"]) == ("old@example.com", "new@example.com")
    assert reader.post("/api/email-confirmations", json={"token": token_of(letters)}).status_code == 200
    account = reader.get("/api/account").get_json()["reader"]
    assert (account["email"], account["pending_email"]) == ("new@example.com", None)
    [(kind, letter)] = letters()
    assert (kind, letter.address) == ("email_changed", "old@example.com")
    assert reader.get("/api/notices").get_json()["items"][0]["facts"] == {"old": "old@example.com"}
    assert reader.put("/api/account/email", json={"email": None, "password": OLD}).get_json()["reader"]["email"] is None


def test_of_two_who_confirm_one_address_at_once_one_gets_it(mailing: Any, letters: Letters) -> None:
    for name in ("first", "second"):
        mailing.test_client().post("/api/users", json={**ADA, "name": name})
    tokens = [str(letter.facts["token"]) for _, letter in letters()]

    def confirm(token: str) -> int:
        return int(mailing.test_client().post("/api/email-confirmations", json={"token": token}).status_code)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(confirm, tokens)) == [200, 409]
    with mailing.app_context():
        assert db.session.query(User).filter_by(email="ada@example.com").count() == 1


def test_a_demonstration_account_and_one_without_a_password_get_no_link(mailing: Any, letters: Letters) -> None:
    owner(mailing, demonstration=True)
    owner(mailing, name="imported", email="imported@example.com", password_hash=None)
    for name in ("ada", "imported"):
        mailing.test_client().post("/api/password-resets", json={"name": name})
    assert letters() == []
