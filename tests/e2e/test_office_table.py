"""The office by keyboard and on a phone: going anywhere, a table as one likes to see it, and what waits today."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.calls import call, enter, saved
from tests.e2e.test_pages import AXE, VIOLATIONS

Visit = Callable[..., Page]


def accessible(page: Page) -> None:
    page.evaluate(AXE)
    found = json.loads(page.evaluate(VIOLATIONS))
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def opened(visit: Visit, who: str, path: str, **looks: Any) -> Page:
    page = visit("/opening-hours", **looks)
    enter(page, who)
    page.goto(path)
    page.locator("h1").first.wait_for()
    return page


def test_the_palette_leads_anywhere_by_keyboard(visit: Visit) -> None:
    page = opened(visit, "staff", "/staff")
    expect(
        page.get_by_role("navigation", name="馆员页面").get_by_role("link", name="后台", exact=True)
    ).to_have_attribute("aria-current", "page")
    pull_list = call(page, "GET", "/api/staff/today")["pull_list"]
    expect(page.get_by_role("link", name=re.compile("取书单")).filter(has_text=f"{pull_list}").first).to_be_visible()
    accessible(page)

    field = page.get_by_role("combobox", name="页面、图书、读者、条码、订单……")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    accessible(page)
    # By the first letters in pinyin, and by the name in the other language.
    for typed, title, path in (("yq", "逾期", "/staff/overdue"), ("pull list", "取书单", "/staff/pull-list")):
        field.fill(typed)
        expect(page.locator("[role=option][aria-selected=true]")).to_contain_text(title)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"{path}$"))
        page.keyboard.press("Control+k")
    # The last visited come first when nothing is typed.
    expect(page.get_by_role("group", name="最近去过").get_by_role("option").first).to_contain_text("取书单")

    barcode = call(page, "GET", "/api/staff/copies?size=1")["items"][0]["barcode"]
    field.fill(barcode)
    copy = page.get_by_role("group", name="复本").get_by_role("option", name=re.compile(barcode))
    expect(copy).to_be_visible()
    while copy.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"barcode={barcode}"))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)


def test_a_table_is_seen_as_one_likes_and_comes_back_so(visit: Visit) -> None:
    page = opened(visit, "staff", "/staff/books?language=en")
    table = page.get_by_role("table", name="图书")
    total = call(page, "GET", "/api/staff/books?language=en&size=1")["total"]
    expect(page.get_by_role("status").filter(has_text=f"共 {total} 条")).to_be_visible()
    with page.expect_response(lambda answer: "sort=title" in answer.url):
        table.get_by_role("columnheader", name="图书").get_by_role("button").click()
    page.get_by_role("button", name="列", exact=True).click()
    page.get_by_role("group", name="列").get_by_text("出版社").click()
    page.keyboard.press("Escape")
    expect(table.get_by_role("columnheader", name="出版社")).to_have_count(0)

    file = page.get_by_role("link", name="导出 CSV").get_attribute("href") or ""
    rows = list(csv.reader(io.StringIO(page.request.get(file).text().lstrip("\ufeff"))))
    assert len(rows) == 1 + total
    assert "出版社" not in rows[0]
    assert "ISBN" in rows[0]

    # Rows by keyboard: two of them are chosen.
    table.get_by_role("row").nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("toolbar")).to_contain_text("已选 2 项")
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar")).to_have_count(0)

    page.get_by_role("button", name="视图", exact=True).click()
    page.get_by_role("button", name="保存当前视图").click()
    page.get_by_label("视图名称").fill("英文书")
    with saved(page, "/api/staff/views"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="英文书", exact=True)).to_be_visible()
    asked = page.url
    page.evaluate("localStorage.clear()")
    page.goto("/staff/books")
    expect(table.get_by_role("columnheader", name="出版社")).to_be_visible()
    page.get_by_role("button", name="视图", exact=True).click()
    accessible(page)
    page.get_by_role("button", name="英文书", exact=True).click()
    expect(table.get_by_role("columnheader", name="出版社")).to_have_count(0)
    assert sorted(page.url.split("?")[1].split("&")) == sorted(asked.split("?")[1].split("&"))


def test_the_office_on_a_phone(visit: Visit) -> None:
    page = opened(visit, "admin", "/staff/books", phone=True, theme="dark")
    page.get_by_role("row").nth(3).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    page.get_by_role("button", name="后台各室").click()
    page.get_by_role("dialog").get_by_role("link", name="预约架").click()
    expect(page).to_have_url(re.compile("/staff/hold-shelf$"))
    expect(page.get_by_role("navigation", name="当前位置")).to_contain_text("服务台")


def test_an_admin_looks_as_an_auditor_and_comes_back(visit: Visit) -> None:
    page = opened(visit, "admin", "/staff")
    page.get_by_role("button", name="以其他身份查看").click()
    with saved(page, "/api/staff/view-as"):
        page.get_by_role("menuitem", name="审计员").click()
    expect(page.get_by_text("您正以审计员的身份查看")).to_be_visible()
    page.goto("/staff/stock")
    expect(page.get_by_role("switch")).to_have_count(0)
    with saved(page, "/api/staff/view-as"):
        page.get_by_role("button", name="恢复本人身份").click()
    expect(page.get_by_text("您正以审计员的身份查看")).to_have_count(0)
