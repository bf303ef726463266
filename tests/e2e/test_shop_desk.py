"""Orders from the reader's side and from the desk's, in Chromium: given up, sent, taken back, handed over."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.calls import call, enter, register, saved
from tests.e2e.conftest import Portal
from tests.e2e.test_office_books import until
from tests.e2e.test_pages import TWICE

Visit = Callable[..., Page]
ADDRESS = {
    "recipient": "林晚",
    "phone": "13800138000",
    "country": "CN",
    "region": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "文一西路 1 号",
    "postal_code": "310000",
}
# Something new of which there are some.
FOR_SALE = """
    SELECT id, on_hand, reserved FROM sku WHERE on_sale AND kind = 'new' AND on_hand - reserved >= 3 ORDER BY id DESC
"""


def for_sale(portal: Portal) -> tuple[int, int, int]:
    """Its id, how many are on hand, and how many of those are reserved."""
    with sqlite3.connect(portal.folder / "shelfwise.db", timeout=30) as library:
        found = library.execute(FOR_SALE).fetchone()
    assert found
    return (int(found[0]), int(found[1]), int(found[2]))


def order(page: Page, sku_id: int, delivery: str, quantity: int = 1) -> dict[str, Any]:
    """An order of the reader who is signed in on this page."""
    cart = call(page, "POST", "/api/cart/lines", {"sku_id": sku_id, "quantity": quantity})
    assert cart.get("lines"), cart
    address = call(page, "POST", "/api/addresses", ADDRESS)["id"] if delivery == "shipping" else None
    quote = call(page, "POST", "/api/checkout/quote", {"delivery": delivery, "address_id": address})
    provider = "pay_at_desk" if delivery == "pickup" else "sandbox"
    asked = {"delivery": delivery, "address_id": address, "provider": provider, "price_hash": quote["price_hash"]}
    placed: dict[str, Any] = call(page, "POST", "/api/orders", asked)
    assert placed.get("number"), placed
    return placed


@pytest.fixture
def desk(visit: Visit) -> Page:
    page = visit("/")
    enter(page, "staff")
    return page


def test_a_reader_gives_an_order_up_and_the_books_are_for_sale_again(visit: Visit, portal: Portal) -> None:
    page = visit("/")
    register(page, "qixin")
    sku_id, on_hand, reserved = for_sale(portal)
    placed = order(page, sku_id, "pickup")
    page.goto("/account/orders")
    page.get_by_role("link", name=placed["number"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(placed["number"])
    expect(page.get_by_text("取书时付").first).to_be_visible()
    page.get_by_role("button", name="取消订单").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("买错了")
    with saved(page, "/cancel"):
        dialog.get_by_role("button", name="取消订单").click()
    expect(page.get_by_text("这个订单已取消。")).to_be_visible()
    expect(page.locator(".order-timeline")).to_contain_text("买错了")
    # What cannot be given up again has no button for it.
    expect(page.get_by_role("button", name="取消订单")).to_have_count(0)
    assert for_sale(portal) == (sku_id, on_hand, reserved)


def test_the_desk_packs_sends_and_takes_back_an_order(visit: Visit, desk: Page, portal: Portal) -> None:
    reader = visit("/")
    register(reader, "jishu")
    sku_id, _, _ = for_sale(portal)
    placed = order(reader, sku_id, "shipping", quantity=2)
    paid = {"method": "card", "amount_cents": placed["total_cents"]}
    call(desk, "POST", f"/api/staff/orders/{placed['id']}/payments", paid)
    desk.goto("/staff/orders")
    with saved(desk, "/start"):
        desk.get_by_role("button", name=f"开始打包订单 {placed['number']}").click()
    # What is scanned or typed, wherever the focus is, looks for an order.
    desk.keyboard.type(placed["number"])
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name=placed["number"]).click()
    desk.get_by_role("button", name="寄出").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("快递公司").fill("顺丰")
    dialog.get_by_label("快递单号").fill("SF1234567890")
    with saved(desk, "/ship"):
        dialog.get_by_role("button", name="寄出").click()
    expect(desk.get_by_text("已由顺丰寄出，单号 SF1234567890。")).to_be_visible()
    reader.goto(f"/account/orders/{placed['id']}")
    with saved(reader, "/received"):
        reader.get_by_role("button", name="我收到了").click()
    expect(reader.get_by_text("已经送到").first).to_be_visible()
    desk.reload()
    desk.get_by_role("button", name="收退货").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("spinbutton").fill("1")
    dialog.get_by_label("原因").fill("装订有误")
    half = placed["lines"][0]["unit_cents"]
    expect(dialog.get_by_role("status")).to_contain_text(f"{half / 100:,.2f}")
    with saved(desk, "/returns"):
        dialog.get_by_role("button", name=re.compile("收下并退")).click()
    expect(desk.locator(".order-timeline")).to_contain_text("装订有误")
    after = call(desk, "GET", f"/api/staff/orders/{placed['id']}")
    assert (after["state"], after["refunded_cents"], after["lines"][0]["returned"]) == ("completed", half, 1)


def test_an_order_goes_over_the_desk_when_it_is_paid_and_its_number_is_right(
    visit: Visit, desk: Page, portal: Portal
) -> None:
    reader = visit("/")
    register(reader, "laiqu")
    placed = order(reader, for_sale(portal)[0], "pickup")
    path = f"/api/staff/orders/{placed['id']}"
    call(desk, "POST", f"{path}/start")
    call(desk, "POST", f"{path}/ready", {"slot": "A-12"})
    desk.goto(f"/staff/orders/{placed['id']}")
    expect(desk.get_by_text("收款后才能交给读者")).to_be_visible()
    desk.get_by_role("button", name="收款").click()
    with saved(desk, "/payments"):
        desk.get_by_role("dialog").get_by_role("button", name=re.compile("^收 ")).click()
    field = desk.get_by_role("textbox", name="扫描装箱单或输入订单号")
    expect(field).to_be_focused()
    desk.keyboard.type("000000")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("不是这个订单")
    desk.keyboard.type(placed["number"])
    with saved(desk, "/hand-over"):
        desk.keyboard.press("Enter")
    expect(desk.get_by_text("已交给读者，").first).to_be_visible()
    assert call(desk, "GET", path)["state"] == "completed"


def test_chosen_orders_are_packed_at_once_their_slips_printed_and_it_is_taken_back(
    visit: Visit, desk: Page, portal: Portal
) -> None:
    reader = visit("/")
    register(reader, "pilian")
    sku_id, _, _ = for_sale(portal)
    placed = [order(reader, sku_id, "pickup") for _ in range(2)]
    # Who comes without asking for anything comes to pack.
    desk.goto("/staff/orders")
    expect(desk).to_have_url(re.compile(r"state=confirmed"))
    for one in placed:
        desk.get_by_role("row").filter(has_text=one["number"]).locator(".el-checkbox").click()
    toolbar = desk.get_by_role("toolbar")
    expect(toolbar).to_contain_text("已选 2 项")
    toolbar.get_by_role("link", name="装箱单").click()
    for one in placed:
        expect(desk.get_by_role("heading", name=re.compile(one["number"]))).to_be_visible()
    expect(desk.get_by_role("button", name="打印")).to_be_visible()
    desk.go_back()
    for one in placed:
        desk.get_by_role("row").filter(has_text=one["number"]).locator(".el-checkbox").click()
    toolbar.get_by_role("button", name="开始打包").click()
    expect(desk).to_have_url(re.compile(r"/staff/bulk-acts/\d+"))
    act_id = int(desk.url.rpartition("/")[2].partition("?")[0])
    expect(desk.locator("tbody").get_by_text("打包中").first).to_be_visible()
    with saved(desk, "/start"):
        desk.get_by_role("button", name="开始", exact=True).click()
    until(desk, act_id, "done")
    assert {call(desk, "GET", f"/api/staff/orders/{one['id']}")["state"] for one in placed} == {"packing"}
    with saved(desk, "/undo"):
        desk.get_by_role("button", name="撤销", exact=True).click()
    until(desk, act_id, "undone")
    assert {call(desk, "GET", f"/api/staff/orders/{one['id']}")["state"] for one in placed} == {"confirmed"}
    # One alone: the same, with its way back at hand.
    desk.goto("/staff/orders?state=confirmed&sort=-amount")
    with saved(desk, "/start"):
        desk.get_by_role("button", name=f"开始打包订单 {placed[0]['number']}").click()
    with saved(desk, "/put-back"):
        desk.get_by_role("button", name="撤销").click()


def test_no_dialog_of_the_shop_takes_an_id_that_its_page_has(desk: Page) -> None:
    for path, name, leave in (
        ("/staff/stock", "出售一本书", "不了"),
        ("/staff/stock", "出售注销的复本", "关闭"),
        ("/staff/stock", re.compile("的进出库$"), "不了"),
        ("/staff/stock", re.compile("的价格$"), "不了"),
        ("/staff/stock", re.compile("的流水$"), None),
        ("/staff/vouchers", "新建优惠券", "不了"),
        ("/staff/discounts", "新建折扣", "不了"),
        ("/staff/orders/1", "按键", "关闭"),
    ):
        if not desk.url.endswith(path):
            desk.goto(path)
        desk.get_by_role("button", name=name).first.click()
        dialog = desk.locator("dialog[open]")
        expect(dialog).to_be_visible()
        assert desk.evaluate(TWICE) == [], (path, name)
        if leave:
            dialog.get_by_role("button", name=leave).click()
        else:
            desk.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
