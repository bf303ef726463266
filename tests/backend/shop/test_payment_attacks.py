"""Everything that somebody could try with payments: refused, and nothing is changed."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.app import create_app
from backend.core import clock
from backend.core.settings import BadSettings, read_settings
from backend.shop.service.providers import ProviderNotFound, check_way, online_provider, open_providers
from backend.shop.service.providers.interface import EventRefused
from backend.shop.service.providers.sandbox import SIGNATURE, Message, Sandbox
from tests.backend.shop.till import EVENTS, TOTAL, act, begin, buy, deliver, everything, forge, outcomes
from tests.clients import LibraryClient
from tests.conftest import NOW, settings_for

SignIn = Callable[..., LibraryClient]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_is_not_signed_by_the_bank_is_refused_and_nothing_of_it_is_kept(
    app: Any, reader: LibraryClient, guest: Any
) -> None:
    with app.app_context():
        bought = buy(reader.user_id)
    ref = begin(reader, bought.order_id)
    with app.app_context():
        true = forge(app, ref)
        stranger = Sandbox("another library's secret")
        before = everything()
    changed = true.body.replace(str(TOTAL), "1")
    seconds, _, digest = true.signature.partition(",v1=")
    forged = [
        Message(true.body, stranger.sign(true.body.encode(), NOW)),
        Message(changed, true.signature),
        Message(true.body, ""),
        Message(true.body, f"t={int(NOW.timestamp())}"),
        Message(true.body, f"t=1,v1={digest}"),
        Message(true.body, f"{seconds},v1={digest[:-1]}"),
        Message(true.body, f"{seconds},v1={digest}é"),
        Message(true.body, f"t=99999999999999,v1={digest}"),
        Message(true.body + " ", true.signature),
    ]
    for message in forged:
        assert deliver(guest, message) == (403, "event_refused"), message
    for body in ("", "[]", "null", "{}", '{"id": 1}', true.body[:-9]):
        with app.app_context():
            signature = Sandbox(app.config["SETTINGS"].secret_key).sign(body.encode(), NOW)
        assert deliver(guest, Message(body, signature)) == (403, "event_refused"), body
    # A message that somebody kept is too old after five minutes, also one that was never delivered.
    for minutes in (6, -6):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            assert deliver(guest, true) == (403, "event_refused")
    for provider in ("pay_at_desk", "alipay", "interface", "..", "os"):
        answer = guest.post(f"/api/payments/{provider}/events", data=true.body, content_type="application/json")
        assert answer.status_code == 404, provider
    assert guest.get(EVENTS).status_code in (404, 405)
    with app.app_context():
        assert everything() == before
        assert deliver(guest, true) == (200, "captured"), "the true one is taken all the same"


def test_what_the_bank_signed_and_does_not_agree_changes_nothing_and_is_shown_to_the_staff(
    app: Any, reader: LibraryClient, guest: Any
) -> None:
    with app.app_context():
        bought = buy(reader.user_id)
    ref = begin(reader, bought.order_id)
    with app.app_context():
        before = everything(without=("provider_event",))
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("wrong_amount", {"amount_cents": TOTAL - 1}),
        ("wrong_amount", {"amount_cents": TOTAL + 1}),
        ("wrong_amount", {"amount_cents": 1, "status": "failed"}),
        ("wrong_currency", {"currency": "USD"}),
        ("wrong_merchant", {"merchant": "somebody-else"}),
        ("unknown_ref", {"ref": "0" * 32}),
    ]
    for number, (outcome, changed) in enumerate(wrong):
        with app.app_context():
            message = forge(app, **{"ref": ref, "id": f"ev_{number}", **changed})
        assert deliver(guest, message) == (200, outcome)
        assert deliver(guest, message) == (200, "duplicate"), "sent again it is not looked at again"
    amounts: list[dict[str, Any]] = [{"amount_cents": cents} for cents in (-TOTAL, 10**12, 1.5)]
    for changed in [*amounts, {"status": "gold"}, {"id": "x" * 65}]:
        with app.app_context():
            message = forge(app, **{"ref": ref, "id": "bad", **changed})
        assert deliver(guest, message) == (403, "event_refused")
    assert deliver(guest, act(reader, ref, "wrong_amount")[0])[1] == "wrong_amount"
    with app.app_context():
        assert everything(without=("provider_event",)) == before
        assert outcomes() == [*((outcome, True) for outcome, _ in wrong), ("wrong_amount", True)]
        assert bought.money == ("pending_payment", "none", 0, 0)
    # The reader can still pay as he should.
    assert deliver(guest, act(reader, ref, "success")[0]) == (200, "captured")


@sqlite_only
def test_a_message_that_is_sent_again_and_again_is_money_once(app: Any, reader: LibraryClient, guest: Any) -> None:
    with app.app_context():
        bought = buy(reader.user_id)
    ref = begin(reader, bought.order_id)
    (message,) = act(reader, ref, "success")
    assert deliver(guest, message) == (200, "captured")
    with app.app_context():
        before = everything()
    assert [deliver(guest, message) for _ in range(3)] == [(200, "duplicate")] * 3
    with app.app_context():
        assert everything() == before
        # The same money under another name is known, too; a failure that comes afterwards undoes nothing.
        assert deliver(guest, forge(app, ref, id="ev_again")) == (200, "known")
        assert deliver(guest, forge(app, ref, id="ev_failed", status="failed")) == (200, "known")
        assert bought.money == ("confirmed", "paid", TOTAL, 0)


@sqlite_only
def test_other_peoples_payments_are_not_there_and_the_desk_is_the_staffs(
    app: Any, reader: LibraryClient, guest: Any, sign_in_as: SignIn
) -> None:
    stranger, auditor, staff = sign_in_as("reader"), sign_in_as("auditor"), sign_in_as("staff")
    with app.app_context():
        bought, paid = buy(reader.user_id), buy(reader.user_id)
    deliver(guest, act(reader, begin(reader, paid.order_id), "success")[0])
    path = f"/api/staff/orders/{paid.order_id}/refunds"
    staff.post(path, json={"amount_cents": 100, "reason": "torn"})
    with app.app_context():
        before = everything()
    for client, status in ((guest, (401, 403)), (stranger, (403, 404)), (auditor, (403,))):
        for post, body in (
            (f"/api/orders/{bought.order_id}/payments", {}),
            (f"/api/orders/{bought.order_id}/payments/check", {}),
            (f"/api/staff/orders/{bought.order_id}/payments", {"method": "cash", "amount_cents": TOTAL}),
            (path, {"amount_cents": 1, "reason": "for me"}),
            (f"{path}/1/retry", {}),
            (f"{path}/1/paid-out", {}),
            ("/api/staff/payment-alerts/1/handled", {}),
        ):
            assert client.post(post, json=body).status_code in status, (post, status)
    # A refund of another order is not this order's.
    other = f"/api/staff/orders/{bought.order_id}/refunds/1"
    assert staff.post(f"{other}/retry", json={}).status_code == 404
    assert staff.post(f"{path}/1/paid-out", json={}).status_code == 409, "the bank does it, not the desk"
    with app.app_context():
        assert everything() == before


def test_production_knows_no_pretended_bank(tmp_path: Path) -> None:
    environ = {"SHELFWISE_ENV": "production", "SECRET_KEY": "0123456789" * 4, "INSTANCE_FOLDER": str(tmp_path)}
    settings = read_settings(environ)
    assert [provider.name for provider in open_providers(settings)] == ["pay_at_desk"]
    routes = {rule.rule for rule in create_app(settings).url_map.iter_rules()}
    assert not {rule for rule in routes if "sandbox" in rule}
    assert "/api/payments/<string:provider>/events" in routes
    with pytest.raises(ProviderNotFound):
        online_provider("sandbox", settings)
    with pytest.raises(BadSettings, match=r"sandbox.*only pretends to take money and must not be used in production"):
        create_app(read_settings({**environ, "PAYMENT_PROVIDERS": "pay_at_desk, sandbox"}))
    for names in ("interface", "../evil", "os", " , "):
        with pytest.raises(BadSettings, match="PAYMENT_PROVIDERS"):
            create_app(read_settings({**environ, "PAYMENT_PROVIDERS": names}))


@sqlite_only
def test_the_pretended_bank_is_not_there_for_a_library_in_production(
    database_url: str, app: Any, reader: LibraryClient, tmp_path: Path
) -> None:
    """An order that was begun before, on the same database with the same secret, cannot be paid with play money."""
    with app.app_context():
        bought = buy(reader.user_id)
        ref = begin(reader, bought.order_id)
        message = forge(app, ref)
        before = everything()
    changes: dict[str, Any] = {"environment": "production", "payment_providers": ("pay_at_desk",)}
    production = create_app(settings_for(database_url, tmp_path, **changes))
    client = production.test_client()
    assert client.get(f"/api/sandbox/payments/{ref}").status_code == 404
    assert client.post(f"/api/sandbox/payments/{ref}", json={"act": "success"}).status_code in (403, 404, 405)
    headers = {SIGNATURE: message.signature}
    sent = client.post(EVENTS, data=message.body, content_type="application/json", headers=headers)
    assert sent.status_code == 404
    with app.app_context():
        assert everything() == before


@sqlite_only
def test_looking_never_changes_anything(app: Any, reader: LibraryClient, guest: Any, sign_in_as: SignIn) -> None:
    """Every route of the shop that is asked by GET, by everybody, with orders and payments in every state."""
    admin = sign_in_as("admin")
    with app.app_context():
        waiting, paid, desk = buy(reader.user_id), buy(reader.user_id), buy(reader.user_id)
    for bought in (waiting, paid, desk):
        ref = begin(reader, bought.order_id)
        if bought is paid:
            deliver(guest, act(reader, ref, "success")[0])
    act(reader, ref, "delay")
    admin.post(f"/api/staff/orders/{paid.order_id}/refunds", json={"amount_cents": 100, "reason": "torn"})
    with app.app_context():
        assert deliver(guest, forge(app, "0" * 32)) == (200, "unknown_ref")
        before = everything()
    ids = {"order_id": (waiting.order_id, paid.order_id), "ref": (ref, "0" * 32), "sku_id": (paid.sku_id,)}
    asked = 0
    with clock.frozen(NOW + timedelta(hours=2)):
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or not app.view_functions[rule.endpoint].__module__.startswith("backend.shop"):
                continue
            for number in (0, 1):
                values = {name: ids.get(name, (1,))[-number] for name in rule.arguments}
                path = rule.rule
                for name, value in values.items():
                    path = path.replace(f"<int:{name}>", str(value)).replace(f"<string:{name}>", str(value))
                for client in (guest, reader, admin):
                    assert client.get(path).status_code < 500, path
                    asked += 1
    assert asked >= 40
    with app.app_context():
        assert everything() == before


@sqlite_only
def test_an_order_is_paid_in_its_time_in_a_way_that_the_library_offers(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        bought, desk = (
            buy(reader.user_id),
            buy(reader.user_id, state="confirmed", provider="pay_at_desk", expires_at=None),
        )
        before = everything()
    with clock.frozen(NOW + timedelta(minutes=30)):
        late = reader.post(f"/api/orders/{bought.order_id}/payments", json={})
    assert (late.status_code, late.get_json()["code"]) == (409, "payment_time_over")
    assert reader.post(f"/api/orders/{desk.order_id}/payments", json={}).get_json()["code"] == "nothing_to_pay"
    assert reader.post("/api/orders/999999/payments", json={}).status_code == 404
    ways = reader.get("/api/checkout").get_json()["providers"]
    assert [(way["name"], way["online"], way["deliveries"]) for way in ways] == [
        ("pay_at_desk", False, ["pickup"]),
        ("sandbox", True, ["pickup", "shipping"]),
    ]
    with app.app_context():
        settings = app.config["SETTINGS"]
        assert check_way("pay_at_desk", "pickup", settings).name == "pay_at_desk"
        for name, delivery in (("pay_at_desk", "shipping"), ("alipay", "pickup"), ("", "pickup")):
            with pytest.raises(Exception, match="cannot be paid this way"):
                check_way(name, delivery, settings)
        assert everything() == before


def test_the_desk_has_no_messages_and_signatures_are_made_for_their_moment_and_body() -> None:
    settings = settings_for("sqlite://", Path("/nowhere"))
    (desk, bank) = open_providers(settings)
    assert (desk.online, bank.online, desk.pretended, bank.pretended) == (False, True, False, True)
    with pytest.raises(EventRefused):
        desk.parse_event({}, b"{}", NOW)
    ours, theirs = Sandbox("a"), Sandbox("b")
    body = json.dumps({"x": 1}).encode()
    assert ours.sign(body, NOW) == ours.sign(body, NOW)
    seconds = timedelta(seconds=1)
    assert (
        len({ours.sign(body, NOW), ours.sign(body + b" ", NOW), ours.sign(body, NOW + seconds), theirs.sign(body, NOW)})
        == 4
    )
