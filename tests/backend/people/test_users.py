"""The office's list of accounts, and what may be done to one."""

import csv
import io
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from backend.accounts.models import User
from backend.accounts.service import LastAdminStays, set_role
from backend.circulation.queries.standing import standings
from backend.core.api import App
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.clients import LibraryClient
from tests.factories import make_book, make_group, make_user
from tests.lending import make_fine, make_loan
from tests.queries import count_queries

SignIn = Callable[..., LibraryClient]


@pytest.fixture
def people(app: App) -> dict[str, int]:
    """Readers of every kind that the filters tell apart, by their names."""
    with app.app_context():
        return _people()


def _people() -> dict[str, int]:
    lee = make_user(
        name="lee", display_name="李雷", email="lee@example.org", created_at=datetime(2025, 3, 1, tzinfo=UTC)
    )
    han = make_user(name="han", display_name="Han Meimei", pending_email="han@example.org")
    lee.last_active_on = date(2026, 11, 1)
    make_loan(lee, make_book(), date(2026, 11, 1))
    make_fine(han, 500)
    db.session.commit()
    return {"lee": lee.id, "han": han.id}


def names(client: LibraryClient, **query: Any) -> list[str]:
    answer = client.get("/api/staff/users", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    return [item["name"] for item in answer.get_json()["items"] if not item["name"].startswith("reader-")]


def test_the_list_is_found_by_words_filtered_sorted_and_costs_the_same_however_long_it_is(
    people: dict[str, int], sign_in_as: SignIn
) -> None:
    staff = sign_in_as("staff")
    assert names(staff, sort="name") == ["han", "lee"]
    assert names(staff, sort="joined") == ["lee", "han"]
    assert names(staff, sort="-active")[0] == "lee"
    found = {
        "q": ("李雷", "lee@", "han@example.org", "meimei"),
        "who": (["lee"], ["lee"], ["han"], ["han"]),
    }
    assert [names(staff, q=words) for words in found["q"]] == list(found["who"])
    assert names(staff, owes="true") == ["han"]
    assert names(staff, joined_from="2025-03-01", joined_to="2025-03-01") == ["lee"]
    assert names(staff, active_from="2026-11-01") == ["lee"]
    assert names(staff, active_to="2026-10-31", role="reader") == ["han"]
    with staff.application.app_context():
        group_id = make_group().id
        db.session.commit()
    assert staff.patch(f"/api/staff/cards/{people['lee']}", json={"group_id": group_id}).status_code == 200
    blocked = {"reason": "Ink", "until": "2026-11-20"}
    assert staff.put(f"/api/staff/cards/{people['lee']}/block", json=blocked).status_code == 200
    assert names(staff, group=group_id) == names(staff, blocked="true") == ["lee"]
    with count_queries() as few:
        staff.get("/api/staff/users", query_string={"size": 1})
    with count_queries() as many:
        staff.get("/api/staff/users", query_string={"size": 100})
    assert len(few) == len(many)
    [row] = staff.get("/api/staff/users", query_string={"q": "lee@"}).get_json()["items"]
    wanted = {
        "overdue_loans": 1,
        "open_loans": 1,
        "blocked": True,
        "block_reason": "Ink",
        "blocked_until": "2026-11-20",
    }
    assert {key: row[key] for key in wanted} == wanted
    assert staff.get("/api/staff/users", query_string={"sort": "email"}).status_code == 422


def test_a_block_ends_by_itself_after_its_last_day(people: dict[str, int], sign_in_as: SignIn) -> None:
    staff = sign_in_as("staff")
    card = f"/api/staff/cards/{people['lee']}/block"
    assert staff.put(card, json={"reason": "Ink", "until": "2026-11-19"}).status_code == 422
    assert staff.put(card, json={"reason": "Ink", "until": "2026-12-01"}).status_code == 200
    lee = people["lee"]
    with staff.application.app_context():
        days = date(2026, 12, 1), date(2026, 12, 2)
        assert [standings([lee], day)[lee].blocked for day in days] == [True, False]


def test_the_file_has_the_whole_filtered_set_in_the_language_and_columns_asked_for(
    people: dict[str, int], sign_in_as: SignIn
) -> None:
    staff = sign_in_as("auditor")
    query = {"owes": "true", "columns": "name,debt_cents,nonsense", "lang": "en"}
    answer = staff.get("/api/staff/users.csv", query_string=query)
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows == [["User name", "Owes (cents)"], ["han", "500"]]


def test_only_admins_give_roles_a_demoted_account_is_signed_out_and_the_change_is_told(
    people: dict[str, int], sign_in_as: SignIn
) -> None:
    admin, staff, second = sign_in_as("admin"), sign_in_as("staff"), sign_in_as("admin")
    role = f"/api/staff/users/{staff.user_id}/role"
    assert second.put(role, json={"role": "owner"}).status_code == 422
    assert staff.put(role, json={"role": "admin"}).status_code == 403
    assert staff.get("/api/account").get_json()["reader"]["role"] == "staff"
    assert admin.put(role, json={"role": "reader"}).status_code == 200
    assert staff.get("/api/account").get_json()["reader"] is None
    with admin.application.app_context():
        told = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "change_role")).one()
        assert (told.kind, told.thing_id) == ("user", staff.user_id)
        assert (told.before, told.after) == ({"role": "staff"}, {"role": "reader"})
    assert admin.put(f"/api/staff/users/{second.user_id}/role", json={"role": "staff"}).status_code == 200
    own = f"/api/staff/users/{admin.user_id}"
    assert admin.get(own).get_json()["last_admin"] is True
    refused = admin.put(f"{own}/role", json={"role": "staff"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "last_admin_stays")


def test_of_two_admins_who_take_the_role_from_each_other_one_stays(library: Any) -> None:
    one, other = make_user(role="admin"), make_user(role="admin")
    db.session.commit()
    ids = (one.id, other.id)
    db.session.remove()
    begin, ended = threading.Barrier(2), []

    def work(user_id: int) -> None:
        with library.app_context():
            begin.wait()
            try:
                set_role(user_id, "staff")
                db.session.commit()
                ended.append("done")
            except LastAdminStays:
                db.session.rollback()
                ended.append("stays")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["done", "stays"]
    assert len(db.session.scalars(select(User.id).where(User.role == "admin")).all()) == 1


def test_the_desk_confirms_an_address_signs_out_and_leaves_accounts_of_the_staff_to_admins(
    people: dict[str, int], sign_in_as: SignIn
) -> None:
    staff, admin, reader = sign_in_as("staff"), sign_in_as("admin"), sign_in_as("reader")
    han = f"/api/staff/users/{people['han']}"
    confirmed = staff.post(f"{han}/email-confirmation")
    assert confirmed.get_json()["email"] == "han@example.org"
    assert staff.post(f"{han}/email-confirmation").get_json()["code"] == "no_address_to_confirm"
    assert staff.delete(f"/api/staff/users/{reader.user_id}/sessions").status_code == 200
    assert reader.get("/api/account").get_json()["reader"] is None
    assert staff.delete(f"/api/staff/users/{admin.user_id}/sessions").get_json()["code"] == "staff_account_guarded"
    assert admin.get("/api/account").get_json()["reader"]["id"] == admin.user_id


def test_an_account_is_closed_unless_something_keeps_it_open_and_all_reasons_are_shown(
    people: dict[str, int], sign_in_as: SignIn
) -> None:
    staff = sign_in_as("staff")
    lee, han = (f"/api/staff/users/{people[name]}" for name in ("lee", "han"))
    assert [reason["code"] for reason in staff.get(lee).get_json()["keeps_open"]] == ["loans_open"]
    assert staff.get(han).get_json()["keeps_open"] == [{"code": "money_owed", "cents": 500}]
    refused = staff.post(f"{han}/closing", json={})
    assert (refused.status_code, refused.get_json()["reasons"]) == (409, [{"code": "money_owed", "cents": 500}])
    assert staff.post(f"/api/staff/users/{staff.user_id}/closing", json={}).get_json()["code"] == "of_the_staff"
    with staff.application.app_context():
        nobody_id = make_user(name="nobody").id
        db.session.commit()
    assert staff.post(f"/api/staff/users/{nobody_id}/closing", json={}).status_code == 204
    assert staff.get(f"/api/staff/users/{nobody_id}").status_code == 404
    with staff.application.app_context():
        told = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "close_user")).one()
        assert (told.change, told.thing_id, told.name) == ("removed", None, None)


