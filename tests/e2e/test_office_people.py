"""The office keeps its people, its files and its runs, in Chromium: a role, two accounts made one, a file with
mistakes, a run that is asked for and seen at work."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.calls import call, enter, register
from tests.e2e.conftest import Portal

Visit = Callable[..., Page]
FILE = """title,isbn13,language,authors
Rivers of the North,9780306406157,en,A. Walker
Broken numbers,9780306406158,en,B. Writer
"""


def _registered(visit: Visit, name: str) -> int:
    page = visit("/")
    register(page, name)
    return int(call(page, "GET", "/api/account")["reader"]["id"])


def test_an_admin_gives_a_role_and_the_desk_sees_who_stays_open(visit: Visit) -> None:
    user_id = _registered(visit, "newcomer")
    page = visit("/")
    enter(page, "admin")
    page.goto("/staff/users?q=newcomer")
    page.get_by_role("link", name="newcomer", exact=True).first.click()
    page.get_by_role("combobox", name="角色").select_option("auditor")
    dialog = page.get_by_role("dialog", name="把 newcomer 设为审计员")
    dialog.get_by_role("button", name="更改角色").click()
    expect(page.get_by_text("角色已改为审计员。")).to_be_visible()
    assert call(page, "GET", f"/api/staff/users/{user_id}")["role"] == "auditor"
    # Of the staff now: the account cannot be closed, and the page says why.
    expect(page.get_by_role("button", name="注销账户")).to_be_disabled()
    expect(page.get_by_text("先取消角色")).to_be_visible()


def test_two_accounts_of_one_reader_become_one_after_a_preview(visit: Visit) -> None:
    kept, gone = _registered(visit, "twice"), _registered(visit, "twice-again")
    second = visit("/")
    call(second, "POST", "/api/session", {"name": "twice-again", "password": "a long enough secret"})
    [book] = call(second, "GET", "/api/books?size=1")["items"]
    call(second, "PUT", f"/api/books/{book['id']}/rating", {"stars": 4})
    page = visit("/")
    enter(page, "staff")
    page.goto(f"/staff/users/{kept}/merge")
    page.get_by_role("searchbox", name="第二个账户").fill("twice-again")
    page.get_by_role("button", name=re.compile("^twice-again")).click()
    expect(page.get_by_role("row").filter(has_text="评分")).to_contain_text("1")
    page.get_by_role("button", name="合并", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="合并", exact=True).click()
    expect(page.get_by_text("twice-again 已并入。")).to_be_visible()
    assert call(page, "GET", f"/api/staff/users/{kept}")["rating_count"] == 1
    assert call(page, "GET", f"/api/staff/users/{gone}")["code"] == "user_not_found"


def test_a_file_with_mistakes_is_tried_taken_in_and_undone(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "rivers.csv"
    file.write_text(FILE, encoding="utf-8")
    page = visit("/")
    enter(page, "staff")
    page.goto("/staff/imports")
    page.get_by_label("选择文件").set_input_files(file)
    page.get_by_role("button", name="试读").click()
    expect(page.get_by_text("新增 1，更正 0，相同 0，拒绝 1")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Broken numbers")).to_contain_text("ISBN 不正确")
    with page.expect_download() as loaded:
        page.get_by_role("button", name="下载问题清单").click()
    assert "Broken numbers" in loaded.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="rivers.csv")).to_be_visible()
    page.get_by_role("button", name="撤销导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    expect(page.get_by_text("导入已撤销。")).to_be_visible()
    found = call(page, "GET", "/api/books?q=Rivers%20of%20the%20North")["items"]
    assert "Rivers of the North" not in [book["title"] for book in found]


def test_a_run_is_asked_for_and_its_progress_is_seen(portal: Portal, visit: Visit) -> None:
    page = visit("/")
    enter(page, "admin")
    page.goto("/staff/runs")
    page.get_by_role("button", name="启动训练").click()
    dialog = page.get_by_role("dialog", name="启动训练")
    dialog.get_by_role("combobox").select_option("item_knn")
    dialog.get_by_role("button", name="开始").click()
    panel = page.get_by_role("region", name="启动训练")
    expect(panel.get_by_text("进行中")).to_be_visible(timeout=60_000)
    expect(panel.get_by_text(re.compile("已发布|未通过发布门槛"))).to_be_visible(timeout=180_000)
    with closing(sqlite3.connect(portal.folder / "shelfwise.db", timeout=20)) as connection:
        (state, log) = connection.execute("SELECT state, log FROM run_request ORDER BY id DESC").fetchone()
    assert state in ("published", "refused")
    assert "NDCG@10: item_knn" in log
