"""A day at the desk, told by its routes: what is lent, kept, brought back, lost and found."""

from datetime import timedelta
from typing import Any

import pytest

from backend.catalog.models import Book, Copy
from backend.circulation.models import CirculationEvent, Hold, Loan
from backend.circulation.queries.fines import debt_of
from backend.circulation.service.fines import charge
from backend.circulation.service.holds import expire_pickups, expire_requests
from backend.cli.check_facts import check_facts
from backend.cli.doctor import doctor
from backend.core import clock
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.database import db
from tests.backend.circulation.at_desk import bring_back, choice, codes, lend, title
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_user
from tests.lending import later, set_policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_reader_asks_fetches_reads_and_returns_and_the_next_one_is_served(
    app: Any, guest: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    first, second, third = people
    book_id, [barcode] = title(app)
    assert choice(guest, book_id) == ("sign_in", [])
    assert choice(first, book_id) == ("borrow", [])
    placed = first.post("/api/holds", json={"book_id": book_id})
    assert (placed.status_code, placed.get_json()["state"]) == (201, "allocated")
    assert codes(first.post("/api/holds", json={"book_id": book_id})) == {"waits_already"}
    waits = [one.post("/api/holds", json={"book_id": book_id}).get_json() for one in (second, third)]
    assert [(hold["state"], hold["position"], hold["queue_length"]) for hold in waits] == [
        ("queued", 1, 1),
        ("queued", 2, 2),
    ]
    assert waits[0]["estimate_from_on"] <= waits[0]["estimate_to_on"] < waits[1]["estimate_to_on"]

    [fetch] = desk.get("/api/desk/pull-list").get_json()["items"]
    assert (fetch["copy"]["barcode"], fetch["reader"]["id"]) == (barcode, first.user_id)
    ready = desk.post(f"/api/desk/holds/{fetch['id']}/shelve", json={"barcode": barcode}).get_json()
    assert (ready["state"], ready["pickup_until"]) == ("ready", "2026-11-25")
    assert choice(first, book_id) == ("pick_up", [])
    assert codes(lend(desk, second, barcode)) == {"copy_set_aside"}, "nobody overtakes whom it is kept for"
    loan = lend(desk, first, barcode).get_json()
    assert (loan["new"], loan["loan"]["due_on"], loan["time_zone"]) == (True, "2026-12-20", "Asia/Shanghai")
    assert loan["loan"]["due_at"] == "2026-12-20T15:59:59Z"
    assert lend(desk, first, barcode).get_json()["new"] is False
    assert choice(first, book_id)[0] == "renew"

    with clock.frozen(NOW + timedelta(days=36)):
        back = bring_back(desk, barcode)
        assert (back["outcome"], back["hold"]["reader"]["id"]) == ("hold_shelf", second.user_id)
        assert back["fine_cents"] == 80, "six days late, two of them of grace, at 20 fen"
        again = bring_back(desk, barcode)
        assert (again["outcome"], again["loan"], again["fine_cents"]) == ("hold_shelf", None, 0)
        assert bring_back(desk, "nothing")["outcome"] == "unknown_barcode"
        [line] = first.get("/api/loans?state=closed").get_json()["items"]
        assert (line["days_overdue"], line["returned_on"]) == (6, "2026-12-26")
        assert second.delete(f"/api/holds/{back['hold']['id']}").get_json()["state"] == "cancelled"
        with app.app_context():
            assert [hold.state for hold in db.session.query(Hold).order_by(Hold.id)] == [
                "fulfilled",
                "cancelled",
                "allocated",
            ]
    ran = app.test_cli_runner()
    assert ran.invoke(doctor).output.endswith("\nLending: 0 problems.\nShop: 0 problems.\n")
    checked = ran.invoke(check_facts)
    assert checked.exit_code == 0, checked.output


def test_a_refusal_names_every_reason_and_staff_overrule_with_a_comment(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    reader = people[0]
    _, barcodes = title(app, 2)
    _, [other] = title(app)
    with app.app_context():
        set_policy(max_loans=1, block_overdue_items=1)
    assert lend(desk, reader, barcodes[0]).status_code == 200
    with clock.frozen(NOW + timedelta(days=40)):
        refused = lend(desk, reader, barcodes[1])
        assert (refused.status_code, refused.get_json()["code"]) == (409, "loan_refused")
        assert codes(refused) == {"title_on_loan", "max_loans", "overdue_items"}
        assert codes(lend(desk, reader, other, overrides=["max_loans"], comment="x")) == {"overdue_items"}
        everything = ["max_loans", "overdue_items"]
        silent = lend(desk, reader, other, overrides=everything)
        assert (silent.status_code, silent.get_json()["code"]) == (422, "comment_missing")
        assert lend(desk, reader, other, overrides=everything, comment="论文").status_code == 200
        with app.app_context():
            last = (
                db.session.query(CirculationEvent).filter_by(entity="loan").order_by(CirculationEvent.id.desc()).first()
            )
            assert last is not None
            assert (last.facts["overridden"], last.reason, last.actor_id) == (everything, "论文", desk.user_id)
            assert last.request_id


def test_a_loan_is_renewed_until_somebody_waits_or_it_changes_nothing(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    first, second, _ = people
    book_id, [barcode] = title(app)
    loan_id = lend(desk, first, barcode).get_json()["loan"]["id"]
    assert codes(first.post(f"/api/loans/{loan_id}/renew")) == {"too_early", "renewal_would_not_change_date"}
    with clock.frozen(NOW + timedelta(days=25)):
        renewed = first.post(f"/api/loans/{loan_id}/renew").get_json()
        assert (renewed["due_on"], renewed["renewals"]) == ("2027-01-14", 1)
        assert codes(first.post(f"/api/loans/{loan_id}/renew")) == {"too_early", "renewal_would_not_change_date"}
    with clock.frozen(NOW + timedelta(days=60)):
        hold = second.post("/api/holds", json={"book_id": book_id}).get_json()
        [line] = first.get("/api/loans").get_json()["items"]
        assert [reason["code"] for reason in line["renewal_reasons"]] == ["others_wait"]
        assert line["fine_cents"] == 60
        [row] = first.post("/api/loans/renew").get_json()["items"]
        assert (row["renewed"], [reason["code"] for reason in row["reasons"]]) == (False, ["others_wait"])
        second.post(f"/api/holds/{hold['id']}/suspend", json={"until": "2027-02-10"})
        [row] = first.post("/api/loans/renew").get_json()["items"]
        assert (row["renewed"], row["loan"]["renewals"], row["loan"]["fine_cents"]) == (True, 2, 0)
        with app.app_context():
            assert debt_of(first.user_id) == 60, "what was late until now is written down"
    with clock.frozen(NOW + timedelta(days=88)):
        refused = first.post(f"/api/loans/{loan_id}/renew")
        assert codes(refused) == {"max_renewals", "others_wait"}, "the wish counts again"


def test_a_click_lends_where_the_policy_lets_readers_help_themselves(app: Any, people: list[LibraryClient]) -> None:
    first, second, _ = people
    book_id, _ = title(app)
    assert codes(first.post("/api/loans", json={"book_id": book_id})) == {"not_by_oneself"}
    with app.app_context():
        set_policy(self_issue=True)
    shown = first.get(f"/api/books/{book_id}/lending").get_json()
    assert (shown["choice"], shown["self_issue"], shown["due_on"]) == ("borrow", True, "2026-12-20")
    headers = {"Idempotency-Key": "click-1"}
    made = [first.post("/api/loans", json={"book_id": book_id}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].get_json() == made[1].get_json()
    other = first.post("/api/loans", json={"book_id": book_id + 1}, headers=headers)
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_key_reused")
    assert codes(second.post("/api/loans", json={"book_id": book_id})) == {"no_free_copy"}
    assert choice(second, book_id) == ("queue", [])
    with app.app_context():
        book = db.session.get_one(Book, book_id)
        assert (book.copies_free, book.loans_30d) == (0, 1)


def test_what_is_set_aside_for_a_reader_he_takes_himself_and_knows_until_when(
    app: Any, people: list[LibraryClient]
) -> None:
    reader = people[0]
    book_id, _ = title(app)
    reader.post("/api/holds", json={"book_id": book_id})
    kept = reader.get(f"/api/books/{book_id}/lending").get_json()
    assert (kept["choice"], kept["self_issue"], kept["due_on"]) == ("waiting", False, None)
    with app.app_context():
        set_policy(self_issue=True)
    kept = reader.get(f"/api/books/{book_id}/lending").get_json()
    assert (kept["choice"], kept["self_issue"], kept["due_on"]) == ("waiting", True, "2026-12-20")
    assert reader.post("/api/loans", json={"book_id": book_id}).get_json()["due_on"] == "2026-12-20"


def test_what_is_claimed_lost_paid_and_found_is_in_the_ledger(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    reader = people[0]
    _, [barcode] = title(app)
    loan_id = lend(desk, reader, barcode).get_json()["loan"]["id"]
    with clock.frozen(NOW + timedelta(days=40)):
        assert reader.post(f"/api/loans/{loan_id}/claim", json={"reason": "周三还的"}).get_json()["fine_cents"] == 0
    with clock.frozen(NOW + timedelta(days=50)):
        rejected = desk.post(f"/api/desk/loans/{loan_id}/reject-claim", json={"reason": "书架上没有"}).get_json()
        assert (rejected["due_on"], rejected["days_overdue"]) == ("2026-12-30", 10), "the days of the claim are free"
        assert codes(reader.post(f"/api/loans/{loan_id}/claim", json={})) == {"claimed_before"}
        desk.post(f"/api/desk/loans/{loan_id}/lost", json={"reason": "找不到"})
        with app.app_context():
            assert debt_of(reader.user_id) == 160 + 3_000 + 500
            assert db.session.query(Copy).one().condition == "lost"
        assert codes(desk.post(f"/api/desk/loans/{loan_id}/pay-lost")) == {"not_settled"}
    with clock.frozen(NOW + timedelta(days=70)):
        back = bring_back(desk, barcode)
        assert (back["outcome"], back["loan"]["state"]) == ("shelf", "returned")
        with app.app_context():
            assert debt_of(reader.user_id) == 160 + 500, "the price is given back, the work is not"
            assert db.session.query(Copy).one().condition == "ok"


def test_mistakes_can_be_taken_back_for_a_quarter_of_an_hour(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    _, [barcode] = title(app)
    loans = [lend(desk, people[0], barcode).get_json()["loan"]["id"]]
    assert desk.post(f"/api/desk/loans/{loans[0]}/void", json={"reason": "扫错了"}).get_json()["state"] == "voided"
    assert people[0].get("/api/loans?state=closed").get_json()["items"] == [], "as if it had never been"
    loans.append(lend(desk, people[0], barcode).get_json()["loan"]["id"])
    with clock.frozen(NOW + timedelta(minutes=16)):
        assert codes(desk.post(f"/api/desk/loans/{loans[1]}/void", json={"reason": "x"})) == {"too_late_to_undo"}
    path = f"/api/desk/loans/{loans[1]}/due"
    assert desk.post(path, json={"due_on": "2026-12-01", "reason": "x"}).get_json()["code"] == "due_date_refused"
    assert desk.post(path, json={"due_on": "2027-01-05", "reason": "生病"}).get_json()["due_on"] == "2027-01-05"
    events = desk.get(f"/api/desk/events?entity=loan&id={loans[1]}").get_json()["items"]
    assert [(event["action"], event["reason"]) for event in events] == [("change_due", "生病"), ("checkout", None)]


def test_the_desk_gives_a_copy_to_another_only_when_told_to(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    first, second, _ = people
    book_id, [barcode] = title(app)
    held = first.post("/api/holds", json={"book_id": book_id}).get_json()["id"]
    assert lend(desk, second, barcode, take_from="requeue").get_json()["code"] == "comment_missing"
    assert lend(desk, second, barcode, take_from="requeue", comment="急用").status_code == 200
    with app.app_context():
        assert db.session.get_one(Hold, held).state == "queued", "she keeps her place"
    back = bring_back(desk, barcode, returned_on="2026-11-20", condition="damaged")
    assert (back["outcome"], back["hold"]) == ("repair", None)
    assert desk.post(f"/api/desk/copies/{barcode}/restore", json={}).get_json()["copy"]["condition"] == "ok"
    with app.app_context():
        assert db.session.get_one(Hold, held).state == "allocated"
    missing = desk.post(f"/api/desk/holds/{held}/not-found").get_json()
    assert (missing["state"], missing["position"]) == ("queued", 1)
    assert lend(desk, second, barcode).get_json()["reasons"][0]["code"] == "copy_set_aside", (
        "found, it is the first one's"
    )
    found = bring_back(desk, barcode)
    assert (found["outcome"], found["hold"]["reader"]["id"]) == ("hold_shelf", first.user_id)


def test_staff_move_a_hold_and_a_blocked_reader_is_passed_over_not_dropped(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    book_id, [barcode] = title(app)
    with app.app_context():
        borrower = make_user()
        db.session.commit()
        borrower_id = borrower.id
    desk.post("/api/desk/loans", json={"user_id": borrower_id, "barcode": barcode})
    held = [one.post("/api/holds", json={"book_id": book_id}).get_json()["id"] for one in people]
    move = {"before_id": held[0], "reason": "考试"}
    assert desk.post(f"/api/desk/holds/{held[2]}/move", json=move).get_json()["position"] == 1
    queue = desk.get(f"/api/desk/queue?book_id={book_id}").get_json()["items"]
    assert [hold["id"] for hold in queue] == [held[2], held[0], held[1]]
    with app.app_context():
        set_policy(block_fine_cents=1)
        charge(people[2].user_id, None, "other", 500, None, CLOCKWORK_ACTOR, NOW)
        db.session.commit()
    assert bring_back(desk, barcode)["hold"]["id"] == held[0]
    with app.app_context():
        assert db.session.get_one(Hold, held[2]).state == "queued"


def test_a_hold_is_extended_once_and_its_time_ends(app: Any, desk: LibraryClient, people: list[LibraryClient]) -> None:
    first, second, third = people
    book_id, [barcode] = title(app)
    held = first.post("/api/holds", json={"book_id": book_id}).get_json()["id"]
    desk.post(f"/api/desk/holds/{held}/shelve", json={"barcode": barcode})
    with clock.frozen(NOW + timedelta(days=2)):
        assert first.post(f"/api/holds/{held}/extend").get_json()["pickup_until"] == "2026-11-27"
        assert codes(first.post(f"/api/holds/{held}/extend")) == {"extended_already"}
        next_one = second.post("/api/holds", json={"book_id": book_id}).get_json()["id"]
        last = third.post("/api/holds", json={"book_id": book_id, "not_needed_after": "2026-11-28"}).get_json()["id"]
    with app.app_context():
        assert expire_pickups(later(7), db.session.commit) == 0
        assert expire_pickups(later(8), db.session.commit) == 1
        assert expire_requests(later(8), db.session.commit) == 0
        assert expire_requests(later(9), db.session.commit) == 1
        assert [db.session.get_one(Hold, one).state for one in (held, next_one, last)] == [
            "no_show",
            "allocated",
            "expired",
        ]
        assert db.session.query(Loan).count() == 0
