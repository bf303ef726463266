"""A reader moves in from another site, takes everything away, and leaves, in Chromium."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
PASSWORD = "a long enough secret"


def _register(page: Page, name: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="注册并登录").click()
    expect(page).to_have_url(re.compile(r"/welcome$"))


def _api(page: Page, path: str) -> Any:
    return json.loads(page.evaluate("path => fetch(path).then(answer => answer.text())", path))


def _goodreads(folder: Path, books: list[dict[str, Any]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["Title", "Author", "ISBN13", "My Rating", "Date Read", "Exclusive Shelf", "Bookshelves", "My Review"]
    )
    for book in books:
        isbn = f'="{book["isbn13"]}"' if book["isbn13"] else ""
        author = book["authors"][0]["name"]
        writer.writerow([book["title"], author, isbn, 4, "2020/05/03", "read", "read, 去海边", "Read twice."])
    writer.writerow(["没有这本书", "没有这个人", "", 3, "", "to-read", "", ""])
    file = folder / "goodreads_library_export.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def test_a_reader_brings_books_looks_at_them_writes_them_and_takes_them_back(visit: Visit, tmp_path: Path) -> None:
    page = visit("/register")
    _register(page, "从别处来")
    books = _api(page, "/api/books?sort=popular&size=3")["items"]
    page.goto("/account/privacy")
    page.get_by_role("main").get_by_role("link", name=re.compile("^导入")).click()
    page.get_by_text("Goodreads", exact=True).click()
    page.locator("input[type=file]").set_input_files(_goodreads(tmp_path, books))
    expect(page.get_by_role("heading", name="将写入 3 行")).to_be_visible()
    assert _api(page, "/api/ratings")["total"] == 0

    page.get_by_text("馆藏里没有", exact=False).first.click()
    expect(page.get_by_role("listitem").filter(has_text="没有这本书")).to_contain_text("馆藏里没有这本书。")
    page.get_by_role("searchbox").last.fill(books[0]["title"])
    page.get_by_role("button", name="就是它").first.click()
    # The file is about this book already.
    expect(page.get_by_role("listitem").filter(has_text="没有这本书")).to_contain_text("与第 2 行是同一本书。")

    page.get_by_role("button", name="写入 3 行").click()
    expect(page.get_by_role("heading", name="已写入 3 行")).to_be_visible()
    ratings = _api(page, "/api/ratings")
    assert {item["book"]["id"] for item in ratings["items"]} == {book["id"] for book in books}
    assert [one["name"] for one in _api(page, "/api/lists")["items"]] == ["去海边"]

    page.get_by_role("button", name="撤销导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    expect(page.get_by_role("heading", name="已撤销 3 行")).to_be_visible()
    assert (_api(page, "/api/ratings")["total"], _api(page, "/api/lists")["items"]) == (0, [])


def test_a_reader_takes_everything_away_and_leaves(visit: Visit) -> None:
    page = visit("/register")
    _register(page, "要走的人")
    page.goto("/account/privacy")
    page.locator(".el-switch").first.click()
    expect(page.get_by_role("status").filter(has_text="归还的借阅会为你保留")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("main").get_by_role("link", name=re.compile("^导出全部数据")).click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        document = json.loads(archive.read("shelfwise.json"))
    assert (document["profile"]["display_name"], document["profile"]["keep_loan_history"]) == ("要走的人", True)

    page.get_by_role("button", name="删除账户……").click()
    dialog = page.get_by_role("dialog", name="删除账户和你的全部内容？")
    dialog.get_by_label("你的密码").fill("not the password")
    dialog.get_by_role("button", name="删除账户").click()
    expect(dialog.get_by_role("alert")).to_have_text("密码不对。")
    dialog.get_by_label("你的密码").fill(PASSWORD)
    dialog.get_by_role("button", name="删除账户").click()
    expect(page).to_have_url(re.compile(r"/$"))
    assert _api(page, "/api/account")["reader"] is None
    page.goto("/sign-in")
    page.get_by_label("用户名").fill("要走的人")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
