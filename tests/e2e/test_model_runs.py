"""What staff see of the training job's runs, and the way back to an earlier one, in Chromium."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.calls import call, enter
from tests.e2e.conftest import Portal

Visit = Callable[..., Page]
# What belongs to a run.
LISTS = ("recommendation_list", "recommendation", "similar_book", "also_liked")


def _keep_a_run_beside_the_published_one(file: Path) -> None:
    """Another run with the same lists, as if it had been shown before: training a second time takes a minute."""
    with closing(sqlite3.connect(file, timeout=20)) as connection, connection:
        (last,) = connection.execute("SELECT MAX(id) FROM recommendation_run").fetchone()
        for table in ("recommendation_run", *LISTS):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            key = "id" if table == "recommendation_run" else "run_id"
            instead = {key: str(last + 1), "state": "'kept'", "published": "NULL"}
            values = ", ".join(instead.get(name, f'"{name}"') for name in names)
            connection.execute(
                f"INSERT INTO {table} SELECT {values} FROM {table} "
                f"WHERE {key} = (SELECT id FROM recommendation_run WHERE published)"
            )


def test_staff_see_the_runs_and_an_admin_rolls_back(portal: Portal, visit: Visit) -> None:
    page = visit("/")
    enter(page, "admin")
    _keep_a_run_beside_the_published_one(portal.folder / "shelfwise.db")
    runs = call(page, "GET", "/api/admin/runs?size=100")["items"]
    published = next(run for run in runs if run["state"] == "published")
    kept = next(run for run in runs if run["state"] == "kept")

    page.goto("/")
    page.get_by_role("button", name=re.compile("的账号$")).click()
    page.get_by_role("menuitem", name="推荐模型").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=f"#{published['id']}", exact=True))
    expect(row).to_contain_text("使用中")
    figure = f"{published['metrics']['model']['ndcg_at_10']:.4f}"
    expect(row).to_contain_text(figure)
    chart = page.get_by_role("figure").filter(has_text="模型与热门榜")
    expect(chart.locator("svg path").first).to_be_attached()
    chart.get_by_role("button", name="表格").click()
    expect(chart.get_by_role("cell", name=figure).first).to_be_visible()

    page.goto(f"/staff/runs/{kept['id']}")
    page.get_by_role("button", name="退回到这一次").click()
    dialog = page.get_by_role("dialog", name=f"退回到第 {kept['id']} 次训练？")
    expect(dialog).to_contain_text("所有读者马上看到")
    dialog.get_by_role("button", name=f"退回到 #{kept['id']}").click()
    expect(page.get_by_role("main")).to_contain_text("使用中")
    expect(page.get_by_role("button", name="退回到这一次")).to_have_count(0)
    assert call(page, "GET", "/api/recommendations")["run"]["id"] == kept["id"]
    # And back again, so that readers see the newest lists.
    call(page, "POST", f"/api/admin/runs/{published['id']}/rollback")
    assert call(page, "GET", "/api/recommendations")["run"]["id"] == published["id"]


def test_staff_may_look_but_not_roll_back_and_readers_find_no_such_page(visit: Visit) -> None:
    page = visit("/")
    enter(page, "reader")
    page.goto("/staff/runs")
    expect(page.get_by_role("heading", level=1)).to_have_text("这里没有书架")
    expect(page).to_have_url(re.compile("/staff/runs$"))
    call(page, "DELETE", "/api/session")
    page.goto("/staff/runs")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=/staff/runs"))
    enter(page, "staff")
    for run in call(page, "GET", "/api/admin/runs")["items"]:
        page.goto(f"/staff/runs/{run['id']}")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"第 {run['id']} 次训练")
        expect(page.get_by_role("button", name="退回到这一次")).to_have_count(0)
