"""A reader borrows, keeps longer and waits, in Chromium; the day it is due is the same wherever the browser stands."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.calls import call, register, saved
from tests.e2e.conftest import PATIENCE

Visit = Callable[..., Page]
FAR = "America/Los_Angeles"


def day(written: str) -> str:
    """A day as a Chinese page writes it."""
    found = date.fromisoformat(written)
    return f"{found.year}年{found.month}月{found.day}日"


def title_to_borrow(page: Page) -> dict[str, Any]:
    """A title with few free copies, of which this reader may take one by himself."""
    found = call(page, "GET", "/api/books?available=true&sort=popular&size=40", None)["items"]
    for book in sorted(found, key=lambda one: one["copies_free"]):
        lending = call(page, "GET", f"/api/books/{book['id']}/lending", None)
        if lending["choice"] == "borrow" and lending["self_issue"] and not lending["reasons"]:
            return {**book, "lending": lending}
    raise AssertionError("nothing can be borrowed by oneself")


def test_a_reader_borrows_sees_when_it_is_due_and_is_told_about_renewing(visit: Visit, browser: Browser) -> None:
    page = visit("/")
    register(page, "借书的人")
    book = title_to_borrow(page)
    due = day(book["lending"]["due_on"])

    # The day is said before the click; a click too many is taken back as if it had never been.
    page.goto(f"/books/{book['id']}")
    control = page.locator(".book-lending")
    expect(control).to_contain_text(due)
    control.get_by_role("button", name="借这本书").click()
    expect(control).to_contain_text("一刻钟之内可以撤销")
    with saved(page, "/undo"):
        page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="如同没有借过")).to_be_visible()
    with saved(page, "/api/loans"):
        control.get_by_role("button", name="借这本书").click()
    expect(control).to_contain_text("这本书在你手上")
    expect(control).to_contain_text(f"{due}前归还")

    # The list has it, with the day as the library wrote it, and says whether it can be kept longer.
    page.goto("/account/loans")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text=book["title"])
    expect(row).to_contain_text(f"{due}前归还")
    loan = call(page, "GET", "/api/loans", None)["items"][0]
    if loan["renewable_until"]:
        with saved(page, "/renew"):
            row.get_by_role("button", name=re.compile("续借到")).click()
        expect(row).to_contain_text(f"{day(loan['renewable_until'])}前归还")
    else:
        expect(row).to_contain_text("现在不能续借")
        expect(row.locator(".reason-list li")).not_to_have_count(0)

    # A browser on the other side of the world shows the same day.
    far = browser.new_context(
        base_url=page.url.split("/account")[0],
        locale="zh-CN",
        timezone_id=FAR,
        storage_state=page.context.storage_state(),
        reduced_motion="reduce",
    )
    try:
        elsewhere = far.new_page()
        elsewhere.set_default_timeout(PATIENCE)
        elsewhere.goto("/account/loans")
        there = elsewhere.get_by_role("main").get_by_role("listitem").filter(has_text=book["title"])
        here = row.locator(".loan-state").inner_text()
        expect(there.locator(".loan-state")).to_have_text(re.sub(r"\s+", " ", here), use_inner_text=True)
    finally:
        far.close()

    # The calendar has the same day, in a file and under an address that can be closed again.
    file = page.evaluate("fetch('/api/loans/calendar.ics').then((answer) => answer.text())")
    assert call(page, "GET", "/api/loans", None)["items"][0]["due_on"].replace("-", "") in file
    with saved(page, "/api/calendar-feed"):
        page.get_by_role("button", name="生成订阅地址").click()
    expect(page.get_by_role("textbox", name="订阅地址")).to_have_value(re.compile(r"/api/calendar-feed/.+\.ics"))
    page.get_by_role("button", name="停用地址").click()
    with saved(page, "/api/calendar-feed"):
        page.get_by_role("dialog").get_by_role("button", name="停用地址").click()
    expect(page.get_by_role("button", name="生成订阅地址")).to_be_visible()


def test_a_reader_queues_for_a_book_on_loan_pauses_and_leaves_the_queue_by_keyboard(visit: Visit) -> None:
    others = visit("/")
    register(others, "先到的人")
    book = title_to_borrow(others)
    for copy in range(book["copies_free"]):
        if copy:
            call(others, "DELETE", "/api/session", None)
            register(others, f"先到的人{copy}")
        call(others, "POST", "/api/loans", {"book_id": book["id"]})

    page = visit("/", phone=True)
    register(page, "后到的人")
    page.goto(f"/books/{book['id']}")
    control = page.locator(".book-lending")
    with saved(page, "/api/holds"):
        control.get_by_role("button", name="排队预约，排第 1 位").click()
    expect(control).to_contain_text("排在第 1 位，共 1 位")

    # Placed by mistake, it is taken back at once; then placed again.
    with saved(page, "/api/holds"):
        page.get_by_role("button", name="撤销").click()
    with saved(page, "/api/holds"):
        control.get_by_role("button", name="排队预约，排第 1 位").click()

    page.goto("/account/holds")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text=book["title"])
    expect(row).to_contain_text("排在第 1 位")
    row.get_by_role("button", name=re.compile("暂停排队")).press("Enter")
    with saved(page, "/suspend"):
        page.get_by_role("dialog").get_by_role("button", name="暂停排队").press("Enter")
    expect(row).to_contain_text("已暂停")
    with saved(page, "/resume"):
        row.get_by_role("button", name=re.compile("^继续排队")).press("Enter")
    row.get_by_role("button", name=re.compile("取消预约")).press("Enter")
    with saved(page, "/api/holds"):
        page.get_by_role("dialog").get_by_role("button", name="取消预约").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("没有预约")
