"""Looking for a book: by words, by facets, by author and by series, in Chromium."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.calls import call, enter
from tests.e2e.test_pages import AXE, VIOLATIONS

Visit = Callable[..., Page]


def _search(page: Page) -> Locator:
    return page.get_by_role("combobox", name="搜索馆藏")


def _press_slash(page: Page) -> None:
    expect(_search(page)).to_be_visible()
    page.keyboard.press("/")
    expect(_search(page)).to_be_focused()


def _titles(page: Page) -> list[str]:
    expect(page.get_by_role("main").get_by_role("heading", level=3).first).to_be_visible()
    return page.get_by_role("main").get_by_role("heading", level=3).all_inner_texts()


def _found(page: Page) -> int:
    count = page.get_by_role("main").get_by_role("status").first
    expect(count).to_contain_text("本书")
    return int(re.sub(r"\D", "", count.inner_text()))


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = json.loads(page.evaluate(VIOLATIONS))
    return [violation["id"] for violation in found]


def test_typing_pinyin_finds_the_book_and_the_keyboard_alone_opens_it(visit: Visit) -> None:
    page = visit("/")
    _press_slash(page)
    page.keyboard.type("santi")
    offers = page.get_by_role("listbox", name="搜索建议")
    expect(offers.get_by_role("option").first).to_contain_text("三体")
    expect(offers.get_by_role("option").last).to_have_text("搜索“santi”")
    assert _violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(offers.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/books/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("三体")


def test_escape_closes_the_suggestions_and_enter_lists_everything_found(visit: Visit) -> None:
    page = visit("/books")
    _press_slash(page)
    page.keyboard.type("santi")
    offers = page.get_by_role("listbox", name="搜索建议")
    expect(offers).to_be_visible()
    page.keyboard.press("Escape")
    expect(offers).to_have_count(0)
    expect(_search(page)).to_have_value("santi")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/books\?q=santi$"))
    assert any("三体" in title for title in _titles(page))


def test_suggestions_lead_to_an_author_on_a_phone(visit: Visit) -> None:
    page = visit("/books", phone=True)
    page.get_by_role("button", name="搜索馆藏").click()
    _search(page).fill("刘慈欣")
    page.get_by_role("group", name="作者").get_by_role("option", name=re.compile("刘慈欣")).first.click()
    expect(page).to_have_url(re.compile(r"/authors/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("刘慈欣")


def test_facets_narrow_the_list_and_the_address_tells_how(visit: Visit) -> None:
    page = visit("/books")
    everything = _found(page)
    facets = page.get_by_role("complementary", name="筛选")
    facets.get_by_role("radio", name=re.compile("^中文")).check()
    expect(page).to_have_url(re.compile("language=zh"))
    facets.get_by_role("checkbox", name=re.compile("^现在可借")).check()
    expect(page).to_have_url(re.compile("available=true"))
    facets.get_by_role("button", name=re.compile("^科幻奇幻")).click()
    expect(page).to_have_url(re.compile("category=speculative.*language=zh.*available=true"))
    expect(page.get_by_role("heading", level=1)).to_have_text("科幻奇幻")
    expect(page.get_by_role("button", name="去掉筛选：中文")).to_be_visible()
    narrowed = call(page, "GET", "/api/books?language=zh&available=true&category=speculative&size=1")["total"]
    assert 0 < narrowed < everything
    expect(page.get_by_role("main").get_by_role("status").first).to_have_text(f"共 {narrowed} 本书")
    page.get_by_role("button", name="去掉筛选：中文").click()
    expect(page).not_to_have_url(re.compile("language="))


def test_a_bar_of_the_histogram_is_a_decade(visit: Visit) -> None:
    page = visit("/books")
    bar = page.get_by_role("complementary", name="筛选").get_by_role("button", name=re.compile("^2000至2009，"))
    bar.click()
    expect(page).to_have_url(re.compile("year_from=2000.*year_to=2009"))
    expect(bar).to_have_attribute("aria-pressed", "true")
    bar.click()
    expect(page).not_to_have_url(re.compile("year_from"))


def test_back_returns_to_the_same_books_in_the_same_place(visit: Visit) -> None:
    page = visit("/books?language=zh&view=list&more=scroll")
    rows = page.get_by_role("main").get_by_role("article")
    expect(rows).to_have_count(24)
    page.mouse.move(800, 500)
    rows.last.scroll_into_view_if_needed()
    expect(rows).to_have_count(48)
    link = rows.nth(40).get_by_role("heading", level=3).get_by_role("link")
    title = link.inner_text()
    link.scroll_into_view_if_needed()
    link.click()
    expect(page).to_have_url(re.compile(r"/books/\d+$"))
    page.go_back()
    expect(page).to_have_url(re.compile("language=zh.*view=list.*more=scroll"))
    expect(rows.nth(40)).to_contain_text(title)
    expect(rows.nth(40)).to_be_in_viewport()


def test_the_look_of_the_list_is_remembered_and_the_address_has_the_first_word(visit: Visit) -> None:
    page = visit("/books")
    page.get_by_role("radio", name="列表").check()
    expect(page).to_have_url(re.compile("view=list"))
    page.goto("/books?language=zh")
    expect(page.get_by_role("radio", name="列表")).to_be_checked()
    page.goto("/books?view=grid")
    expect(page.get_by_role("radio", name="封面")).to_be_checked()


def test_a_slip_in_the_spelling_is_told(visit: Visit) -> None:
    page = visit("/books")
    told = call(page, "GET", "/api/books?q=Pride%20and%20Prejudyce&size=1")
    page.goto("/books?q=Pride and Prejudyce")
    assert told["total"] > 0
    words = "没有找到“Pride and Prejudyce”，为你显示" if told["shown_for"] else "没有一本书符合"
    expect(page.get_by_role("main")).to_contain_text(words)


def test_nothing_found_is_a_page_with_ways_on(visit: Visit) -> None:
    page = visit("/books?q=qqqqxxxx&language=zh")
    main = page.get_by_role("main")
    expect(main).to_contain_text("没有找到“qqqqxxxx”")
    expect(main).to_contain_text("可以到服务台请馆员")
    expect(main.get_by_role("region", name="大家都在读").get_by_role("listitem").first).to_be_visible()
    main.get_by_role("button", name="清除筛选").click()
    expect(page).to_have_url(re.compile(r"/books\?q=qqqqxxxx$"))


def _book_of_a_series(page: Page) -> Any:
    volumes = call(page, "GET", "/api/series/1")["items"]
    assert len(volumes) > 1
    return volumes[0], volumes[1]


def test_from_a_book_to_its_next_volume_its_series_and_its_author(visit: Visit) -> None:
    page = visit("/")
    first, second = _book_of_a_series(page)
    page.goto(f"/books/{first['id']}")
    strip = page.get_by_role("navigation", name="所在丛书")
    strip.get_by_role("link", name=re.compile("^下一部")).click()
    expect(page).to_have_url(re.compile(rf"/books/{second['id']}$"))
    strip.get_by_role("link", name=first["series"]["name"]).first.click()
    expect(page).to_have_url(re.compile(r"/series/1$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(first["series"]["name"])
    assert _titles(page)[:2] == [first["title"], second["title"]]
    page.goto(f"/books/{first['id']}")
    author = first["authors"][0]
    page.get_by_role("main").get_by_role("link", name=author["name"], exact=True).first.click()
    expect(page).to_have_url(re.compile(rf"/authors/{author['id']}$"))
    expect(page.get_by_role("main")).to_contain_text(first["title"])


def test_the_book_page_says_where_the_copies_stand_and_tells_machines_the_facts(visit: Visit) -> None:
    page = visit("/")
    wanted = call(page, "GET", "/api/books?available=true&size=1")["items"][0]
    book = call(page, "GET", f"/api/books/{wanted['id']}")
    page.goto(f"/books/{book['id']}")
    holdings = page.get_by_role("region", name="馆藏")
    expect(holdings).to_contain_text(f"在架 {book['copies_free']} 册")
    expect(holdings).to_contain_text(book["copies"][0]["location_zh"])
    facts = page.locator('script[type="application/ld+json"]')
    graph = json.loads(facts.inner_text())["@graph"]
    assert (graph[0]["@type"], graph[0]["name"]) == ("Book", book["title"])
    assert graph[1]["@type"] == "BreadcrumbList"
    page.get_by_role("link", name="书目", exact=True).first.click()
    expect(facts).to_have_count(0)


def test_a_reader_can_leave_out_what_he_has_rated(visit: Visit) -> None:
    page = visit("/")
    expect(page.get_by_role("checkbox", name="我还没读过的")).to_have_count(0)
    enter(page, "reader")
    page.goto("/books?language=zh")
    before = _found(page)
    page.get_by_role("checkbox", name="我还没读过的").check()
    expect(page).to_have_url(re.compile("unread=true"))
    expect(page.get_by_role("button", name="去掉筛选：我还没读过的")).to_be_visible()
    total = call(page, "GET", "/api/books/unread?language=zh&size=1")["total"]
    assert total < before
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text(str(total))


def test_the_front_page_has_the_shelves_of_the_staff(visit: Visit) -> None:
    page = visit("/")
    lists = call(page, "GET", "/api/curated-lists?size=14")["items"]
    page.get_by_role("heading", name="按类别走走").scroll_into_view_if_needed()
    shelf = page.get_by_role("region", name=lists[0]["title_zh"])
    expect(shelf).to_be_visible()
    shelf.get_by_role("link", name="全部").click()
    expect(page).to_have_url(re.compile(rf"/lists/{lists[0]['slug']}$"))
    expect(page.get_by_role("main")).to_contain_text(lists[0]["items"][0]["title"])
