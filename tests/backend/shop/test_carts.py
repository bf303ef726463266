"""Carts of guests and readers: live prices, limits, one merging, and nobody in another's cart."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, select

from backend.accounts.service import hash_password
from backend.catalog.models import Sku
from backend.core.database import db
from backend.core.here import here_at
from backend.shop.models import Cart, CartLine, Discount, Order, ShippingRate, ShopTerms, Voucher, VoucherUse
from backend.shop.queries.quotes import quote_of
from backend.shop.service import carts, vouchers
from backend.shop.service.carts import forget_guest_carts
from tests.backend.shop.made_offers import make_discount, make_voucher
from tests.clients import LibraryClient, twins
from tests.conftest import NOW
from tests.factories import make_book, make_category, make_user
from tests.selling import make_order, make_sku

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PASSWORD = "a long enough password"


def for_sale(app: Any, *pieces: int, **values: Any) -> list[int]:
    """Titles with so many pieces each, up to five an order."""
    with app.app_context():
        skus = [make_sku(make_book(), on_hand, price_cents=4000, **values).id for on_hand in pieces]
        db.session.commit()
    return skus


def account(app: Any, name: str = "linwan") -> int:
    with app.app_context():
        user = make_user(name=name, password_hash=hash_password(PASSWORD))
        db.session.commit()
        return user.id


def put(client: Any, sku_id: int, quantity: int = 1) -> Any:
    return client.post("/api/cart/lines", json={"sku_id": sku_id, "quantity": quantity})


def in_cart(client: Any) -> dict[int, int]:
    return {line["sku_id"]: line["quantity"] for line in client.get("/api/cart").get_json()["lines"]}


def sign_in(client: Any, name: str = "linwan") -> Any:
    return client.post("/api/session", json={"name": name, "password": PASSWORD})


@sqlite_only
def test_a_guest_fills_a_cart_changes_it_and_finds_it_again(app: Any, guest: Any) -> None:
    first, second = for_sale(app, 10, 3)
    assert guest.get("/api/cart").get_json()["lines"] == []
    assert guest.get_cookie("shelfwise_cart") is None, "looking makes no cart"
    assert put(guest, first, 2).status_code == 200
    put(guest, first)
    cart = put(guest, second).get_json()
    assert (cart["count"], cart["goods_cents"], cart["currency"]) == (4, 16_000, "CNY")
    cookie = guest.get_cookie("shelfwise_cart")
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert guest.get("/api/cart/count").get_json() == {"count": 4}
    guest.patch(f"/api/cart/lines/{first}", json={"quantity": 1})
    later = guest.patch(f"/api/cart/lines/{second}", json={"saved": True}).get_json()
    assert [line["sku_id"] for line in later["saved"]] == [second]
    assert (later["count"], later["goods_cents"]) == (1, 4000)
    assert guest.delete(f"/api/cart/lines/{first}").get_json()["lines"] == []
    assert put(guest, second).get_json()["lines"][0]["quantity"] == 1, "what was put aside is to be bought again"


@sqlite_only
def test_a_cart_refuses_what_cannot_be_and_says_the_numbers(app: Any, guest: Any) -> None:
    plenty, few, gone = for_sale(app, 50, 2, 0)
    [hidden] = for_sale(app, 5, on_sale=False)
    for quantity in (0, -1, 1000, 2**31, 2**63, "1", 1.5, None, True):
        assert put(guest, plenty, quantity).status_code == 422  # type: ignore[arg-type]
    assert put(guest, 999_999).status_code == 404
    reasons = [
        put(guest, sku_id, quantity).get_json()["reasons"][0]
        for sku_id, quantity in ((plenty, 6), (few, 3), (gone, 1), (hidden, 1))
    ]
    assert [(reason["code"], reason.get("most", reason.get("left"))) for reason in reasons] == [
        ("too_many", 5),
        ("out_of_stock", 2),
        ("out_of_stock", 0),
        ("not_on_sale", None),
    ]
    assert in_cart(guest) == {}
    put(guest, plenty, 5)
    assert put(guest, plenty).status_code == 409
    assert guest.patch(f"/api/cart/lines/{plenty}", json={"quantity": 6}).status_code == 409
    assert guest.patch(f"/api/cart/lines/{plenty}", json={"quantity": 0}).status_code == 422
    assert guest.patch(f"/api/cart/lines/{few}", json={"quantity": 1}).status_code == 404
    with app.app_context():
        db.session.get_one(Sku, plenty).on_hand = 3
        db.session.commit()
    line = guest.get("/api/cart").get_json()["lines"][0]
    assert (line["problem"], line["left"], line["quantity"]) == ("out_of_stock", 3, 5)
    assert guest.patch(f"/api/cart/lines/{plenty}", json={"quantity": 4}).status_code == 200, "fewer is never refused"


@sqlite_only
def test_prices_are_those_of_the_day_and_another_one_is_said_until_it_is_agreed_to(app: Any, guest: Any) -> None:
    [sku_id] = for_sale(app, 10)
    put(guest, sku_id)
    with app.app_context():
        book_id = db.session.get_one(Sku, sku_id).book_id
        db.session.get_one(Sku, sku_id).price_cents = 5000
        make_discount(percent=20, sku_id=sku_id)
        make_discount(percent=10)
        db.session.commit()
    line = guest.get("/api/cart").get_json()["lines"][0]
    assert (line["list_cents"], line["unit_cents"], line["seen_cents"]) == (5000, 4000, 4000)
    with app.app_context():
        db.session.execute(delete(Discount))
        db.session.commit()
    line = guest.get("/api/cart").get_json()["lines"][0]
    assert (line["unit_cents"], line["seen_cents"]) == (5000, 4000)
    assert guest.post("/api/cart/seen").get_json()["lines"][0]["seen_cents"] == 5000
    [offer] = guest.get(f"/api/books/{book_id}/offers").get_json()["items"]
    assert (offer["sku_id"], offer["left"], offer["unit_cents"], offer["percent"]) == (sku_id, 10, 5000, None)
    with app.app_context():
        db.session.get_one(ShopTerms, 1).open = False
        db.session.commit()
    assert guest.get(f"/api/books/{book_id}/offers").get_json()["items"] == []
    assert {"code": "shop_closed"} in guest.get("/api/cart").get_json()["problems"]


def test_a_guests_cart_comes_along_at_sign_in_once(app: Any, guest: Any) -> None:
    plenty, few, gone, mine = for_sale(app, 50, 2, 1, 9)
    user_id = account(app)
    reader = app.test_client()
    sign_in(reader)
    for sku_id, quantity in ((plenty, 3), (few, 1), (mine, 1)):
        put(reader, sku_id, quantity)
    for sku_id, quantity in ((plenty, 4), (few, 2), (gone, 1)):
        put(guest, sku_id, quantity)
    with app.app_context():
        db.session.get_one(Sku, gone).on_hand = 0
        db.session.commit()
    cookie = guest.get_cookie("shelfwise_cart").value
    assert guest.post("/api/session", json={"name": "linwan", "password": "wrong"}).status_code == 401
    assert in_cart(guest)[plenty] == 4, "who was refused keeps his cart"
    assert sign_in(guest).status_code == 200
    assert guest.get_cookie("shelfwise_cart") is None
    cart = guest.get("/api/cart").get_json()
    assert {line["sku_id"]: line["quantity"] for line in cart["lines"]} == {plenty: 5, few: 2, mine: 1}
    assert [line["sku_id"] for line in cart["saved"]] == [gone]
    assert {one["sku_id"]: (one["wanted"], one["got"]) for one in cart["differences"]} == {
        plenty: (7, 5),
        few: (3, 2),
        gone: (1, 0),
    }
    assert guest.post("/api/cart/seen").get_json()["differences"] == []
    # The cookie again, in another browser: there is nothing to come along any more.
    again = app.test_client()
    again.set_cookie("shelfwise_cart", cookie)
    assert in_cart(again) == {}
    sign_in(again)
    assert in_cart(again) == {plenty: 5, few: 2, mine: 1}
    with app.app_context():
        merged = db.session.scalars(select(Cart).where(Cart.state == "merged")).one()
        assert (merged.token, db.session.get_one(Cart, merged.merged_into_id).user_id) == (None, user_id)
        assert db.session.query(CartLine).filter_by(cart_id=merged.id).count() == 0


@sqlite_only
def test_who_registers_has_his_cart_too_and_who_only_looks_takes_none(app: Any, guest: Any, sign_in_as: Any) -> None:
    [sku_id] = for_sale(app, 10)
    put(guest, sku_id, 2)
    with app.app_context():
        make_user(name="auditor", role="auditor", password_hash=hash_password(PASSWORD))
        db.session.commit()
    auditor = app.test_client()
    auditor.set_cookie("shelfwise_cart", guest.get_cookie("shelfwise_cart").value)
    sign_in(auditor, "auditor")
    assert put(auditor, sku_id).status_code == 403
    body = {"name": "newcomer", "password": PASSWORD, "locale": "zh-CN"}
    assert guest.post("/api/users", json=body).status_code == 201
    assert in_cart(guest) == {sku_id: 2}


@sqlite_only
def test_nobody_reaches_into_anothers_cart(app: Any, reader: Any, sign_in_as: Any) -> None:
    [sku_id] = for_sale(app, 10)
    put(reader, sku_id, 2)
    other, guest, thief = sign_in_as("reader"), app.test_client(), app.test_client()
    put(guest, sku_id, 3)
    for client in (other, app.test_client()):
        assert client.patch(f"/api/cart/lines/{sku_id}", json={"quantity": 1}).status_code == 404
        assert client.delete(f"/api/cart/lines/{sku_id}").status_code == 200
        assert in_cart(client) == {}
    word = guest.get_cookie("shelfwise_cart").value
    with app.app_context():
        stored = db.session.scalars(select(Cart.token).where(Cart.token.is_not(None))).one()
    payload, _, signature = word.partition(".")
    for forged in (stored, word[:-2], f"{payload}x.{signature}", f'"{stored}".{signature}', "x" * 4000, ""):
        thief.set_cookie("shelfwise_cart", forged)
        assert in_cart(thief) == {}
        assert thief.delete(f"/api/cart/lines/{sku_id}").status_code == 200
    # The cookie of a session or a letter's link is no cart's, though signed with the same secret.
    thief.set_cookie("shelfwise_cart", reader.get_cookie("shelfwise_session").value)
    assert in_cart(thief) == {}
    assert (in_cart(reader), in_cart(guest)) == ({sku_id: 2}, {sku_id: 3})
    # A reader with a guest's cookie sees his own cart.
    reader.set_cookie("shelfwise_cart", word)
    assert in_cart(reader) == {sku_id: 2}


@sqlite_only
def test_what_guests_left_is_forgotten_after_thirty_days(app: Any, guest: Any, reader: Any) -> None:
    [sku_id] = for_sale(app, 10)
    put(guest, sku_id)
    put(reader, sku_id)
    with app.app_context():
        assert forget_guest_carts(NOW + timedelta(days=30)) == 0
        assert forget_guest_carts(NOW + timedelta(days=31)) == 1
        db.session.commit()
    assert (in_cart(guest), in_cart(reader)) == ({}, {sku_id: 1})


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_many_at_once_make_one_cart_and_merge_it_once(app: Any, guest: Any) -> None:
    one, other = for_sale(app, 50, 50)
    account(app)
    put(guest, one, 2)
    cookie = guest.get_cookie("shelfwise_cart").value
    clients: list[Any] = []
    for _ in range(6):
        client = app.test_client()
        client.get("/api/account")
        client.set_cookie("shelfwise_cart", cookie)
        clients.append(client)
    answers = at_once([partial(sign_in, client) for client in clients])
    statuses = {answer.status_code for answer in answers}
    assert 200 in statuses
    assert statuses <= {200, 409}
    reader = app.test_client()
    sign_in(reader)
    assert in_cart(reader) == {one: 2}
    with app.app_context():
        assert db.session.query(Cart).filter(Cart.state == "merged").count() == 1
    reader.user_id = 0
    windows: list[LibraryClient] = twins(reader, 5)
    done = [answer.status_code for answer in at_once([partial(put, window, other) for window in windows])]
    assert in_cart(reader)[other] == done.count(200)
    with app.app_context():
        assert db.session.query(Cart).filter(Cart.open_user_id.is_not(None)).count() == 1


def test_a_voucher_is_taken_as_often_as_it_may_be_and_given_back(app: Any) -> None:
    with app.app_context():
        voucher = make_voucher("TEN", most_uses=2, once_per_reader=True)
        readers = [make_user() for _ in range(6)]
        sku = make_sku(make_book())
        orders = [make_order(user, {sku: 1}, NOW.date(), voucher_id=voucher.id).id for user in (*readers, readers[0])]
        db.session.commit()
        voucher_id = voucher.id

    def take(order_id: int) -> str:
        with app.app_context():
            try:
                vouchers.take(voucher_id, db.session.get_one(Order, order_id), NOW)
                db.session.commit()
            except vouchers.VoucherGone:
                db.session.rollback()
                return "gone"
            return "taken"

    answers = at_once([partial(take, order_id) for order_id in orders])
    assert sorted(answers) == ["gone"] * 5 + ["taken"] * 2
    with app.app_context():
        assert db.session.get_one(Voucher, voucher_id).uses == 2
        use = db.session.scalars(select(VoucherUse).limit(1)).one()
        order = db.session.get_one(Order, use.order_id)
        for _ in range(2):
            vouchers.free(order, NOW)
        assert (db.session.get_one(Voucher, voucher_id).uses, use.once_key) == (1, None)
        vouchers.take(voucher_id, order, NOW)
        vouchers.take(voucher_id, order, NOW)
        assert db.session.get_one(Voucher, voucher_id).uses == 2


@sqlite_only
def test_a_quote_adds_up_and_names_every_problem(library: Any) -> None:
    here = here_at(library.config["SETTINGS"].time_zone, NOW)
    fiction = make_category("fiction")
    novels = make_category("novels", parent=fiction)
    user = make_user()
    novel, other = (
        make_sku(make_book(categories=(novels,)), 9, price_cents=3333),
        make_sku(make_book(), 9, price_cents=1000),
    )
    make_discount(percent=10, category_id=fiction.id)
    make_voucher(code="NOVELS", kind="percent", value=50, category_id=fiction.id, minimum_cents=0)
    cart = carts.cart_of_user(user.id, NOW)
    carts.put_in(cart, novel.id, 3, here)
    carts.put_in(cart, other.id, 1, here)
    quote = quote_of(cart.id, here.today, "shipping", "CN", "NOVELS", user.id)
    # 3 x 30.00 and 10.00; half of the novels; 8.00 and 2.00 for each further piece, but from 99.00 on it is free.
    assert (quote.goods_cents, quote.voucher_cents, quote.shipping_cents, quote.total_cents) == (10_000, 4500, 0, 5500)
    assert [line.voucher_cents for line in quote.lines] == [4500, 0]
    assert quote.tax_cents == 454
    assert quote.problems == []
    assert quote_of(cart.id, here.today, "shipping", "CN", "NOVELS", user.id) == quote
    carts.set_quantity(cart, novel.id, 1, here)
    assert quote_of(cart.id, here.today, "shipping", "CN", None, user.id).shipping_cents == 1000
    novel.on_hand, other.on_sale = 0, False
    db.session.add(ShippingRate(country="AQ", base_cents=1, piece_cents=1, active=False, changed_at=NOW))
    db.session.flush()  # the quote reads what is stored
    broken = quote_of(cart.id, here.today, "shipping", "AQ", "NO SUCH", user.id)
    assert [one["code"] for one in broken.problems] == [
        "out_of_stock",
        "not_on_sale",
        "voucher_unknown",
        "not_shipped_there",
    ]
    assert (broken.voucher_cents, broken.shipping_cents) == (0, 0)
    nothing = quote_of(None, here.today, "shipping", None, None, None)
    assert [one["code"] for one in nothing.problems] == ["cart_empty", "address_missing"]
    assert nothing.total_cents == 0


@sqlite_only
def test_a_reader_asks_what_it_costs_and_gives_an_address_of_his_own(app: Any, reader: Any, sign_in_as: Any) -> None:
    [sku_id] = for_sale(app, 10)
    put(reader, sku_id, 2)
    with app.app_context():
        make_voucher(code="SPRING", kind="amount", value=1000, minimum_cents=0)
        db.session.commit()
    options = reader.get("/api/checkout").get_json()
    assert (options["deliveries"], options["countries"], options["open"]) == (["pickup", "shipping"], ["CN"], True)
    address = {
        "recipient": "林晚",
        "phone": "138 0000 0000",
        "country": "CN",
        "region": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "street": "文一路 1 号",
        "postal_code": "310012",
    }
    refused = reader.post("/api/addresses", json={**address, "phone": "12", "postal_code": ""})
    assert (refused.status_code, set(refused.get_json()["fields"])) == (422, {"phone", "postal_code"})
    made = reader.post("/api/addresses", json=address).get_json()
    assert (made["phone"], made["preferred"]) == ("13800000000", True)
    second = reader.post("/api/addresses", json={**address, "preferred": True}).get_json()
    book = reader.get("/api/addresses").get_json()["items"]
    assert [(one["id"], one["preferred"]) for one in book] == [(second["id"], True), (made["id"], False)]
    asked = {"delivery": "shipping", "address_id": made["id"], "voucher_code": " spring "}
    quote = reader.post("/api/checkout/quote", json=asked).get_json()
    assert (quote["total_cents"], quote["voucher"]) == (8000 - 1000 + 1000, {"code": "SPRING", "problem": None})
    other = sign_in_as("reader")
    assert other.post("/api/checkout/quote", json=asked).status_code == 404
    assert other.put(f"/api/addresses/{made['id']}", json=address).status_code == 404
    assert other.delete(f"/api/addresses/{made['id']}").status_code == 404
    assert reader.delete(f"/api/addresses/{made['id']}").status_code == 204
