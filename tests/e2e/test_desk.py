"""The desk, as somebody with a scanner and no mouse works at it, in Chromium."""

import re
import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.calls import call, enter, register
from tests.e2e.conftest import Portal

Visit = Callable[..., Page]
# Titles of which nobody has or wants anything, with their copies that can be lent.
FREE = """
    SELECT copy.book_id, GROUP_CONCAT(copy.barcode) FROM copy
    WHERE copy.condition = 'ok' AND NOT copy.reference_only AND copy.item_type_id = 1
      AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.book_id = copy.book_id AND loan.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.book_id = copy.book_id AND hold.closed_at IS NULL)
    GROUP BY copy.book_id HAVING COUNT(*) BETWEEN ? AND ? ORDER BY copy.book_id DESC LIMIT 8
"""


def library_of(portal: Portal) -> sqlite3.Connection:
    return sqlite3.connect(portal.folder / "shelfwise.db", timeout=30)


def free_titles(portal: Portal, least: int, most: int) -> list[tuple[int, list[str]]]:
    """Titles that nobody has or wants, with so many copies that can be lent."""
    with library_of(portal) as library:
        return [(book_id, barcodes.split(",")) for book_id, barcodes in library.execute(FREE, (least, most))]


def card_of(visit: Visit, name: str) -> tuple[int, str]:
    """A reader of one's own: the account, and the number on the card."""
    page = visit("/")
    register(page, name)
    user_id = call(page, "GET", "/api/account")["reader"]["id"]
    page.context.close()
    desk = visit("/")
    enter(desk, "staff")
    number = str(call(desk, "GET", f"/api/staff/cards/{user_id}")["card"]["number"])
    desk.context.close()
    return user_id, number


def scan(page: Page, text: str) -> None:
    """A scanner types fast, wherever the focus is, and ends with Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def answer(page: Page) -> Locator:
    return page.locator("[aria-live=assertive]")


@pytest.fixture
def desk(visit: Visit) -> Page:
    page = visit("/")
    enter(page, "staff")
    page.goto("/staff/desk")
    expect(page.get_by_label("扫描读者证")).to_be_focused()
    return page


def test_five_books_go_out_and_come_back_by_keyboard_alone(portal: Portal, visit: Visit, desk: Page) -> None:
    _, card = card_of(visit, "five-books")
    books = [barcodes[0] for _, barcodes in free_titles(portal, 1, 9)[:5]]
    scan(desk, card)
    expect(desk.get_by_label("扫描图书条码")).to_be_focused()
    for barcode in books:
        scan(desk, barcode)
        expect(answer(desk)).to_contain_text("已借出")
        expect(desk.locator(".check-out-line").first).to_contain_text(barcode)
    # A double scan: one loan, and the screen says so.
    scan(desk, books[4])
    expect(answer(desk)).to_contain_text("这本已经借给这位读者")
    expect(desk.locator(".check-out-line")).to_have_count(5)
    assert len(call(desk, "GET", f"/api/desk/reader?number={card}")["loans"]) == 5

    desk.emulate_media(media="print")
    expect(desk.locator(".desk-receipt")).to_contain_text("共 5 本")
    expect(desk.get_by_role("banner")).to_be_hidden()
    desk.emulate_media(media="screen")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="键盘上的工作台")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    expect(desk.get_by_label("扫描读者证")).to_be_focused()

    desk.keyboard.press("F4")
    expect(desk.get_by_label("扫描归还的图书")).to_be_focused()
    for barcode in books:
        scan(desk, barcode)
        expect(desk.locator(".check-in-line").first).to_contain_text(barcode)
        expect(answer(desk)).to_contain_text("放回书架")
    scan(desk, "NOSUCH99999")
    expect(answer(desk)).to_contain_text("没有这个条码")
    assert call(desk, "GET", f"/api/desk/reader?number={card}")["loans"] == []


def test_a_refusal_names_its_reasons_and_is_overruled_with_a_comment(portal: Portal, visit: Visit, desk: Page) -> None:
    _, card = card_of(visit, "second-of-a-kind")
    first, second = free_titles(portal, 2, 9)[5][1][:2]
    scan(desk, card)
    scan(desk, first)
    expect(answer(desk)).to_contain_text("已借出")
    scan(desk, second)
    expect(answer(desk)).to_contain_text("不能借出")
    desk.keyboard.press("F8")
    dialog = desk.get_by_role("dialog", name="仍要借出？")
    expect(dialog.get_by_label("说明")).to_be_focused()
    # Without a comment nothing happens.
    desk.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    desk.keyboard.type("送给两个班级")
    desk.keyboard.press("Enter")
    expect(answer(desk)).to_contain_text("已借出")
    expect(desk.locator(".check-out-line.lent")).to_have_count(2)
    loans = call(desk, "GET", f"/api/desk/reader?number={card}")["loans"]
    latest = max(loan["id"] for loan in loans)
    events = call(desk, "GET", f"/api/desk/events?entity=loan&id={latest}")["items"]
    assert events[0]["reason"] == "送给两个班级"
    for barcode in (first, second):
        call(desk, "POST", "/api/desk/returns", {"barcode": barcode})


def test_a_book_that_somebody_waits_for_goes_to_the_hold_shelf(portal: Portal, visit: Visit, desk: Page) -> None:
    borrower, _ = card_of(visit, "has-it-now")
    waiting, _ = card_of(visit, "waits-for-it")
    book_id, (barcode, *others) = free_titles(portal, 1, 3)[6]
    for other in others:
        call(desk, "POST", f"/api/desk/copies/{other}/repair", {"reason": "at the binder’s"})
    call(desk, "POST", "/api/desk/loans", {"user_id": borrower, "barcode": barcode})
    call(desk, "POST", "/api/desk/holds", {"user_id": waiting, "book_id": book_id})
    desk.keyboard.press("F4")
    expect(desk.get_by_label("扫描归还的图书")).to_be_focused()
    scan(desk, barcode)
    expect(answer(desk)).to_contain_text("放到预约架，留给 waits-for-it")
    expect(answer(desk)).to_contain_text("保留到")
    desk.emulate_media(media="print")
    expect(desk.locator(".hold-slip")).to_contain_text("waits-for-it")
    desk.emulate_media(media="screen")

    desk.goto("/staff/hold-shelf")
    row = desk.get_by_role("row").filter(has_text=barcode)
    row.get_by_role("button", name="借给他").press("Enter")
    expect(desk.get_by_role("status").filter(has_text="借给了")).to_be_visible()
    expect(row).to_have_count(0)
    for other in others:
        call(desk, "POST", f"/api/desk/copies/{other}/restore", {"reason": "back again"})
    call(desk, "POST", "/api/desk/returns", {"barcode": barcode})


def test_an_auditor_sees_the_lists_and_finds_nothing_to_change(portal: Portal, visit: Visit) -> None:
    page = visit("/")
    register(page, "an-auditor")
    with library_of(portal) as library:
        library.execute("UPDATE user SET role = 'auditor' WHERE name = 'an-auditor'")
    page.goto("/staff/overdue")
    expect(page.get_by_role("heading", name="逾期图书")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("续借|放上预约架|借给他"))).to_have_count(0)
    page.goto("/staff/returns")
    expect(page.get_by_text("审计员可以查看")).to_be_visible()
    expect(page.get_by_label("扫描归还的图书")).to_have_count(0)
