"""Paying: at the pretended bank and at the desk, in time and too late, and giving back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from backend.core import clock
from backend.core.actors import Actor
from backend.core.database import db
from backend.shop.models import Payment, Refund, SandboxPayment, StockEntry
from backend.shop.service.cancelling import cancel_order
from backend.shop.service.expiring import expire_orders
from backend.shop.service.providers.interface import ProviderTrouble, RefundReport
from backend.shop.service.providers.sandbox import Sandbox
from backend.shop.service.reconciling import reconcile
from backend.shop.service.refunds import run_refunds
from tests.backend.shop.till import TODAY, TOTAL, act, begin, buy, deliver, forge, here, outcomes
from tests.clients import LibraryClient
from tests.conftest import NOW

SignIn = Callable[..., LibraryClient]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_money_that_the_bank_tells_of_confirms_the_order_once(app: Any, reader: LibraryClient, guest: Any) -> None:
    with app.app_context():
        bought = buy(reader.user_id)
    ref = begin(reader, bought.order_id)
    assert begin(reader, bought.order_id) == ref, "whoever goes to pay again goes on with it"
    page = reader.get(f"/api/sandbox/payments/{ref}").get_json()
    assert (page["amount_cents"], page["return_path"]) == (TOTAL, f"/account/orders/{bought.order_id}/pay")
    messages = act(reader, ref, "duplicate")
    assert [deliver(guest, message) for message in messages] == [(200, "captured"), (200, "duplicate")]
    state = reader.post(f"/api/orders/{bought.order_id}/payments/check", json={}).get_json()
    assert (state["state"], state["payment_status"], state["owed_cents"]) == ("confirmed", "paid", 0)
    assert reader.post(f"/api/orders/{bought.order_id}/payments", json={}).status_code == 409
    with app.app_context():
        assert bought.money == ("confirmed", "paid", TOTAL, 0)
        assert (bought.sku.on_hand, bought.sku.reserved) == (0, 0)
        assert db.session.query(StockEntry).filter_by(kind="sold").count() == 1
        assert bought.order.invoice_number is not None
        assert outcomes() == [("captured", False)]


@sqlite_only
def test_a_card_that_is_refused_may_be_tried_again_and_a_slow_one_waited_for(
    app: Any, reader: LibraryClient, guest: Any
) -> None:
    with app.app_context():
        bought = buy(reader.user_id)
    check = f"/api/orders/{bought.order_id}/payments/check"
    first = begin(reader, bought.order_id)
    assert reader.post(check, json={}).get_json()["payment"]["state"] == "created", "nobody has paid yet"
    deliver(guest, act(reader, first, "failure")[0])
    failed = reader.post(check, json={}).get_json()
    assert (failed["state"], failed["payment"]["state"]) == ("pending_payment", "failed")
    assert failed["payment"]["problem"] == "card_declined"
    assert reader.post(f"/api/sandbox/payments/{first}", json={"act": "success"}).status_code == 409
    second = begin(reader, bought.order_id)
    assert second != first
    now, later = act(reader, second, "delay")
    assert deliver(guest, now) == (200, "processing")
    # The order runs out while the bank is at work, and is given ten minutes more.
    with clock.frozen(NOW + timedelta(minutes=31)), app.app_context():
        assert expire_orders(replace(here(app), at=NOW + timedelta(minutes=8)), db.session.commit) == 0
    with clock.frozen(NOW + timedelta(seconds=9)):
        assert deliver(guest, later) == (200, "captured")
    with app.app_context():
        assert bought.money == ("confirmed", "paid", TOTAL, 0)
        assert {payment.state for payment in db.session.query(Payment)} == {"failed", "captured"}


def test_who_comes_back_before_the_bank_has_told_us_is_answered_by_asking_it(app: Any, reader: LibraryClient) -> None:
    """A message that is lost on its way costs nobody his books: the page asks, and else the hourly comparison."""
    with app.app_context():
        asked, waited = buy(reader.user_id), buy(reader.user_id)
    for bought in (asked, waited):
        act(reader, begin(reader, bought.order_id), "success")
    found = reader.post(f"/api/orders/{asked.order_id}/payments/check", json={}).get_json()
    assert (found["state"], found["payment"]["state"]) == ("confirmed", "captured")
    with app.app_context():
        assert waited.order.state == "pending_payment"
        settings = app.config["SETTINGS"]
        assert reconcile(here(app), db.session.commit, settings)["money"] == 1
        assert waited.money == ("confirmed", "paid", TOTAL, 0)
        assert outcomes() == [("lost_message", False)]
        again = reconcile(here(app), db.session.commit, settings)
        assert (again["money"], again["alerts"]) == (0, 0)


def test_money_that_comes_too_late_buys_what_is_still_there_and_else_goes_back(
    app: Any, reader: LibraryClient, guest: Any
) -> None:
    with app.app_context():
        there, gone, given_up = buy(reader.user_id), buy(reader.user_id), buy(reader.user_id)
    refs = [begin(reader, bought.order_id) for bought in (there, gone, given_up)]
    messages = [act(reader, ref, "success")[0] for ref in refs]
    with app.app_context():
        cancel_order(given_up.order_id, Actor(reader.user_id, "reader"), here(app), None)
        db.session.commit()
        late = replace(here(app), at=NOW + timedelta(minutes=31))
        assert expire_orders(late, db.session.commit) == 2
        sku = gone.sku
        sku.reserved = 0
        sku.on_hand = 0
        lost = {"kind": "adjusted", "quantity": -2, "reason": "lost", "made_at": NOW, "made_on": TODAY}
        db.session.add(StockEntry(sku_id=sku.id, **lost))
        db.session.commit()
        assert {payment.state for payment in db.session.query(Payment)} == {"voided"}
    assert [deliver(guest, message)[1] for message in messages] == ["revived", "late", "late"]
    with app.app_context():
        assert there.money == ("confirmed", "paid", TOTAL, 0)
        assert gone.money == ("expired", "refunded", TOTAL, TOTAL)
        assert given_up.money == ("cancelled", "refunded", TOTAL, TOTAL)
        assert outcomes() == [("revived", False), ("late", True), ("late", True)]
        assert run_refunds(here(app), db.session.commit, app.config["SETTINGS"]) == 2
        assert {refund.state for refund in db.session.query(Refund)} == {"refunded"}
        assert reconcile(here(app), db.session.commit, app.config["SETTINGS"])["alerts"] == 0


@sqlite_only
def test_an_order_that_was_paid_twice_keeps_one_payment_and_gives_the_other_back(
    app: Any, reader: LibraryClient, guest: Any
) -> None:
    """The bank calls a payment failed and takes the money all the same; meanwhile the reader has paid again."""
    with app.app_context():
        bought = buy(reader.user_id)
    first = begin(reader, bought.order_id)
    with app.app_context():
        assert deliver(guest, forge(app, first, id="ev_f", status="failed")) == (200, "failed")
    second = begin(reader, bought.order_id)
    deliver(guest, act(reader, second, "success")[0])
    assert deliver(guest, act(reader, first, "success")[0]) == (200, "surplus")
    with app.app_context():
        assert bought.money == ("confirmed", "paid", 2 * TOTAL, TOTAL)
        (refund,) = db.session.query(Refund)
        assert refund.payment_id == min(payment.id for payment in db.session.query(Payment))
        assert run_refunds(here(app), db.session.commit, app.config["SETTINGS"]) == 1
        assert bought.money == ("confirmed", "paid", 2 * TOTAL, TOTAL)


@sqlite_only
def test_at_the_desk_cash_is_changed_a_part_may_be_paid_and_never_more_than_is_owed(
    app: Any, reader: LibraryClient, sign_in_as: SignIn
) -> None:
    staff = sign_in_as("staff")
    with app.app_context():
        bought = buy(reader.user_id, state="confirmed", provider="pay_at_desk", expires_at=None)
        online = buy(reader.user_id)
    path = f"/api/staff/orders/{bought.order_id}"

    def take(**asked: Any) -> tuple[int, Any]:
        answer = staff.post(f"{path}/payments", json={"method": "cash", **asked})
        return answer.status_code, answer.get_json()

    assert take(amount_cents=TOTAL + 1)[1]["code"] == "more_than_to_pay"
    assert take(amount_cents=4000, given_cents=3999)[1]["fields"]["given_cents"][0]["code"] == "too_little_given"
    assert take(amount_cents=-5)[0] == 422
    status, money = take(amount_cents=4000, given_cents=5000)
    assert (status, money["change_cents"], money["owed_cents"], money["payment_status"]) == (200, 1000, 6000, "partial")
    assert staff.post(f"{path}/hand-over", json={}).status_code == 409
    assert take(amount_cents=6000, method="card")[1]["payment_status"] == "paid"
    assert take(amount_cents=1)[1]["code"] == "nothing_to_pay"
    # What waits for money online may be paid at the desk as well, as a whole, and is sold at once.
    begin(reader, online.order_id)
    path = f"/api/staff/orders/{online.order_id}"
    assert take(amount_cents=TOTAL - 1)[1]["code"] == "whole_sum_only"
    assert take(amount_cents=TOTAL)[1]["state"] == "confirmed"
    with app.app_context():
        assert online.money == ("confirmed", "paid", TOTAL, 0)
        assert online.sku.on_hand == 0
        states = [payment.state for payment in db.session.query(Payment).filter_by(order_id=online.order_id)]
        assert sorted(states) == ["captured", "voided"]


@sqlite_only
def test_refunds_go_back_the_newest_way_first_and_never_more_than_was_paid(
    app: Any, reader: LibraryClient, sign_in_as: SignIn
) -> None:
    staff = sign_in_as("staff")
    with app.app_context():
        bought = buy(reader.user_id, state="confirmed", provider="pay_at_desk", expires_at=None)
    path = f"/api/staff/orders/{bought.order_id}"
    for cents in (4000, 6000):
        with clock.frozen(NOW + timedelta(seconds=cents)):
            staff.post(f"{path}/payments", json={"method": "cash", "amount_cents": cents})

    def give(cents: int) -> Any:
        return staff.post(f"{path}/refunds", json={"amount_cents": cents, "reason": "torn page"}).get_json()

    assert give(TOTAL + 1)["reasons"] == [{"code": "more_than_captured", "wanted": TOTAL + 1, "left": TOTAL}]
    assert give(0)["code"] == "invalid"
    money = give(7000)
    assert [refund["amount_cents"] for refund in money["refunds"]] == [6000, 1000]
    assert (money["payment_status"], money["refundable_cents"]) == ("part_refunded", 3000)
    assert give(3001)["code"] == "more_than_captured"
    ids = [refund["id"] for refund in money["refunds"]]
    assert staff.get("/api/staff/payments").get_json()["refunds"][0]["id"] == ids[0]
    retried = staff.post(f"{path}/refunds/{ids[0]}/retry", json={}).get_json()
    assert retried["refunds"][0]["state"] == "pending", "there is no bank to be asked"
    done = staff.post(f"{path}/refunds/{ids[0]}/paid-out", json={}).get_json()
    assert [refund["state"] for refund in done["refunds"]] == ["refunded", "pending"]
    assert staff.post(f"{path}/refunds/{ids[0]}/paid-out", json={}).get_json()["code"] == "refund_not_due"
    with app.app_context():
        assert bought.money == ("confirmed", "part_refunded", TOTAL, 7000)


@sqlite_only
def test_a_refund_that_the_bank_does_not_do_stays_owed_and_is_asked_for_again(
    app: Any, reader: LibraryClient, sign_in_as: SignIn, guest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, settings = sign_in_as("staff"), app.config["SETTINGS"]
    with app.app_context():
        bought = buy(reader.user_id)
    deliver(guest, act(reader, begin(reader, bought.order_id), "success")[0])
    path = f"/api/staff/orders/{bought.order_id}/refunds"
    (refund,) = staff.post(path, json={"amount_cents": 2500, "reason": "late"}).get_json()["refunds"]

    def trouble(*_: Any) -> RefundReport:
        raise ProviderTrouble

    def refused(*_: Any) -> RefundReport:
        return RefundReport("refused", problem="closed_account")

    answers = iter([trouble, refused])

    def answer(*asked: Any) -> RefundReport:
        return next(answers)(*asked)

    with monkeypatch.context() as patch:
        patch.setattr(Sandbox, "refund", answer)
        for problem in ("provider_trouble", "closed_account"):
            told = staff.post(f"{path}/{refund['id']}/retry", json={}).get_json()
            assert (told["refunds"][0]["state"], told["refunds"][0]["problem"]) == ("failed", problem)
    assert told["refunded_cents"] == 2500, "it is owed, whatever the bank says"
    assert [one["state"] for one in staff.get("/api/staff/payments").get_json()["refunds"]] == ["failed"]
    with app.app_context():
        assert run_refunds(here(app), db.session.commit, settings) == 0, "not so soon"
        later = replace(here(app), at=NOW + timedelta(hours=1))
        assert run_refunds(later, db.session.commit, settings) == 1
        assert run_refunds(later, db.session.commit, settings) == 0
        (row,) = db.session.query(Refund)
        assert (row.state, row.attempts, row.problem) == ("refunded", 3, None)
        assert bought.money == ("confirmed", "part_refunded", TOTAL, 2500)


@sqlite_only
def test_the_comparison_shows_what_does_not_agree_until_somebody_has_seen_to_it(
    app: Any, reader: LibraryClient, sign_in_as: SignIn, guest: Any
) -> None:
    staff, settings = sign_in_as("staff"), app.config["SETTINGS"]
    with app.app_context():
        paid, forgotten, closed = buy(reader.user_id), buy(reader.user_id), buy(reader.user_id)
    refs = [begin(reader, bought.order_id) for bought in (paid, forgotten, closed)]
    for ref in refs[:2]:
        deliver(guest, act(reader, ref, "success")[0])
    with app.app_context():
        bank = Sandbox(settings.secret_key)
        bank.refund(refs[0], 300, "by hand, at the bank", NOW)
        db.session.delete(db.session.get_one(SandboxPayment, refs[1]))
        stranger = {"ref": "f" * 32, "key": "?", "order_number": "?", "amount_cents": 77, "captured_cents": 77}
        db.session.add(SandboxPayment(**stranger, currency="CNY", state="captured", return_path="/", made_at=NOW))
        cancel_order(closed.order_id, Actor(reader.user_id, "reader"), here(app), None)
        db.session.commit()
        done = reconcile(here(app), db.session.commit, settings)
        assert (done["alerts"], done["closed"]) == (3, 1)
        assert reconcile(here(app), db.session.commit, settings)["alerts"] == 0, "each is said once"
        assert db.session.get_one(SandboxPayment, refs[2]).state == "voided", "nobody can pay there any more"
    found = staff.get("/api/staff/payment-alerts").get_json()
    assert {(one["outcome"], one["order_id"]) for one in found["items"]} == {
        ("refund_differs", paid.order_id),
        ("missing_there", forgotten.order_id),
        ("unknown_ref", None),
    }
    path = f"/api/staff/payment-alerts/{found['items'][0]['id']}/handled"
    assert staff.post(path, json={}).get_json()["handled_by"] is not None
    assert staff.get("/api/staff/payment-alerts").get_json()["total"] == 2
    assert staff.get("/api/staff/payment-alerts?handled=true").get_json()["total"] == 1
    assert staff.get("/api/staff/payments").get_json()["open_alerts"] == 2
