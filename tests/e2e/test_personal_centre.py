"""A reader at home: his own lists and pages, in Chromium."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.calls import call, register, saved

Visit = Callable[..., Page]


def test_a_reader_makes_a_list_orders_it_by_keyboard_and_shares_it_with_a_guest(visit: Visit) -> None:
    page = visit("/")
    register(page, "爱排书的人")
    books = call(page, "GET", "/api/books?sort=popular&size=3", None)["items"]
    titles = [book["title"] for book in books]

    # The first book makes the list, where it is added.
    page.goto(f"/books/{books[0]['id']}")
    page.get_by_role("button", name="加入书单", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("新书单的名字").fill("枕边")
    with saved(page, "/api/lists"):
        dialog.get_by_role("button", name="建立并加入").click()
    expect(dialog.get_by_role("checkbox", name=re.compile("枕边"))).to_be_checked()
    for book in books[1:]:
        page.goto(f"/books/{book['id']}")
        page.get_by_role("button", name="加入书单", exact=True).click()
        with saved(page, "/books/"):
            page.get_by_role("dialog").get_by_role("checkbox", name=re.compile("枕边")).check()

    # The personal centre leads to it; the keyboard alone puts the last book first.
    page.goto("/account")
    rail = page.get_by_role("navigation", name="个人中心")
    expect(rail.get_by_role("link", name="总览")).to_have_attribute("aria-current", "page")
    rail.get_by_role("link", name="书单").click()
    page.get_by_role("link", name=re.compile("枕边")).click()
    rows = page.get_by_role("main").locator("ol").get_by_role("heading", level=3)
    expect(rows).to_have_text(titles)
    page.get_by_role("button", name=f"上移《{titles[2]}》").focus()
    for place in (2, 1):
        with saved(page, "/books/"):
            page.keyboard.press("Enter")
        expect(page.get_by_text(f"现在是第 {place} 本，共 3 本")).to_be_attached()
    order = [titles[2], titles[0], titles[1]]
    expect(rows).to_have_text(order)
    page.reload()
    expect(rows).to_have_text(order)

    # Shared, it is a page for everybody who has the link; private again, it is none.
    with saved(page, "/api/lists/"):
        page.get_by_role("radio", name="有链接的人").check(force=True)
    link = page.locator("a[href^='/shared-lists/']")
    path = link.get_attribute("href") or ""
    guest = visit(path)
    expect(guest.get_by_role("heading", level=1)).to_contain_text("枕边")
    expect(guest.get_by_role("main").get_by_role("heading", level=3)).to_have_text(order)
    expect(guest.locator("meta[name=robots]")).to_have_attribute("content", "noindex, nofollow")
    with saved(page, "/api/lists/"):
        page.get_by_role("radio", name="公开").check(force=True)
    guest.reload()
    facts = guest.locator("script[type='application/ld+json']")
    expect(facts).to_be_attached()
    assert "ItemList" in (facts.text_content() or "")
    expect(guest.locator("meta[name=robots]")).to_have_count(0)
    with saved(page, "/api/lists/"):
        page.get_by_role("radio", name="仅自己").check(force=True)
    guest.reload()
    expect(guest.get_by_role("main")).to_contain_text("没有这个书单")

    # Deleted, it can be had back.
    with saved(page, "/api/lists/"):
        page.get_by_role("button", name="删除").click()
    expect(page.get_by_role("main")).to_contain_text("还没有书单")
    with saved(page, "/restore"):
        page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("link", name=re.compile("枕边"))).to_be_visible()

    # What was done stands in the history, newest first.
    rail.get_by_role("link", name="足迹").click()
    expect(page.get_by_role("main")).to_contain_text("加入书单")
    expect(page.get_by_role("main").get_by_role("link", name="枕边")).to_have_count(3)


def test_the_year_of_the_demonstration_reader_is_drawn_and_told_in_figures(visit: Visit) -> None:
    page = visit("/", phone=True)
    call(page, "POST", "/api/session", {"name": "reader", "password": "shelfwise-demo"})
    page.goto("/account/year")
    main = page.get_by_role("main")
    expect(main.get_by_role("figure")).to_have_count(2)
    expect(main.locator("figure svg")).not_to_have_count(0)
    main.get_by_role("button", name="表格").last.click()
    table = main.get_by_role("table", name="每月读完（本）")
    expect(table.get_by_role("row")).to_have_count(13)
    with page.expect_download() as download:
        main.get_by_role("button", name="存成图片").click()
    assert download.value.suggested_filename.endswith(".png")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    page.goto("/account/taste")
    expect(main.get_by_role("figure").first).to_contain_text("各类别每月的分量")
