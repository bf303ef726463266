"""The lists of lending in the office: sorted, narrowed, saved as a view, taken away as a file, and many renewed."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.calls import call, saved
from tests.e2e.test_office_table import accessible, opened

Visit = Callable[..., Page]


def as_it_is(page: Page, loan: dict[str, Any]) -> dict[str, Any]:
    [found] = call(page, "GET", f"/api/staff/loans?q={loan['barcode']}")["items"]
    return dict(found)


def test_loans_are_sorted_narrowed_saved_and_taken_away(visit: Visit) -> None:
    page = opened(visit, "staff", "/staff/loans")
    table = page.get_by_role("table", name="借阅")
    table.get_by_role("row").nth(2).wait_for()
    accessible(page)
    with page.expect_response(lambda answer: "sort=borrowed" in answer.url):
        table.get_by_role("columnheader", name="借出").get_by_role("button").click()
    with page.expect_response(lambda answer: "sort=-borrowed" in answer.url):
        table.get_by_role("columnheader", name="借出").get_by_role("button").click()
    with page.expect_response(lambda answer: "state=all" in answer.url):
        page.get_by_role("combobox", name="状态").select_option("all")
    asked = call(page, "GET", "/api/staff/loans?state=all&sort=-borrowed&size=20")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"共 [\d,]+ 条"))).to_be_visible()

    # The file has all of them, in the order of the table.
    file = page.get_by_role("link", name="导出 CSV").get_attribute("href") or ""
    rows = list(csv.reader(io.StringIO(page.request.get(file).text().lstrip("\ufeff"))))
    assert len(rows) == 1 + asked["total"]
    barcode = rows[0].index("条码")
    assert [row[barcode] for row in rows[1:21]] == [loan["barcode"] for loan in asked["items"]]

    page.get_by_role("button", name="视图", exact=True).click()
    page.get_by_role("button", name="保存当前视图").click()
    page.get_by_label("视图名称").fill("新借的")
    with saved(page, "/api/staff/views"):
        page.keyboard.press("Enter")
    page.goto("/staff/loans")
    page.get_by_role("button", name="视图", exact=True).click()
    page.get_by_role("button", name="新借的", exact=True).click()
    expect(page).to_have_url(re.compile("sort=-borrowed.*state=all|state=all.*sort=-borrowed"))


def test_chosen_loans_are_renewed_together_and_taken_back(visit: Visit) -> None:
    page = opened(visit, "staff", "/staff/loans")
    loans = call(page, "GET", "/api/staff/loans?size=100")["items"]
    wanted = [loan for loan in loans if loan["renewable_until"] and not loan["days_overdue"]][:2]
    assert len(wanted) == 2, "the demonstration library has loans that can be renewed"
    page.goto(f"/staff/loans?due_from={wanted[0]['due_on']}&due_to={wanted[-1]['due_on']}&size=100")
    for loan in wanted:
        row = page.get_by_role("row").filter(has_text=loan["barcode"])
        row.wait_for()
        row.locator(".el-checkbox").click()
    page.get_by_role("toolbar").get_by_role("button", name="续借").click()
    expect(page).to_have_url(re.compile(r"/staff/bulk-acts/\d+$"))
    act = int(page.url.rsplit("/", 1)[1])
    expect(page.get_by_role("row").filter(has_text=wanted[0]["barcode"])).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_text("已改 2")).to_be_visible()
    assert [as_it_is(page, loan)["renewals"] for loan in wanted] == [loan["renewals"] + 1 for loan in wanted]
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销 2")).to_be_visible()
    assert [as_it_is(page, loan)["due_on"] for loan in wanted] == [loan["due_on"] for loan in wanted]
    assert call(page, "GET", f"/api/staff/bulk-acts/{act}")["state"] == "undone"


def test_overdue_holds_fines_and_readers_on_a_phone(visit: Visit) -> None:
    page = opened(visit, "staff", "/staff/overdue", locale="en", theme="dark", phone=True)
    for path in ("/staff/overdue", "/staff/holds", "/staff/fines", "/staff/readers?sort=-debt"):
        page.goto(path)
        page.get_by_role("row").nth(1).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        accessible(page)
