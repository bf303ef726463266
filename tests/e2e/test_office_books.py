"""The catalogue in the hands of the staff, in Chromium: many books edited and put back, two editors, labels."""

import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, Route, expect

from tests.e2e.calls import call, enter, saved

Visit = Callable[..., Page]
HOUSE = "知阅试印"


@pytest.fixture
def staff(visit: Visit) -> Page:
    page = visit("/")
    enter(page, "staff")
    return page


def publisher_of(page: Page, book_id: int) -> Any:
    return call(page, "GET", f"/api/staff/books/{book_id}")["facts"]["publisher"]


def until(page: Page, act_id: int, state: str) -> None:
    """The page of the act advances it, part by part."""
    for _ in range(600):
        if call(page, "GET", f"/api/staff/bulk-acts/{act_id}")["state"] == state:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"the act is not {state}")


def test_all_books_of_a_filter_get_another_publisher_and_it_is_taken_back(staff: Page) -> None:
    found = call(staff, "GET", "/api/staff/books?language=en&size=1")
    total, one = found["total"], found["items"][0]
    was = publisher_of(staff, one["id"])
    assert total >= 100
    staff.goto("/staff/books?language=en")
    expect(staff.locator("tbody tr[tabindex]").first).to_be_visible()
    staff.locator("thead .el-checkbox").click()
    staff.get_by_role("button", name=re.compile(r"^选中全部")).click()
    staff.get_by_role("button", name="批量修改…").click()
    dialog = staff.get_by_role("dialog")
    dialog.get_by_role("textbox", name="出版社").fill(HOUSE)
    dialog.get_by_role("button", name="预览").click()
    # The act has a page of its own: what it would do, before anything is done.
    expect(staff).to_have_url(re.compile(r"/staff/bulk-acts/\d+"))
    expect(staff.locator("tbody").get_by_text(HOUSE).first).to_be_visible()
    assert publisher_of(staff, one["id"]) == was
    act_id = int(staff.url.rpartition("/")[2].partition("?")[0])
    with saved(staff, "/start"):
        staff.get_by_role("button", name=re.compile("开始|执行")).first.click()
    until(staff, act_id, "done")
    act = call(staff, "GET", f"/api/staff/bulk-acts/{act_id}")
    assert act["counts"]["changed"] + act["counts"]["unchanged"] == total
    assert publisher_of(staff, one["id"]) == HOUSE
    with saved(staff, "/undo"):
        staff.get_by_role("button", name=re.compile("撤销")).first.click()
    until(staff, act_id, "undone")
    assert publisher_of(staff, one["id"]) == was


def test_two_who_edit_one_book_are_told_and_nothing_is_lost(visit: Visit, staff: Page) -> None:
    other = visit("/")
    enter(other, "admin")
    made = call(staff, "POST", "/api/staff/books", {"title": "两人同改", "publisher": "旧社"})
    for page in (staff, other):
        page.goto(f"/staff/books/{made['id']}")
        expect(page.get_by_role("textbox", name="书名", exact=True)).to_have_value("两人同改")
    other.get_by_role("combobox", name="出版社").fill("别人的社")
    with saved(other, "/staff/books/"):
        other.get_by_role("button", name="保存").click()
    staff.get_by_role("textbox", name="副标题").fill("我的副标题")
    staff.get_by_role("combobox", name="出版社").fill("我的社")
    staff.get_by_role("button", name="保存").click()
    notice = staff.locator(".conflict-notice")
    expect(notice).to_contain_text("别人的社")
    notice.get_by_role("radio").nth(1).check(force=True)
    notice.get_by_role("button").last.click()
    # Both stand: what only I typed, and what I chose of theirs.
    expect(staff.get_by_role("textbox", name="副标题")).to_have_value("我的副标题")
    expect(staff.get_by_role("combobox", name="出版社")).to_have_value("别人的社")
    with saved(staff, "/staff/books/"):
        staff.get_by_role("button", name="保存").click()
    facts = call(staff, "GET", f"/api/staff/books/{made['id']}")["facts"]
    assert (facts["subtitle"], facts["publisher"]) == ("我的副标题", "别人的社")


def test_a_new_book_is_typed_with_its_author_gets_copies_and_their_labels_are_printed(staff: Page) -> None:
    staff.goto("/staff/books/new")
    staff.get_by_role("textbox", name="书名", exact=True).fill("雪落知阅")
    staff.get_by_role("button", name="添加一人").click()
    staff.get_by_role("combobox", name="姓名 1").fill("林知阅")
    staff.get_by_role("textbox", name="ISBN").fill("9787559435553")
    expect(staff.get_by_text("校验位不对")).to_be_visible()
    staff.get_by_role("textbox", name="ISBN").fill("978-7-5594-3555-2")
    expect(staff.get_by_text("校验位不对")).to_have_count(0)
    with saved(staff, "/api/staff/books"):
        staff.get_by_role("button", name="录入", exact=True).click()
    expect(staff).to_have_url(re.compile(r"/staff/books/\d+\?tab=copies"))
    staff.get_by_role("button", name="添加复本").click()
    dialog = staff.get_by_role("dialog", name=re.compile("添加复本"))
    dialog.get_by_label("几本").fill("3")
    dialog.get_by_label("第一个条码").fill("E2E0000008")
    expect(dialog.get_by_text("到 E2E0000010")).to_be_visible()
    dialog.get_by_label("索书号").fill("I247.57/L61")
    with saved(staff, "/copies"):
        dialog.get_by_role("button", name="添加", exact=True).click()
    labels = staff.get_by_role("dialog", name="3 张标签")
    drawn: list[bytes] = []

    def keep(route: Route) -> None:
        answer = route.fetch()
        drawn.append(answer.body())
        route.fulfill(response=answer)

    staff.route("**/api/staff/labels.pdf", keep)
    with staff.context.expect_page():
        labels.get_by_role("button", name="生成 PDF").click()
    expect(labels.get_by_role("link", name="打开 PDF")).to_have_attribute("href", re.compile("^blob:"))
    [sheet] = pypdfium2.PdfDocument(drawn[0])
    scanned = sorted(code.text for code in zxingcpp.read_barcodes(sheet.render(scale=4).to_pil()))
    assert scanned == ["E2E0000008", "E2E0000009", "E2E0000010"]
