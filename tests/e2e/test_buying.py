"""One order from end to end, in Chromium: bought, paid at the pretended bank, sent, and partly paid back."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from tests.e2e.calls import call, enter, register, saved
from tests.e2e.conftest import Portal

Visit = Callable[..., Page]
ADDRESS = {"收件人": "林晚", "手机号": "13800138000", "省份": "浙江省", "城市": "杭州市", "区县": "西湖区"}
# Not what the other walks through the shop buy: those take the newest.
FOR_SALE = """
    SELECT sku.id, sku.book_id, book.title FROM sku JOIN book ON book.id = sku.book_id
    WHERE sku.kind = 'new' AND sku.on_sale AND sku.on_hand - sku.reserved >= 6 AND sku.most_per_order >= 2
    AND sku.price_cents >= 2000 ORDER BY sku.id LIMIT 1
"""


def ask(portal: Portal, question: str, *given: object) -> tuple[object, ...]:
    """A row from the library's own books."""
    with sqlite3.connect(portal.folder / "shelfwise.db", timeout=30) as library:
        row: tuple[object, ...] = library.execute(question, given).fetchone()
    return row


def money(cents: int) -> str:
    return f"¥{cents / 100:,.2f}"


def words_of(invoice: Path) -> str:
    """What stands on a paper, without its gaps."""
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(invoice))
    return "".join(text.split())


def test_a_reader_buys_pays_has_it_sent_and_gets_a_part_of_the_money_back(visit: Visit, portal: Portal) -> None:
    sku_id, book_id, title = ask(portal, FOR_SALE)
    stock = "SELECT on_hand, reserved FROM sku WHERE id = ?"
    on_hand, reserved = ask(portal, stock, sku_id)
    assert isinstance(on_hand, int)
    assert isinstance(reserved, int)

    # From the page of the book, by the cart, to the checkout.
    page = visit("/")
    register(page, "yilu")
    page.goto(f"/books/{book_id}")
    with saved(page, "/api/cart/lines"):
        page.locator(".buy-control").get_by_role("button", name="加入购物车").first.click()
    page.get_by_role("link", name="购物车，1 本").click()
    drawer = page.get_by_role("dialog", name="购物车")
    with saved(page, f"/api/cart/lines/{sku_id}"):
        drawer.get_by_role("button", name="多一本").click()
    drawer.get_by_role("button", name="去购物车").click()
    page.wait_for_url("**/cart")
    page.get_by_role("button", name="去结算").click()
    page.wait_for_url("**/checkout")
    page.get_by_role("radio", name="寄到家里").check()
    for label, value in {**ADDRESS, "街道门牌": "文一路 1 号", "邮政编码": "310012"}.items():
        page.get_by_label(label, exact=True).fill(value)
    with saved(page, "/api/addresses"):
        page.get_by_role("button", name="保存地址").click()
    expect(page.get_by_role("radio", name="林晚")).to_be_checked()
    place = page.get_by_role("button", name="提交订单 ¥")
    expect(place).to_be_enabled()
    place.click()

    # At the pretended bank: until it says that it has the money, the pieces are only set aside.
    page.wait_for_url("**/sandbox/*")
    [order] = call(page, "GET", "/api/orders")["items"]
    total, number = order["total_cents"], order["number"]
    assert (order["state"], order["delivery"], order["shipping_cents"] + order["goods_cents"]) == (
        "pending_payment",
        "shipping",
        total,
    )
    assert ask(portal, stock, sku_id) == (on_hand, reserved + 2)
    expect(page.locator(".sandbox-bank")).to_contain_text(number)
    expect(page.locator(".sandbox-bank .sum")).to_have_text(money(total))
    with saved(page, "/api/payments/sandbox/events"):
        page.get_by_role("button", name="付款成功").click()
    expect(page.get_by_text("图书馆答：已入账")).to_be_visible()
    page.get_by_role("link", name="回到图书馆").click()
    page.wait_for_url(f"**/account/orders/{order['id']}/pay")
    expect(page.get_by_role("heading", name="付款成功")).to_be_visible()
    page.get_by_role("link", name="查看订单").click()

    # The order is paid, two pieces fewer are there, and the invoice says the same.
    page.wait_for_url(f"**/account/orders/{order['id']}")
    expect(page.get_by_text("已经确认，很快就会打包寄出。")).to_be_visible()
    expect(page.locator(".order-timeline")).to_contain_text(f"收到付款 {money(total)}")
    paid = call(page, "GET", f"/api/orders/{order['id']}")
    assert (paid["state"], paid["payment_status"], paid["captured_cents"], paid["owed_cents"]) == (
        "confirmed",
        "paid",
        total,
        0,
    )
    assert ask(portal, stock, sku_id) == (on_hand - 2, reserved)
    with page.expect_download() as download:
        page.get_by_role("link", name="发票 PDF").click()
    words = words_of(download.value.path())
    assert paid["invoice_number"].startswith(f"{datetime.now(UTC).year}-")
    for expected in (paid["invoice_number"], number, str(title), "林晚", f"价税合计{money(total)}", "付款状态已付清"):
        assert "".join(expected.split()) in words, (expected, words)

    # The desk packs and sends it.
    desk = visit("/")
    enter(desk, "staff")
    desk.goto("/staff/orders")
    with saved(desk, "/start"):
        desk.get_by_role("button", name=f"开始打包订单 {number}").click()
    desk.goto(f"/staff/orders/{order['id']}")
    desk.get_by_role("button", name="寄出").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("快递公司").fill("顺丰")
    dialog.get_by_label("快递单号").fill("SF20261128")
    with saved(desk, "/ship"):
        dialog.get_by_role("button", name="寄出").click()
    page.reload()
    expect(page.get_by_text("已由顺丰寄出，单号 SF20261128。")).to_be_visible()

    # A corner is bent: five yuan go back by the way they came, and the reader sees it.
    desk.get_by_role("button", name="退款").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("金额（元）").fill("5")
    dialog.get_by_label("原因").fill("书角压坏")
    dialog.get_by_role("button", name="退 ¥5.00").click()
    expect(dialog.get_by_text("退出去的 ¥5.00 收不回来。")).to_be_visible()
    with saved(desk, "/refunds"):
        dialog.get_by_role("button", name="确定退 ¥5.00").click()
    expect(desk.get_by_text("已退 ¥5.00").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("已退款 ¥5.00。")).to_be_visible()
    expect(page.locator(".order-timeline")).to_contain_text("书角压坏")
    with saved(page, "/received"):
        page.get_by_role("button", name="我收到了").click()
    expect(page.get_by_text("前可以退货").first).to_be_visible()
    bank = "SELECT captured_cents, refunded_cents FROM sandbox_payment WHERE order_number = ?"
    assert ask(portal, bank, number) == (total, 500)
    assert ask(portal, stock, sku_id) == (on_hand - 2, reserved)
    page.goto("/account/notices")
    expect(page.get_by_text(number).first).to_be_visible()
