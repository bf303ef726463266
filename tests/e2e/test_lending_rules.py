"""The rules of lending and the calendar as staff keep them, in Chromium."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.calls import call, enter, saved
from tests.e2e.conftest import Portal

Visit = Callable[..., Page]


def _try(page: Page, reader: str, number: int) -> Any:
    return call(page, "GET", f"/api/staff/policies/try?reader={reader}&barcode=SW{number:07d}")


def _chinese(day: str) -> str:
    year, month, number = map(int, day.split("-"))
    return f"{year}年{month}月{number}日"


def test_the_test_bench_says_the_date_and_the_rule_and_a_closure_makes_it_later(visit: Visit) -> None:
    page = visit("/")
    enter(page, "staff")
    number = next(number for number in range(1, 200) if _try(page, "reader", number).get("allowed"))
    found = _try(page, "reader", number)
    page.goto("/staff/policies")
    bench = page.get_by_role("region", name="试一试")
    bench.get_by_label("读者证号、用户名或邮箱").fill("reader")
    bench.get_by_label("条码").fill(f"SW{number:07d}")
    page.keyboard.press("Enter")
    expect(bench.get_by_role("status")).to_contain_text("可以借")
    expect(bench.locator("time")).to_have_text(_chinese(found["due_on"]))
    expect(bench.get_by_text("用这一条")).to_be_visible()
    # Staff see the rules and change none.
    expect(page.get_by_role("button", name="新增规则")).to_have_count(0)

    last = (date.fromisoformat(found["due_on"]) + timedelta(days=2)).isoformat()
    page.goto("/staff/calendar")
    form = page.get_by_role("region", name="闭馆或改时间")
    form.get_by_label("首日").fill(found["due_on"])
    form.get_by_label("末日").fill(last)
    form.get_by_label("原因（中文）").fill("盘点")
    form.get_by_label("原因（英文）").fill("Stocktaking")
    preview = call(page, "GET", f"/api/staff/calendar/days/preview?first={found['due_on']}&last={last}")
    said = f"{preview['loans']} 册将顺延" if preview["loans"] else "没有书需要顺延"
    expect(form.get_by_role("status")).to_contain_text(said)
    with saved(page, "/api/staff/calendar/days"):
        form.get_by_role("button", name="闭馆", exact=True).click()
    expect(page.get_by_role("region", name="今年的安排").get_by_text("盘点").first).to_be_visible()
    assert _try(page, "reader", number)["due_on"] > last
    # Readers find it where they look for it.
    page.goto("/opening-hours")
    expect(page.get_by_role("main")).to_contain_text("盘点")
    page.goto(f"/staff/calendar?year={found['due_on'][:4]}")
    with saved(page, "/api/staff/calendar/days"):
        page.get_by_role("button", name=re.compile("^取消：")).filter(visible=True).first.click()


def test_an_administrator_adds_a_rule_and_takes_it_back(visit: Visit) -> None:
    page = visit("/", locale="en")
    enter(page, "admin")
    call(page, "PATCH", "/api/account", {"locale": "zh-CN"})
    page.goto("/staff/policies?edit=new")
    editor = page.get_by_role("form", name="新增规则")
    editor.get_by_role("button", name="新增").click()
    expect(editor.get_by_role("alert").first).to_contain_text("至少选定一项")
    editor.get_by_label("馆藏地").select_option(index=1)
    editor.get_by_label("借期", exact=True).fill("0")
    expect(editor.get_by_role("alert").first).to_contain_text("请填 1 到 3650 之间的数")
    editor.get_by_label("借期", exact=True).fill("12")
    with saved(page, "/api/staff/policies"):
        editor.get_by_role("button", name="新增").click()
    row = page.get_by_role("row").filter(has_text="12 天")
    with saved(page, "/api/staff/policies/"):
        row.get_by_role("button", name=re.compile("^删除")).click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("button", name="撤销")).to_be_visible()


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Kiritimati"])
def test_a_date_is_the_librarys_own_in_whatever_time_zone_the_browser_is(
    browser: Browser, portal: Portal, zone: str
) -> None:
    context = browser.new_context(base_url=portal.address, timezone_id=zone, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    enter(page, "staff")
    found = _try(page, "reader", 1)
    hours = call(page, "GET", "/api/opening-hours")
    page.goto("/staff/policies")
    bench = page.get_by_role("region", name="试一试")
    bench.get_by_label("读者证号、用户名或邮箱").fill("reader")
    bench.get_by_label("条码").fill("SW0000001")
    page.keyboard.press("Enter")
    expect(bench.locator("time")).to_have_text(_chinese(found["due_on"]))
    page.goto("/staff/calendar")
    expect(page.locator("button.today")).to_have_accessible_name(re.compile(f"^{_chinese(hours['today']['day'])}"))
    context.close()
