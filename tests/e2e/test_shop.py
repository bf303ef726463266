"""Buying a book, from the page of the book to the order, in Chromium."""

import sqlite3
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.calls import call, register, saved
from tests.e2e.conftest import Portal

Visit = Callable[..., Page]
PASSWORD = "a long enough secret"
FOR_SALE = """
    SELECT book_id, id FROM sku WHERE kind = 'new' AND on_sale AND on_hand - reserved BETWEEN 3 AND 9
    AND most_per_order >= 3 ORDER BY id DESC LIMIT 8
"""


def for_sale(portal: Portal) -> list[tuple[int, int]]:
    """Titles with a few new pieces that anybody may buy: the book, and what is sold of it."""
    with sqlite3.connect(portal.folder / "shelfwise.db", timeout=30) as library:
        return [(book_id, sku_id) for book_id, sku_id in library.execute(FOR_SALE)]


def test_a_guest_buys_signs_in_at_the_checkout_and_orders_what_both_carts_had(portal: Portal, visit: Visit) -> None:
    (book_id, sku_id), (_, other_id), *_ = for_sale(portal)
    before = visit("/")
    register(before, "buyer-one")
    call(before, "POST", "/api/cart/lines", {"sku_id": sku_id, "quantity": 1})
    call(before, "POST", "/api/cart/lines", {"sku_id": other_id, "quantity": 1})
    before.context.close()

    page = visit(f"/books/{book_id}")
    with saved(page, "/api/cart/lines"):
        page.locator(".buy-control").get_by_role("button", name="加入购物车").first.click()
    cart = page.get_by_role("link", name="购物车，1 本")
    expect(cart).to_be_visible()
    cart.click()
    drawer = page.get_by_role("dialog", name="购物车")
    with saved(page, f"/api/cart/lines/{sku_id}"):
        drawer.get_by_role("button", name="多一本").click()
    drawer.get_by_role("button", name="去购物车").click()
    page.wait_for_url("**/cart")
    row = page.locator(".left .cart-row")
    expect(row).to_have_count(1)
    # Taken out by mistake, and had back.
    with saved(page, f"/api/cart/lines/{sku_id}"):
        row.get_by_role("button", name="移除").click()
    expect(row).to_have_count(0)
    with saved(page, "/api/cart/lines"):
        page.get_by_role("button", name="撤销").click()
    expect(row).to_have_count(1)
    page.get_by_role("button", name="去结算").click()

    page.wait_for_url("**/sign-in?next=/checkout")
    expect(page.get_by_text("登录后继续结算")).to_be_visible()
    page.locator("input[autocomplete=username]").fill("buyer-one")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout")
    sums = page.locator(".checkout-sums li")
    expect(sums).to_have_count(2)
    expect(sums.filter(has_text="× 3")).to_have_count(1)
    assert call(page, "GET", "/api/cart")["count"] == 4

    # Another price, after the checkout was shown: it is said, and nothing is ordered before the reader agrees.
    staff = visit("/")
    call(staff, "POST", "/api/session", {"name": "staff", "password": "shelfwise-demo"})
    price = call(page, "GET", "/api/cart")["lines"][0]["list_cents"]
    dearer = call(page, "GET", "/api/cart")["lines"][0]["sku_id"]
    call(staff, "PATCH", f"/api/staff/skus/{dearer}", {"price_cents": price + 100})
    page.locator("input[value=pay_at_desk]").check()
    place = page.get_by_role("button", name="提交订单")
    place.click()
    trouble = page.locator(".order-trouble")
    expect(trouble).to_contain_text("价格有变化")
    assert call(page, "GET", "/api/orders")["total"] == 0
    trouble.get_by_role("button", name="同意").click()
    page.wait_for_url("**/account/orders/*")
    [order] = call(page, "GET", "/api/orders")["items"]
    assert (order["state"], order["delivery"], sum(line["quantity"] for line in order["lines"])) == (
        "confirmed",
        "pickup",
        4,
    )
    assert call(page, "GET", "/api/cart")["count"] == 0


def test_a_reader_has_it_sent_to_a_new_address_on_a_phone_by_keyboard(portal: Portal, visit: Visit) -> None:
    _, _, (_, sku_id), *_ = for_sale(portal)
    page = visit("/", locale="en", phone=True)
    register(page, "buyer-two")
    # The app remembers the language that it began in; only then another one can be put in its place.
    page.wait_for_load_state("networkidle")
    page.evaluate("localStorage.setItem('shelfwise.locale', 'en')")
    call(page, "POST", "/api/cart/lines", {"sku_id": sku_id, "quantity": 2})
    page.goto("/checkout")
    page.get_by_role("radio", name="Have it sent").check()
    expect(page.get_by_text("Choose an address first.")).to_be_visible()
    fields = {"Recipient": "Lin Wan", "Mobile number": "138 0000 0000", "Province": "浙江省", "City": "杭州市"}
    for label, value in {**fields, "District": "西湖区", "Street and number": "文一路 1 号"}.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Postal code").fill("31001")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not a postal code there.")).to_be_visible()
    page.get_by_label("Postal code").fill("310012")
    with saved(page, "/api/addresses"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Lin Wan")).to_be_checked()
    place = page.get_by_role("button", name="Place order for")
    expect(place).to_be_enabled()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/account/addresses")
    expect(page.get_by_text("13800000000")).to_be_visible()
