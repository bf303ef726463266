"""What a reader keeps and writes about a book, in Chromium."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.calls import call, enter, register, saved

Visit = Callable[..., Page]
BOOK = "/books/12"


def test_a_book_is_kept_read_noted_and_reviewed(visit: Visit) -> None:
    page = visit("/")
    register(page, "寒夜读者")
    page.goto(BOOK)
    with saved(page, "/favourite"):
        page.get_by_role("button", name="收藏", exact=True).click()
    with saved(page, "/favourite"):
        page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="收藏", exact=True)).to_have_attribute("aria-pressed", "false")

    with saved(page, "/reading"):
        page.get_by_role("button", name="在读", exact=True).click()
    page.get_by_role("button", name="日期和进度").click()
    page.get_by_label("按页数").check()
    page.get_by_label("读到第几页").fill("90")
    page.get_by_label("全书页数").fill("360")
    with saved(page, "/reading"):
        page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("第 90 页，共 360 页")).to_be_visible()

    page.get_by_role("button", name="写一条笔记").click()
    page.get_by_label("我的笔记").last.fill("借给了小李")
    with saved(page, "/note"):
        page.get_by_role("button", name="保存").click()

    with saved(page, "/rating"):
        page.get_by_role("radio", name="4 星").click()
    with saved(page, "/rating"):
        page.get_by_role("radio", name="4 星").click()
    expect(page.get_by_role("radio", name="3.5 星")).to_be_checked()

    page.get_by_role("button", name="写书评").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("正文").fill("写到一半")
    page.reload()
    page.get_by_role("button", name="写书评").click()
    expect(dialog.get_by_label("正文")).to_have_value("写到一半")
    dialog.get_by_label("正文").fill("凶手是管家。")
    dialog.get_by_label("透露了情节").check()
    with saved(page, "/review"):
        dialog.get_by_role("button", name="发布").click()
    expect(page.get_by_text("所有人看得到")).to_be_visible()

    page.goto("/account/reading?status=reading")
    expect(page.get_by_role("main")).to_contain_text("25%")
    page.goto("/account/reviews")
    expect(page.get_by_role("main")).to_contain_text("凶手是管家。")
    call(page, "DELETE", "/api/session")
    page.goto(BOOK)
    review = page.get_by_role("listitem").filter(has_text="寒夜读者")
    expect(review).not_to_contain_text("凶手")
    review.get_by_role("button", name="仍要看").click()
    expect(review).to_contain_text("凶手是管家。")
    expect(review.get_by_label("3.5 星，满分五星")).to_be_visible()


def test_a_reported_review_is_decided_at_the_desk_and_its_writer_is_told(visit: Visit) -> None:
    page = visit("/")
    register(page, "雨天读者")
    text = "便宜代写论文，加微信。"
    call(page, "PUT", "/api/books/13/review", {"text": text, "language": "zh", "visibility": "public"})
    page.goto("/books/13")
    expect(page.get_by_text("等待馆员查看")).to_be_visible()

    call(page, "DELETE", "/api/session")
    enter(page, "staff")
    page.goto("/staff/reviews")
    item = page.get_by_role("listitem").filter(has_text=text)
    item.get_by_role("button", name="隐藏").click()
    expect(item.get_by_role("alert")).to_be_visible()
    item.get_by_label(re.compile("告诉作者的理由")).fill("这里不登广告")
    with saved(page, "/decide"):
        item.get_by_role("button", name="隐藏").click()
    expect(item).to_have_count(0)

    call(page, "DELETE", "/api/session")
    call(page, "POST", "/api/session", {"name": "雨天读者", "password": "a long enough secret"})
    page.goto("/account/notices")
    expect(page.get_by_role("main")).to_contain_text("这里不登广告")
    page.goto("/account/reviews")
    expect(page.get_by_role("main")).to_contain_text("已被隐藏")
