"""What a reader can do with recommendations, in Chromium."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.calls import call, enter, register, saved
from tests.e2e.test_pages import AXE

Visit = Callable[..., Page]
SHELF = "为你推荐"


def _shelf(page: Page) -> Locator:
    return page.get_by_role("region", name=SHELF)


def _titles(page: Page) -> list[str]:
    expect(_shelf(page).get_by_role("heading", level=3).first).to_be_visible()
    return _shelf(page).get_by_role("heading", level=3).all_inner_texts()


def _choose(page: Page, title: str, entry: str) -> None:
    """Open the menu of a recommended book and take one of its entries."""
    _shelf(page).get_by_role("button", name=f"《{title}》：更多").click()
    page.get_by_role("menuitem", name=entry).click()


def test_a_newcomer_taps_five_books_and_the_list_is_there(visit: Visit) -> None:
    page = visit("/register")
    page.get_by_label("用户名").fill("选书的读者")
    page.get_by_label("密码", exact=True).fill("a long enough secret")
    page.get_by_role("button", name="注册并登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("你好，选书的读者")
    expect(page.get_by_role("button", name="先跳过")).to_be_visible()

    with page.expect_response(re.compile("onboarding.*category=speculative")):
        page.get_by_role("checkbox", name="科幻奇幻").check()
    # The answer is there; the page may still show the books it had.
    expect(page.locator("ul[aria-busy=true]")).to_have_count(0)
    covers = page.get_by_role("button", name=re.compile("^喜欢《"))
    picked = [covers.nth(i).get_attribute("aria-label") or "" for i in range(5)]
    for place, words in enumerate(picked[:3], start=1):
        covers.nth(place - 1).click()
        expect(page.get_by_role("button", name=words)).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("status").filter(has_text="已选")).to_have_text(f"已选 {place} 本，共 5 本")
    # The other two with the keyboard, and one more thought taken back.
    for place in (3, 4):
        covers.nth(place).focus()
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已选")).to_have_text("已选 4 本，共 5 本")
    page.keyboard.press("Space")
    page.get_by_role("button", name="看看我的书单").click()

    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(_shelf(page)).to_contain_text("来自你刚选的书和类别")
    expect(_shelf(page)).to_contain_text("因为你喜欢《")
    liked = {words.removeprefix("喜欢《").removesuffix("》") for words in picked}
    assert not liked & set(_titles(page)), "what was picked is not recommended"
    answer = call(page, "GET", "/api/onboarding")
    assert (answer["welcomed"], answer["chosen"], len(answer["liked_book_ids"])) == (True, ["speculative"], 5)


def test_a_newcomer_may_skip_and_goes_on_to_where_the_way_led(visit: Visit) -> None:
    page = visit("/books/9")
    page.get_by_role("radio", name="4 星").click()
    page.get_by_role("main").get_by_role("link", name="注册").click()
    # The door that is left has fields of the same names.
    expect(page.get_by_role("heading", level=1)).to_have_text("办一张读者证")
    page.get_by_label("用户名").fill("匆忙的读者")
    page.get_by_label("密码", exact=True).fill("a long enough secret")
    page.get_by_role("button", name="注册并登录").click()
    page.get_by_role("button", name="先跳过").click()
    expect(page).to_have_url(re.compile(r":\d+/books/9$"))
    assert call(page, "GET", "/api/onboarding")["welcomed"] is True


def test_stars_count_as_well_as_taps(visit: Visit) -> None:
    page = visit("/")
    register(page, "打星的读者")
    page.goto("/welcome")
    with saved(page, "/rating"):
        page.get_by_role("radio", name="5 星").first.click()
    expect(page.get_by_role("status").filter(has_text="已选")).to_have_text("已选 1 本，共 5 本")
    page.reload()
    page.goto("/account/ratings")
    expect(page.get_by_role("main")).to_contain_text("评过 1 本书")


def test_a_dismissed_book_leaves_at_once_and_undo_brings_it_back(visit: Visit) -> None:
    page = visit("/")
    enter(page, "reader")
    page.goto("/")
    before = _titles(page)
    with saved(page, "/dismiss"):
        _choose(page, before[1], "不感兴趣")
    expect(_shelf(page).get_by_role("heading", name=before[1], exact=True)).to_have_count(0)
    expect(_shelf(page).get_by_role("listitem")).to_have_count(10)  # Filled from the reserve.
    page.reload()
    assert before[1] not in _titles(page)
    with saved(page, "/dismiss"):
        _choose(page, before[0], "不感兴趣")
    with saved(page, "/dismiss"):
        page.get_by_role("button", name="撤销").click()
    expect(_shelf(page).get_by_role("heading", name=before[0], exact=True)).to_be_visible()

    page.goto("/account/taste")
    with saved(page, "/dismiss"):
        page.get_by_role("button", name=f"让《{before[1]}》可以再被推荐").click()
    expect(page.get_by_role("main")).to_contain_text("没有。在推荐的书上可以选“不感兴趣”。")
    page.goto("/")
    assert _titles(page) == before


def test_show_me_others_walks_the_reserve_without_repeating(visit: Visit) -> None:
    page = visit("/")
    enter(page, "reader")
    page.goto("/")
    first = _titles(page)
    page.get_by_role("button", name="换一批").click()
    expect(_shelf(page).get_by_role("heading", name=first[0], exact=True)).to_have_count(0)
    second = _titles(page)
    assert not set(first) & set(second)
    # A look at a book and back: the same ten.
    _shelf(page).get_by_role("heading", name=second[0], exact=True).click()
    expect(page).to_have_url(re.compile(r"/books/\d+$"))
    page.go_back()
    assert _titles(page) == second


def test_why_shows_the_evidence_and_a_book_can_be_removed_from_the_taste(visit: Visit) -> None:
    page = visit("/")
    enter(page, "reader")
    page.goto("/")
    entry = next(item for item in call(page, "GET", "/api/recommendations")["items"] if item["reason"]["books"])
    evidence = entry["reason"]["books"][0]["title"]
    _choose(page, entry["book"]["title"], "为什么推荐这本")
    sheet = page.get_by_role("dialog", name="为什么推荐这本")
    expect(sheet.get_by_role("link", name=evidence, exact=True)).to_be_visible()
    expect(sheet.get_by_role("img", name=re.compile("星，满分五星")).first).to_be_visible()
    expect(sheet).to_contain_text(re.compile("做于 2"))
    with saved(page, "/exclusions"):
        sheet.get_by_role("button", name=f"不代表我的口味 《{evidence}》").click()
    expect(sheet.get_by_role("button", name=f"恢复《{evidence}》")).to_be_visible()

    page.goto("/account/taste")
    page.get_by_text("已去掉（1）").click()
    with saved(page, "/exclusions"):
        page.get_by_role("button", name=f"恢复《{evidence}》").click()
    expect(page.get_by_text("已去掉（0）")).to_be_visible()
    assert call(page, "GET", "/api/taste")["exclusions_count"] == 0


def test_opting_out_says_what_it_deletes_and_the_shelf_says_that_it_is_not_personal(visit: Visit) -> None:
    page = visit("/")
    enter(page, "staff")
    page.goto("/account/taste")
    page.locator(".el-switch").click()
    dialog = page.get_by_role("dialog", name="关闭个性化推荐？")
    expect(dialog).to_contain_text("为你做的书单")
    page.keyboard.press("Escape")
    assert call(page, "GET", "/api/taste")["personalised"] is True
    page.locator(".el-switch").click()
    with saved(page, "/taste"):
        dialog.get_by_role("button", name="关闭并删除").click()
    expect(page.get_by_role("main")).to_contain_text("已关闭：不依据你的记录做任何推算")

    page.goto("/")
    expect(_shelf(page)).to_contain_text("个性化推荐已关闭")
    expect(_shelf(page)).not_to_contain_text("因为你喜欢")
    _shelf(page).get_by_role("link", name="去打开个性化推荐").click()
    page.locator(".el-switch").click()
    expect(page.get_by_role("main")).to_contain_text("已打开")


def test_a_book_page_leads_on_to_similar_books_and_to_those_its_readers_liked(visit: Visit) -> None:
    page = visit("/")
    enter(page, "reader")
    book = call(page, "GET", "/api/books?sort=popular&size=1")["items"][0]
    page.goto(f"/books/{book['id']}")
    expect(page.get_by_role("region", name="喜欢它的读者也喜欢").get_by_role("listitem").first).to_be_visible()
    similar = page.get_by_role("region", name="相似的书")
    title = similar.get_by_role("heading", level=3).first.inner_text()
    with page.expect_request(re.compile("/api/recommendations/opened")) as told:
        similar.get_by_role("heading", level=3).first.click()
    assert json.loads(told.value.post_data or "{}")["shelf"] == "similar"
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.split("[:：]", title)[0])
    expect(page).to_have_url(re.compile(r"/books/\d+$"))


def test_a_like_stays_and_can_be_taken_back(visit: Visit) -> None:
    page = visit("/books/30")
    page.get_by_role("button", name="喜欢", exact=True).click()
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    enter(page, "staff")
    page.goto("/books/30")
    with saved(page, "/like"):
        page.get_by_role("button", name="喜欢", exact=True).click()
    expect(page.get_by_role("button", name="已喜欢")).to_have_attribute("aria-pressed", "true")
    page.reload()
    with page.expect_response(re.compile("/like$")):
        page.get_by_role("button", name="已喜欢").click()
    page.reload()
    expect(page.get_by_role("button", name="喜欢", exact=True)).to_have_attribute("aria-pressed", "false")


def test_books_that_were_seen_are_told_once(visit: Visit) -> None:
    page = visit("/")
    enter(page, "reader")
    with page.expect_request(re.compile("/api/recommendations/shown")) as told:
        page.goto("/")
    items = json.loads(told.value.post_data or "{}")["items"]
    assert {item["shelf"] for item in items} == {"for_you"}
    assert len({item["book_id"] for item in items}) == len(items) >= 5


@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", True)], ids=["desk-light", "phone-dark"])
def test_open_menus_sheets_and_dialogs_are_accessible(visit: Visit, theme: str, phone: bool) -> None:
    page = visit("/", theme=theme, phone=phone)
    enter(page, "reader")
    page.goto("/")
    title = _titles(page)[0]
    _shelf(page).get_by_role("button", name=f"《{title}》：更多").click()
    expect(page.get_by_role("menuitem", name="为什么推荐这本")).to_be_visible()
    _nothing_found(page)
    page.get_by_role("menuitem", name="为什么推荐这本").click()
    expect(page.get_by_role("dialog", name="为什么推荐这本")).to_be_visible()
    _nothing_found(page)
    page.goto("/account/taste")
    page.locator(".el-switch").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    _nothing_found(page)


def _nothing_found(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    # Floating parts are hung at the end of the page; that they stand in no landmark is how they are meant to be.
    options = {"resultTypes": ["violations"], "rules": {"region": {"enabled": False}}}
    found = page.evaluate("options => axe.run(options).then(found => JSON.stringify(found.violations))", options)
    problems = [
        (violation["id"], [node["html"][:160] for node in violation["nodes"]]) for violation in json.loads(found)
    ]
    assert problems == []
