"""Discounts, vouchers and terms as the staff set them."""

from datetime import date
from typing import Any

import pytest

from backend.catalog.models import Book, Sku
from backend.core import clock
from backend.core.database import db
from backend.shop.models import Order, ShippingRate, ShopTerms, Voucher, VoucherUse
from backend.shop.service import discounts
from tests.factories import make_book, make_category, make_user

TODAY = "2026-11-20"
SALE: dict[str, Any] = {
    "name_zh": "冬季",
    "name_en": "Winter",
    "percent": 25,
    "starts_on": TODAY,
    "ends_on": "2026-12-31",
    "sku_id": None,
    "category_id": None,
}
TEN_OFF: dict[str, Any] = {
    "code": "winter-10",
    "name_zh": "冬季",
    "name_en": "Winter",
    "kind": "amount",
    "value": 1000,
    "starts_on": TODAY,
    "ends_on": "2026-12-31",
    "minimum_cents": 5000,
    "most_uses": 2,
    "category_id": None,
}


def _for_sale(price_cents: int, *categories: Any) -> Sku:
    book = make_book(categories=categories, stock_free=3, offer_cents=price_cents)
    sku = Sku(book_id=book.id, price_cents=price_cents, on_hand=3)
    db.session.add(sku)
    db.session.flush()
    return sku


def _offers(app: Any) -> list[int | None]:
    with app.app_context():
        return [book.offer_cents for book in db.session.query(Book).order_by(Book.id)]


def test_what_lists_show_follows_a_discount_at_once(app: Any, sign_in_as: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(discounts, "BATCH", 2)
    with app.app_context():
        literature = make_category("literature")
        novels = make_category("novels", parent=literature)
        first, _, _ = _for_sale(4000, novels), _for_sale(3333, literature), _for_sale(1000)
        db.session.commit()
        sku_id, above = first.id, literature.id
    staff = sign_in_as("staff")
    for_all = staff.post("/api/staff/discounts", json=SALE)
    assert (for_all.status_code, for_all.get_json()["when"], _offers(app)) == (201, "now", [3000, 2500, 750])
    path = f"/api/staff/discounts/{for_all.get_json()['id']}"
    # The category and what is under it; what is left out has its own price again.
    changed = staff.put(path, json={**SALE, "category_id": above}).get_json()
    assert (changed["category"]["name_en"], _offers(app)) == ("literature", [3000, 2500, 1000])
    assert staff.put(path, json={**SALE, "sku_id": sku_id, "percent": 90}).get_json()["sku"]["book_id"]
    assert _offers(app) == [400, 3333, 1000]
    # One that begins later changes nothing yet.
    later = staff.post("/api/staff/discounts", json={**SALE, "starts_on": "2026-11-21", "percent": 50}).get_json()
    assert (later["when"], _offers(app)) == ("coming", [400, 3333, 1000])
    assert staff.delete(path).status_code == 204
    assert _offers(app) == [4000, 3333, 1000]
    listed = staff.get("/api/staff/discounts?when=coming").get_json()
    assert [one["id"] for one in listed["items"]] == [later["id"]]
    assert staff.get("/api/staff/discounts?when=now").get_json()["total"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": 0},
        {"percent": 91},
        {"percent": 10.5},
        {"ends_on": "2026-11-19"},
        {"sku_id": 1, "category_id": 1},
        {"sku_id": 999},
        {"category_id": 999},
        {"name_en": "  "},
    ],
)
def test_a_discount_that_makes_no_sense_is_not_made(sign_in_as: Any, wrong: dict[str, Any]) -> None:
    staff = sign_in_as("staff")
    assert staff.post("/api/staff/discounts", json={**SALE, **wrong}).status_code == 422
    assert staff.get("/api/staff/discounts").get_json()["total"] == 0


def _use(voucher_id: int, number: str, *, freed: bool = False) -> None:
    reader, at = make_user(), clock.now()
    order = Order(
        number=number,
        user_id=reader.id,
        checkout_key=f"cart:{number}",
        state="confirmed",
        delivery="pickup",
        provider="pay_at_desk",
        goods_cents=6000,
        voucher_cents=1000,
        total_cents=5000,
        tax_basis_points=900,
        tax_cents=413,
        placed_at=at,
        placed_on=date(2026, 11, 20),
        confirmed_at=at,
    )
    db.session.add(order)
    db.session.flush()
    db.session.add(VoucherUse(voucher_id=voucher_id, order_id=order.id, used_at=at, freed_at=at if freed else None))
    if not freed:
        db.session.get_one(Voucher, voucher_id).uses += 1