def test_the_day_on_which_somebody_last_did_something_is_remembered(sign_in_as: SignIn) -> None:
    reader, staff = sign_in_as("reader"), sign_in_as("staff")
    reader.patch("/api/account", json={"display_name": "Somebody"})
    row = staff.get(f"/api/staff/users/{reader.user_id}").get_json()
    assert (row["last_active_on"], row["display_name"]) == ("2026-11-20", "Somebody")


def test_two_accounts_become_one_by_the_desk(people: dict[str, int], sign_in_as: SignIn) -> None:
    staff = sign_in_as("staff")
    merging = f"/api/staff/users/{people['han']}/merging"
    shown = staff.get(merging, query_string={"gone_id": people["lee"]}).get_json()
    assert (shown["gone"]["name"], shown["reasons"]) == ("lee", [])
    assert {part["what"]: part["moved"] for part in shown["parts"]}["loans"] == 1
    done = staff.post(merging, json={"gone_id": people["lee"]})
    assert done.get_json()["kept"]["open_loans"] == 1
    assert staff.get(merging, query_string={"gone_id": people["lee"]}).status_code == 404
    with staff.application.app_context():
        mine = AuditEvent.act == "merge_users", AuditEvent.thing_id == people["han"]
        told = db.session.scalars(select(AuditEvent).where(*mine)).all()
        assert any("merged" in row.after and row.after["merged"]["name"] == "lee" for row in told)
