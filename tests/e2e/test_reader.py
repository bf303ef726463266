"""A reader's first evening with the portal, in Chromium."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.calls import saved
from tests.e2e.conftest import Portal

Visit = Callable[..., Page]


def _sign_in(page: Page, name: str = "reader") -> None:
    page.goto("/sign-in")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill("shelfwise-demo")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("的账号$"))).to_be_visible()


def _api(page: Page, path: str) -> Any:
    return json.loads(page.evaluate("path => fetch(path).then(answer => answer.text())", path))


def _for_you(page: Page) -> Any:
    return page.get_by_role("region", name="为你推荐")


def test_a_newcomer_rates_five_books_and_one_refresh_makes_a_personal_list(portal: Portal, visit: Visit) -> None:
    page = visit("/register")
    page.get_by_label("用户名").fill("初来读者")
    page.get_by_label("密码", exact=True).fill("a long enough secret")
    page.get_by_role("button", name="注册并登录").click()
    expect(page).to_have_url(re.compile(r"/welcome$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("初来读者")
    before = _api(page, "/api/recommendations")
    assert before["source"] == "fallback"

    found = _api(page, "/api/books?category=science-fiction&sort=popular&size=5")["items"]
    for book in found:
        page.goto(f"/books/{book['id']}")
        with saved(page, "/rating"):
            page.get_by_role("radio", name="5 星").click()
        expect(page.get_by_role("radio", name="5 星")).to_be_checked()
    page.goto("/account/ratings")
    for book in found:
        expect(page.get_by_role("main")).to_contain_text(book["title"])

    assert portal.run_job("refresh") == 0
    after = _api(page, "/api/recommendations")
    assert after["source"] == "personal"
    assert {item["source"] for item in after["items"]} <= {"ncf", "two_tower"}
    rated = {book["id"] for book in found}
    assert not rated & {item["book"]["id"] for item in after["items"]}
    assert [item["book"]["id"] for item in after["items"]] != [item["book"]["id"] for item in before["items"]]

    page.goto("/")
    shelf = _for_you(page)
    for item in after["items"][:3]:
        expect(shelf).to_contain_text(item["book"]["title"])
    expect(shelf).to_contain_text("来自你评过的 5 本书")


def test_the_demonstration_reader_sees_a_personal_list_with_reasons(visit: Visit) -> None:
    page = visit("/")
    _sign_in(page)
    page.goto("/")
    answer = _api(page, "/api/recommendations")
    assert (answer["source"], len(answer["items"])) == ("personal", 10)
    shelf = _for_you(page)
    expect(shelf.get_by_role("listitem")).to_have_count(10)
    expect(shelf).to_contain_text(re.compile("因为你喜欢《.+》"))


def test_stars_can_be_given_changed_and_taken_back_with_the_keyboard(visit: Visit) -> None:
    page = visit("/")
    _sign_in(page, "staff")
    page.goto("/books/7")
    stars = page.get_by_role("radiogroup", name="给这本书打星")
    stars.get_by_role("radio", name="1 星").focus()
    with saved(page, "/rating"):
        page.keyboard.press("3")
    expect(stars.get_by_role("radio", name="3 星")).to_be_checked()
    with saved(page, "/rating"):
        page.keyboard.press("ArrowRight")
    expect(stars.get_by_role("radio", name="4 星")).to_be_checked()
    page.reload()
    expect(stars.get_by_role("radio", name="4 星")).to_be_checked()
    with saved(page, "/rating"):
        page.get_by_role("button", name="撤回评分").click()
    with saved(page, "/rating"):
        page.get_by_role("button", name="撤销").click()
    expect(stars.get_by_role("radio", name="4 星")).to_be_checked()
    with saved(page, "/rating"):
        page.get_by_role("button", name="撤回评分").click()
    expect(stars.get_by_role("radio", checked=True)).to_have_count(0)
    page.reload()
    expect(stars.get_by_role("radio", checked=True)).to_have_count(0)


def test_a_guest_who_clicks_a_star_signs_in_and_comes_back(visit: Visit) -> None:
    page = visit("/books/9")
    page.get_by_role("radio", name="4 星").click()
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.get_by_label("用户名").fill("reader")
    page.get_by_label("密码", exact=True).fill("shelfwise-demo")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile(r":\d+/books/9$"))


def test_a_wrong_password_is_a_sentence_and_keeps_the_name(visit: Visit) -> None:
    page = visit("/sign-in")
    page.get_by_label("用户名").fill("reader")
    page.get_by_label("密码", exact=True).fill("not the password")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    expect(page.get_by_label("用户名")).to_have_value("reader")


def test_a_slash_leads_to_the_search_and_the_address_keeps_the_filters(visit: Visit) -> None:
    page = visit("/books")
    expect(page.get_by_role("status").first).to_contain_text("本书")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="搜索馆藏")).to_be_focused()
    page.keyboard.type("三体")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=%E4%B8%89%E4%BD%93|q=三体"))
    expect(page.get_by_role("main")).to_contain_text("三体")
    page.goto("/books?category=speculative&language=zh&sort=title&page=2")
    title = page.get_by_role("main").get_by_role("heading", level=3).first
    first = title.inner_text()
    title.click()
    # Back from the book, not from a list that has not been left yet.
    expect(page).to_have_url(re.compile(r"/books/\d+$"))
    page.go_back()
    expect(page).to_have_url(re.compile("category=speculative.*language=zh.*sort=title.*page=2"))
    expect(title).to_have_text(first)


def test_the_language_switch_turns_every_word_and_is_remembered(visit: Visit) -> None:
    page = visit("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Popular this week")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_book_that_is_not_there_is_a_page_with_a_way_on(visit: Visit) -> None:
    page = visit("/books/999999")
    expect(page.get_by_role("main")).to_contain_text("没有这本书")
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/(books)?$"))