def test_a_voucher_is_made_changed_and_switched_off_and_says_who_took_it(app: Any, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    made = staff.post("/api/staff/vouchers", json=TEN_OFF)
    assert made.status_code == 201
    voucher = made.get_json()
    assert (voucher["code"], voucher["standing"], voucher["uses"], voucher["given_cents"]) == (
        "WINTER-10",
        "good",
        0,
        0,
    )
    again = staff.post("/api/staff/vouchers", json={**TEN_OFF, "code": "Winter-10"})
    assert (again.status_code, again.get_json()["code"]) == (409, "voucher_code_taken")
    with app.app_context():
        _use(voucher["id"], "A1")
        _use(voucher["id"], "A2", freed=True)
        _use(voucher["id"], "A3")
        db.session.commit()
    (listed,) = staff.get("/api/staff/vouchers?q=winter").get_json()["items"]
    assert (listed["uses"], listed["given_cents"], listed["standing"]) == (2, 2000, "over")
    assert staff.get("/api/staff/vouchers?standing=good").get_json()["total"] == 0
    path = f"/api/staff/vouchers/{voucher['id']}"
    uses = staff.get(f"{path}/uses").get_json()["items"]
    assert [(one["number"], one["freed_at"] is None) for one in uses] == [("A3", True), ("A2", False), ("A1", True)]
    values = {name: value for name, value in TEN_OFF.items() if name != "code"}
    refused = staff.put(path, json={**values, "most_uses": 1})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "voucher_used_more")
    assert staff.put(path, json={**values, "most_uses": 9, "value": 500}).get_json()["standing"] == "good"
    assert staff.delete(f"{path}/active").get_json()["standing"] == "over"
    # Once more is the same.
    assert staff.delete(f"{path}/active").get_json()["active"] is False
    assert staff.put(f"{path}/active").get_json()["standing"] == "good"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "percent", "value": 101},
        {"value": 0},
        {"value": -5},
        {"code": "a b"},
        {"code": "x"},
        {"most_uses": 0},
        {"minimum_cents": -1},
        {"category_id": 999},
    ],
)
def test_a_voucher_that_makes_no_sense_is_not_made(sign_in_as: Any, wrong: dict[str, Any]) -> None:
    assert sign_in_as("staff").post("/api/staff/vouchers", json={**TEN_OFF, **wrong}).status_code == 422


def test_the_terms_and_what_sending_costs_are_set_and_an_auditor_only_looks(app: Any, sign_in_as: Any) -> None:
    staff, auditor = sign_in_as("staff"), sign_in_as("auditor")
    terms = staff.get("/api/staff/shop-terms").get_json()
    assert (terms["open"], terms["tax_basis_points"], terms["return_days"]) == (True, 900, 14)
    del terms["changed_at"]
    assert staff.put("/api/staff/shop-terms", json={**terms, "payment_minutes": 4}).status_code == 422
    assert auditor.put("/api/staff/shop-terms", json={**terms, "open": False}).status_code == 403
    assert staff.put("/api/staff/shop-terms", json={**terms, "return_days": 30, "seller": "知阅"}).status_code == 200
    abroad = {"base_cents": 12000, "piece_cents": 3000, "free_from_cents": None, "active": True}
    for country, expected in (("*", 201), ("JP", 201), ("JP", 409), ("jp", 422), ("JPN", 422)):
        asked = staff.post("/api/staff/shipping-rates", json={**abroad, "country": country})
        assert asked.status_code == expected, country
    assert staff.put("/api/staff/shipping-rates/*", json={**abroad, "base_cents": 15000}).status_code == 200
    rates = [
        (one["country"], one["base_cents"]) for one in auditor.get("/api/staff/shipping-rates").get_json()["items"]
    ]
    assert rates == [("CN", 800), ("JP", 12000), ("*", 15000)]
    assert staff.put("/api/staff/shipping-rates/FR", json=abroad).status_code == 404
    assert staff.delete("/api/staff/shipping-rates/JP").status_code == 204
    with app.app_context():
        kept = db.session.get_one(ShopTerms, 1)
        assert (kept.return_days, kept.seller, kept.changed_by) == (30, "知阅", staff.user_id)
        assert db.session.query(ShippingRate).count() == 2
