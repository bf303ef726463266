"""The tables of the shop's desk: sorted and narrowed by the library, taken away as files, and acts on many orders."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest

from backend.core.database import db
from backend.shop.models import Order, Payment, ShopEvent
from tests.backend.shop.made_offers import make_voucher
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_book, make_user
from tests.queries import count_queries
from tests.selling import ADDRESS, make_order, make_sku

ORDERS, STOCK, PAYMENTS = "/api/staff/orders", "/api/staff/stock", "/api/staff/payment-attempts"
TODAY = date(2026, 11, 20)


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff")
    return client


@pytest.fixture
def orders(app: Any) -> dict[str, int]:
    """Five of two readers, by what is said of them here."""
    with app.app_context():
        lin, chen = make_user(display_name="林晚"), make_user(display_name="陈默")
        dear = make_sku(make_book("三体", isbn13="9787536692930"), 20, price_cents=9_000)
        cheap = make_sku(make_book("球状闪电"), 20, price_cents=2_000)
        sent = {"delivery": "shipping", "address": ADDRESS, "shipping_cents": 800, "payment_status": "paid"}
        made = {
            "new": make_order(lin, {cheap: 1}, TODAY, state="confirmed"),
            "dear": make_order(chen, {dear: 2, cheap: 1}, date(2026, 11, 18), state="confirmed", **sent),
            "late": make_order(lin, {cheap: 2}, date(2026, 11, 1), state="ready_for_pickup", slot="A1"),
            "ready": make_order(lin, {dear: 1}, date(2026, 11, 19), state="ready_for_pickup", slot="A2"),
            "done": make_order(None, {dear: 1}, date(2026, 10, 2), note="=1+1"),
        }
        db.session.commit()
        return {**{name: order.id for name, order in made.items()}, "reader": chen.id}


def ids_of(staff: LibraryClient, path: str) -> list[int]:
    answer = staff.get(path)
    assert answer.status_code == 200, answer.get_json()
    return [row["id"] for row in answer.get_json()["items"]]


def table(staff: LibraryClient, path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(staff.get(path).get_data(as_text=True).lstrip("\ufeff"))))


def test_orders_are_narrowed_and_sorted_and_the_file_is_the_same_table(
    staff: LibraryClient, orders: dict[str, int]
) -> None:
    new, dear, late, ready, done = (orders[name] for name in ("new", "dear", "late", "ready", "done"))
    for asked, found in (
        # In the order of their ids, which is that of their days where nobody makes them up as tests do.
        ("state=confirmed", [dear, new]),
        ("", [new, ready, dear, late, done]),
        ("sort=placed", [done, late, dear, ready, new]),
        ("sort=-amount", [dear, done, ready, late, new]),
        ("sort=amount&state=ready_for_pickup", [late, ready]),
        ("sort=until&state=ready_for_pickup", [late, ready]),
        ("late=true", [late]),
        ("state=open&delivery=pickup&sort=amount", [new, late, ready]),
        ("payment_status=paid", [dear]),
        (f"reader={orders['reader']}", [dear]),
        ("q=林&state=confirmed", [new]),
        ("placed_from=2026-11-01&placed_to=2026-11-18", [dear, late]),
        ("cents_from=4000&cents_to=9000&sort=-amount", [done, ready, late]),
    ):
        assert ids_of(staff, f"{ORDERS}?{asked}") == found, asked
        numbers = {row["id"]: row["number"] for row in staff.get(f"{ORDERS}?{asked}").get_json()["items"]}
        head, *rows = table(staff, f"{ORDERS}.csv?{asked}&columns=number,titles,state&lang=en")
        assert head == ["Order", "What", "State"]
        assert [row[0] for row in rows] == [numbers[order_id] for order_id in found], asked
    assert ids_of(staff, f"{ORDERS}?sort=-amount&size=2&page=2") == [ready, late]
    [row] = table(staff, f"{ORDERS}.csv?payment_status=paid&columns=reader,titles,pieces,delivery,total_cents")[1:]
    assert row == ["陈默", "三体; 球状闪电", "3", "寄送", "20800"]
    assert len(table(staff, f"{ORDERS}.csv?lang=en")[0]) == 26
    assert staff.get(f"{ORDERS}?placed_from=2026-11-02&placed_to=2026-11-01").status_code == 422
    assert staff.get(f"{ORDERS}?sort=number").status_code == 422


def test_a_page_of_orders_and_its_file_take_the_same_number_of_statements_however_long(
    app: Any, staff: LibraryClient, orders: dict[str, int]
) -> None:
    def statements(path: str) -> int:
        with count_queries() as asked:
            staff.get(path).get_data()
        return len(asked)

    short = [statements(path) for path in (f"{ORDERS}?size=1", f"{ORDERS}.csv", f"{STOCK}?size=1", f"{STOCK}.csv")]
    with app.app_context():
        skus = [make_sku(make_book(), 30) for _ in range(6)]
        for _ in range(12):
            make_order(make_user(), dict.fromkeys(skus[:2], 1), TODAY, state="confirmed")
        db.session.commit()
    long = [statements(path) for path in (f"{ORDERS}?size=50", f"{ORDERS}.csv", f"{STOCK}?size=50", f"{STOCK}.csv")]
    assert long == short


def test_chosen_orders_are_packed_at_once_put_back_and_their_slips_are_printed(
    app: Any, staff: LibraryClient, orders: dict[str, int]
) -> None:
    new, dear, done = orders["new"], orders["dear"], orders["done"]
    asked = {"kind": "orders.start", "ids": [new, dear, done], "params": {}}
    act = staff.post("/api/staff/bulk-acts", json=asked).get_json()
    rows = staff.get(f"/api/staff/bulk-acts/{act['id']}/rows").get_json()["items"]
    assert [(row["before"], row["after"], row["problem"]) for row in rows][::2] == [
        ({"state": "confirmed"}, {"state": "packing"}, None),
        ({"state": "completed"}, {"state": "packing"}, "move_not_allowed"),
    ]
    assert staff.post(f"/api/staff/bulk-acts/{act['id']}/start").status_code == 200
    counts = staff.post(f"/api/staff/bulk-acts/{act['id']}/advance").get_json()["counts"]
    assert (counts["changed"], counts["failed"]) == (2, 1)
    assert sorted(ids_of(staff, f"{ORDERS}?state=packing")) == sorted([new, dear])
    # One of them has left the house by then: it is not called back.
    assert staff.post(f"{ORDERS}/{dear}/ship", json={"carrier": "SF", "tracking_number": "7"}).status_code == 200
    staff.post(f"/api/staff/bulk-acts/{act['id']}/undo")
    counts = staff.post(f"/api/staff/bulk-acts/{act['id']}/advance").get_json()["counts"]
    assert (counts["undone"], counts["kept"]) == (1, 1)
    assert staff.get(f"{ORDERS}/{new}").get_json()["state"] == "confirmed"
    with app.app_context():
        lived = db.session.query(ShopEvent.action).filter_by(entity="order", entity_id=new).order_by(ShopEvent.id)
        assert [action for (action,) in lived] == ["start", "put_back"]
    # All that a filter finds, as the table says it; one by one too.
    act = staff.post(
        "/api/staff/bulk-acts",
        json={**asked, "ids": None, "filter": {"state": "confirmed", "placed_from": "2026-11-20"}},
    ).get_json()
    assert act["row_count"] == 1
    assert staff.post(f"{ORDERS}/{new}/start").get_json()["may"][:2] == ["cancel", "put_back"]
    assert staff.post(f"{ORDERS}/{new}/put-back").get_json()["state"] == "confirmed"
    assert staff.post(f"{ORDERS}/{new}/put-back").get_json()["code"] == "move_not_allowed"

    slips = staff.get(f"{ORDERS}/slips?ids={dear},{new},99999").get_json()
    assert [(slip["id"], slip["address"] and slip["address"]["city"]) for slip in slips["items"]] == [
        (dear, ADDRESS["city"]),
        (new, None),
    ]
    assert [line["quantity"] for line in slips["items"][0]["lines"]] == [2, 1]
    found = staff.get(f"{ORDERS}/slips?state=ready_for_pickup").get_json()
    assert ([slip["id"] for slip in found["items"]], found["total"]) == ([orders["late"], orders["ready"]], 2)


def test_the_stock_is_narrowed_and_sorted_and_the_file_is_the_same_table(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        few = make_sku(make_book("三体", isbn13="9787536692930"), 2, price_cents=9_000)
        many = make_sku(make_book("Anna Karenina"), 40, price_cents=3_000, kind="used", note="旧")
        off = make_sku(make_book("Bleak House"), 1, price_cents=5_000, on_sale=False)
        make_order(make_user(), {many: 39}, TODAY, state="pending_payment")
        db.session.commit()
        few_id, many_id, off_id = few.id, many.id, off.id
    for asked, found in (
        ("", [off_id, many_id, few_id]),
        ("sort=left", [many_id, off_id, few_id]),
        ("sort=-on_hand", [many_id, few_id, off_id]),
        ("sort=price", [many_id, off_id, few_id]),
        ("sort=-price&on_sale=true", [few_id, many_id]),
        ("sort=title&q=a", [many_id, off_id]),
        ("reserved=true", [many_id]),
        ("scarce=true&sort=added", [few_id, many_id]),
        ("kind=used", [many_id]),
        ("q=978-7-5366-9293-0", [few_id]),
    ):
        assert ids_of(staff, f"{STOCK}?{asked}") == found, asked
        titles = [row["book"]["title"] for row in staff.get(f"{STOCK}?{asked}").get_json()["items"]]
        assert [row[0] for row in table(staff, f"{STOCK}.csv?{asked}&columns=title")[1:]] == titles, asked
    asked = "kind=used&columns=title,kind,on_hand,reserved,left,price_cents,on_sale&lang=en"
    assert table(staff, f"{STOCK}.csv?{asked}") == [
        ["Title", "Kind", "On hand", "Reserved", "Free", "Price (cents)", "For sale"],
        ["Anna Karenina", "Used", "40", "39", "1", "3000", "True"],
    ]


def test_payments_are_narrowed_and_sorted_and_the_file_is_the_same_table(
    app: Any, staff: LibraryClient, orders: dict[str, int]
) -> None:
    attempts: list[tuple[str, str, int, dict[str, Any]]] = [
        ("new", "captured", 2_000, {"provider": "pay_at_desk", "method": "cash", "refunded_cents": 500}),
        ("dear", "failed", 20_800, {"provider": "sandbox", "problem": "card_declined"}),
        ("dear", "captured", 20_800, {"provider": "sandbox"}),
    ]
    with app.app_context():
        for place, (order, state, cents, more) in enumerate(attempts):
            db.session.add(
                Payment(
                    order_id=orders[order], key=f"key-{place}", state=state, amount_cents=cents, currency="CNY",
                    captured_cents=cents if state == "captured" else 0,
                    made_at=datetime(2026, 11, 18 + place, 17, tzinfo=NOW.tzinfo), changed_at=NOW, **more,
                )
            )  # fmt: skip
        db.session.flush()
        first, second, third = (one.id for one in db.session.query(Payment).order_by(Payment.id))
        number = db.session.get_one(Order, orders["dear"]).number
        db.session.commit()
    for asked, found in (
        ("", [third, second, first]),
        ("sort=amount", [first, second, third]),
        ("state=captured&sort=made", [first, third]),
        ("provider=sandbox", [third, second]),
        ("method=cash", [first]),
        ("refunded=true", [first]),
        (f"q={number[:-1]}&state=failed", [second]),
        # One in the morning of the next day where the library stands.
        ("made_from=2026-11-19&made_to=2026-11-19", [first]),
    ):
        assert ids_of(staff, f"{PAYMENTS}?{asked}") == found, asked
        assert len(table(staff, f"{PAYMENTS}.csv?{asked}")) == 1 + len(found)
    assert table(staff, f"{PAYMENTS}.csv?state=failed&columns=order_number,provider,state,problem&lang=en") == [
        ["Order", "Paid through", "State", "Problem"],
        [number, "Sandbox", "Failed", "card_declined"],
    ]


def test_vouchers_are_sorted_and_the_file_is_the_same_table(app: Any, staff: LibraryClient) -> None:
    vouchers: list[tuple[str, dict[str, Any]]] = [
        ("WINTER", {"ends_on": date(2026, 12, 31)}),
        ("AUTUMN", {"ends_on": date(2026, 11, 30)}),
        ("WELCOME", {"ends_on": date(2027, 1, 31), "active": False}),
    ]
    with app.app_context():
        for number, (code, values) in enumerate(vouchers):
            make_voucher(code, uses=number, **values)
        db.session.commit()
    for asked, found in (
        ("", ["WELCOME", "WINTER", "AUTUMN"]),
        ("sort=code", ["AUTUMN", "WELCOME", "WINTER"]),
        ("sort=-uses&standing=good", ["AUTUMN", "WINTER"]),
        ("q=w&sort=ends", ["WINTER", "WELCOME"]),
    ):
        listed = staff.get(f"/api/staff/vouchers?{asked}").get_json()["items"]
        assert [row["code"] for row in listed] == found, asked
        rows = table(staff, f"/api/staff/vouchers.csv?{asked}&columns=code,standing&lang=en")
        assert [row[0] for row in rows[1:]] == found, asked
    assert rows == [["Code", "State"], ["WINTER", "Good today"], ["WELCOME", "Over"]]
