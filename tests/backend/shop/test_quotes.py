"""What a cart costs, vouchers as often as they may be taken, and addresses of one's own."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from backend.core.database import db
from backend.core.here import here_at
from backend.shop.models import Order, ShippingRate, Voucher, VoucherUse
from backend.shop.queries.quotes import quote_of
from backend.shop.service import carts, vouchers
from tests.backend.shop.buying import at_once, for_sale, put
from tests.backend.shop.made_offers import make_discount, make_voucher
from tests.conftest import NOW
from tests.factories import make_book, make_category, make_user
from tests.selling import make_order, make_sku

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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
