"""Orders and the stock as they are asked for over the wire, also by people who mean no good."""

from dataclasses import replace
from typing import Any

import pytest

from backend.catalog.models import Book, Sku
from backend.cli.doctor import doctor
from backend.core.actors import Actor
from backend.core.database import db
from backend.shop.models import CartLine, Order, OrderLine
from tests.backend.shop.counter import SETTINGS, agreed, buy, carry_out, fill_cart, make_address, make_counter, pay
from tests.clients import LibraryClient, twins
from tests.factories import make_copy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def shop(app: Any) -> Any:
    """The same, with the pretended bank."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], payment_providers=SETTINGS.payment_providers)
    return app


@pytest.fixture
def desk(sign_in_as: Any) -> LibraryClient:
    return twins(sign_in_as("staff", display_name="Desk"), 1)[0]


@pytest.fixture
def mine(sign_in_as: Any) -> LibraryClient:
    return twins(sign_in_as("reader", display_name="林晚"), 1)[0]


@pytest.fixture
def other(sign_in_as: Any) -> LibraryClient:
    return twins(sign_in_as("reader"), 1)[0]


def test_a_parcel_from_the_cart_to_the_reader_and_what_each_may_do(
    shop: Any, desk: LibraryClient, mine: LibraryClient
) -> None:
    with shop.app_context():
        counter = make_counter(0, (5,))
        fill_cart(mine.user_id, {counter.skus[0].id: 2})
        address = make_address(mine.user_id).id
        shown = agreed(mine.user_id, delivery="shipping", address_id=address)
        db.session.commit()
    asked = {"delivery": "shipping", "address_id": address, "provider": "sandbox", "price_hash": shown.price_hash}
    placed = mine.post("/api/orders", json={**asked, "note": "请包好"})
    assert placed.status_code == 201, placed.get_json()
    order = placed.get_json()
    path, desks = f"/api/orders/{order['id']}", f"/api/staff/orders/{order['id']}"
    assert (order["state"], order["may"], order["address"]["recipient"]) == (
        "pending_payment",
        ["cancel", "pay"],
        "林晚",
    )
    assert order["total_cents"] == order["owed_cents"] == 2 * 4_990 + order["shipping_cents"]
    assert mine.get(f"{path}/invoice.pdf").status_code == 404
    with shop.app_context():
        pay(db.session.get_one(Order, order["id"]), _actor(mine))
        db.session.commit()
    assert desk.get(desks).get_json()["may"] == ["cancel", "start", "refund", "invoice"]
    assert desk.post(f"{desks}/start").get_json()["may"] == ["cancel", "put_back", "ship", "refund", "invoice"]
    refused = mine.post(f"{path}/cancel", json={})
    assert (refused.status_code, refused.get_json()["reasons"]) == (409, [{"code": "being_packed"}])
    sent = desk.post(f"{desks}/ship", json={"carrier": "SF", "tracking_number": "SF77"}).get_json()
    assert (sent["state"], sent["reader"]["name"]) == ("shipped", "林晚")
    got = mine.post(f"{path}/received").get_json()
    assert (got["state"], got["may"], got["return_until"]) == ("completed", ["invoice"], "2026-12-04")
    assert (sent["returnable"], got["returnable"]) == (False, True)
    line = got["lines"][0]
    back = {"lines": [{"line_id": line["id"], "quantity": 1, "restocked": True}], "reason": "印刷错误"}
    returned = desk.post(f"{desks}/returns", json=back).get_json()
    assert (returned["state"], returned["refunded_cents"], returned["payment_status"]) == (
        *("completed", 4_990),
        "part_refunded",
    )
    told = [(event["entity"], event["action"]) for event in returned["events"]]
    paid = [("payment", "create"), ("payment", "capture"), ("order", "payment_captured")]
    assert told[:4] == [("order", "place"), *paid]
    pdf = mine.get(f"{path}/invoice.pdf?locale=en")
    assert (pdf.content_type, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    for words in (order["number"][:9].lower(), "SF77", "林晚", sent["invoice_number"]):
        assert [one["id"] for one in desk.get(f"/api/staff/orders?q={words}").get_json()["items"]] == [order["id"]]
    assert desk.get("/api/staff/orders?q=nobody").get_json()["total"] == 0
    listed = desk.get("/api/staff/orders?state=completed&payment_status=part_refunded").get_json()
    assert (listed["total"], mine.get("/api/orders?state=open").get_json()["total"]) == (1, 0)
    assert shop.test_cli_runner().invoke(doctor).exit_code == 0


def test_nobody_reaches_what_is_not_his_and_nothing_is_changed(
    shop: Any, guest: Any, mine: LibraryClient, other: LibraryClient
) -> None:
    with shop.app_context():
        counter = make_counter(0, (5,))
        order = buy(_actor(mine), {counter.skus[0].id: 2})
        # Somebody else's address and cart line; his own cart is empty.
        address = make_address(mine.user_id).id
        fill_cart(mine.user_id, {counter.skus[0].id: 1})
        path, sku_id = f"/api/orders/{order.id}", counter.skus[0].id
        db.session.commit()
    for way in ("", "/invoice.pdf"):
        assert other.get(path + way).status_code == 404
        assert guest.get(path + way).status_code == 401
    for act in ("cancel", "received"):
        assert other.post(f"{path}/{act}", json={}).status_code == 404
        # What changes something is never asked for by GET.
        assert mine.get(f"{path}/{act}").status_code in (404, 405)
    for act in ("start", "hand-over", "cancel", "deliver"):
        assert mine.post(f"/api/staff{path[4:]}/{act}", json={}).status_code == 403
    asked = {"delivery": "shipping", "address_id": address, "provider": "sandbox", "price_hash": "0" * 64}
    empty = other.post("/api/orders", json=asked)
    assert (empty.status_code, empty.get_json()["code"]) == (409, "cart_empty")
    for broken in ({"price_hash": "no"}, {"total_cents": 1}, {"delivery": "drone"}):
        assert mine.post("/api/orders", json={**asked, **broken}).status_code == 422
    with shop.app_context():
        assert db.session.query(Order).one().state == "pending_payment"
        sku = db.session.get_one(Sku, sku_id)
        assert (sku.on_hand, sku.reserved) == (5, 2)


def test_no_price_or_quantity_but_the_shops_own_is_ordered(shop: Any, mine: LibraryClient) -> None:
    with shop.app_context():
        counter = make_counter(0, (50,))
        sku_id = counter.skus[0].id
        fill_cart(mine.user_id, {sku_id: 6})
        shown = agreed(mine.user_id)
        db.session.commit()
    body = {"delivery": "pickup", "provider": "sandbox", "price_hash": shown.price_hash}
    many = mine.post("/api/orders", json=body)
    assert (many.status_code, many.get_json()["code"]) == (409, "order_refused")
    assert [reason["code"] for reason in many.get_json()["reasons"]] == ["too_many"]
    for wrong in (-1, 0, 10**9, 10**20):
        assert mine.patch(f"/api/cart/lines/{sku_id}", json={"quantity": wrong}).status_code in (409, 422)
    with shop.app_context():
        db.session.query(CartLine).one().quantity = 2
        # As if it had been put in for a cent: what is paid is what holds.
        db.session.query(CartLine).one().seen_cents = 1
        db.session.commit()
    cheap = mine.post("/api/orders", json=body)
    assert (cheap.status_code, cheap.get_json()["code"]) == (409, "price_changed")
    assert {reason["code"] for reason in cheap.get_json()["reasons"]} == {"price_changed", "total_changed"}
    with shop.app_context():
        assert db.session.query(Order).count() == 0


def test_the_desk_keeps_the_stock(shop: Any, desk: LibraryClient) -> None:
    with shop.app_context():
        counter = make_counter(0, (2,))
        sku_id, book_id = counter.skus[0].id, counter.skus[0].book_id
        barcode = make_copy(db.session.get_one(Book, book_id), condition="withdrawn").barcode
        db.session.commit()
    there = desk.post("/api/staff/skus", json={"book_id": book_id, "price_cents": 1})
    assert (there.status_code, there.get_json()["reasons"]) == (409, [{"code": "for_sale_already"}])
    assert desk.post("/api/staff/skus", json={"book_id": 10**6, "price_cents": 1}).status_code == 404
    entries = f"/api/staff/skus/{sku_id}/entries"
    assert desk.post(entries, json={"kind": "received", "quantity": 0}).status_code == 422
    assert desk.post(entries, json={"kind": "adjusted", "quantity": -1}).status_code == 422
    made = desk.post(entries, json={"kind": "adjusted", "quantity": -1, "reason": "water"})
    assert (made.status_code, made.get_json()["made_by_name"]) == (201, "Desk")
    assert [one["quantity"] for one in desk.get(entries).get_json()["items"]] == [-1, 2]
    used = desk.post("/api/staff/stock/withdrawn-copies", json={"barcode": barcode, "price_cents": 900})
    assert (used.status_code, used.get_json()["kind"], used.get_json()["left"]) == (201, "used", 1)
    changed = desk.patch(f"/api/staff/skus/{sku_id}", json={"on_sale": False, "note": "x"}).get_json()
    assert (changed["on_sale"], changed["price_cents"], changed["note"]) == (False, 4_990, "x")
    listed = desk.get("/api/staff/stock").get_json()
    assert [(one["kind"], one["left"]) for one in listed["items"]] == [("used", 1), ("new", 1)]
    assert desk.get("/api/staff/stock?scarce=true").get_json()["total"] == 1


def test_the_doctor_finds_what_does_not_add_up_and_mends_what_is_safe(shop: Any) -> None:
    with shop.app_context():
        counter = make_counter(1, (5,))
        paid = buy(counter.readers[0], {counter.skus[0].id: 1})
        pay(paid, counter.readers[0])
        carry_out(paid, counter)
        buy(counter.readers[0], {counter.skus[0].id: 1})
        sku = counter.skus[0]
        sku.reserved, sku.on_hand = 3, 9
        paid.captured_cents = 9_999
        db.session.query(OrderLine).filter_by(order_id=paid.id).update({"total_cents": 4_990})
        db.session.commit()
    found = shop.test_cli_runner().invoke(doctor, ["--mend"])
    assert found.exit_code == 1
    assert "8: order 1: its payments and refunds have other sums (mended)" in found.output
    assert "7: sku 1: orders have reserved another number (mended)" in found.output
    assert "7: sku 1: its ledger has another sum\n" in found.output
    again = shop.test_cli_runner().invoke(doctor)
    assert again.output.splitlines()[-2:] == ["7: sku 1: its ledger has another sum", "Shop: 1 problems."]


def _actor(client: LibraryClient) -> Actor:
    return Actor(client.user_id, "reader")
