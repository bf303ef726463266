"""The catalogue's desks in Chromium: authors merged and told apart, the tree moved, an announcement made and read."""

from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.calls import call, enter, saved

Visit = Callable[..., Page]
NEWS = "三楼阅览室周五下午提前闭馆，详情见 https://example.org/friday 。"


def _tree(page: Page) -> list[tuple[int, list[int]]]:
    items = call(page, "GET", "/api/staff/categories")["items"]
    return [(top["id"], [leaf["id"] for leaf in top["children"]]) for top in items]


def _undo(page: Page, path: str) -> None:
    with saved(page, path):
        page.get_by_role("button", name="撤销", exact=True).last.click()


def _middle(handle: Locator) -> tuple[float, float]:
    box = handle.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_two_authors_become_one_and_are_told_apart_again(visit: Visit) -> None:
    page = visit("/")
    enter(page, "staff")
    kept, gone = call(page, "GET", "/api/staff/authors?size=20")["items"][:2]
    page.goto("/staff/authors")
    for author in (kept, gone):
        page.locator("tbody tr", has_text=author["name"]).first.locator(".choose .el-checkbox").click()
    page.get_by_role("button", name="合并", exact=True).click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("radio", name=kept["name"]).check()
    expect(asked).to_contain_text("本书会归到他名下")
    expect(asked).to_contain_text(f"这些名字成为别名：{gone['name']}")
    with saved(page, "/api/staff/author-merges"):
        asked.get_by_role("button", name="合并", exact=True).click()
    expect(page.get_by_role("table").get_by_role("link", name=gone["name"], exact=True)).to_have_count(0)

    # Who comes by the old address is led to the one who stayed.
    reader = visit(f"/authors/{gone['id']}")
    expect(reader).to_have_url(f"{reader.url.split('/authors')[0]}/authors/{kept['id']}")
    expect(reader.get_by_role("heading", level=1)).to_contain_text(kept["name"])
    expect(reader.get_by_role("main")).to_contain_text(gone["name"])

    with saved(page, "/undo"):
        page.get_by_role("button", name=f"撤销 合并到“{kept['name']}”").first.click()
    expect(page.get_by_role("table").get_by_role("link", name=gone["name"], exact=True)).to_be_visible()
    now = {each["id"]: each for each in call(page, "GET", "/api/staff/authors?size=20")["items"]}
    for author in (kept, gone):
        assert (now[author["id"]]["book_count"], now[author["id"]]["aliases"]) == (
            author["book_count"],
            author["aliases"],
        )


def test_a_category_moves_by_mouse_and_by_keys_and_back(visit: Visit) -> None:
    page = visit("/")
    enter(page, "staff")
    before = _tree(page)
    (top, [first, second, *_]), (other, _) = before[0], before[1]
    page.goto("/staff/categories")

    def handle(category_id: int) -> Locator:
        return page.locator(f"[data-category='{category_id}'] .handle")

    # Dragged below the second one.
    handle(first).scroll_into_view_if_needed()
    (x, y), (_, end) = _middle(handle(first)), _middle(handle(second))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, (y + end) / 2, steps=4)
    page.mouse.move(x, end + 8, steps=4)
    with saved(page, f"/categories/{first}/place"):
        page.mouse.up()
    assert _tree(page)[0][1][:2] == [second, first]
    _undo(page, f"/categories/{first}/place")
    assert _tree(page) == before

    # By keys: down, up, and out to the top, between its own branch and the next.
    handle(first).focus()
    with saved(page, f"/categories/{first}/place"):
        page.keyboard.press("ArrowDown")
    assert _tree(page)[0][1][:2] == [second, first]
    expect(handle(first)).to_be_focused()
    with saved(page, f"/categories/{first}/place"):
        page.keyboard.press("ArrowUp")
    assert _tree(page) == before
    expect(handle(first)).to_be_focused()
    with saved(page, f"/categories/{first}/place"):
        page.keyboard.press("ArrowLeft")
    assert [each for each, _ in _tree(page)[:3]] == [top, first, other]
    _undo(page, f"/categories/{first}/place")
    assert _tree(page) == before


def test_an_announcement_appears_and_whoever_has_read_it_puts_it_away(visit: Visit) -> None:
    page = visit("/")
    enter(page, "staff")
    page.goto("/staff/announcements")
    page.get_by_role("button", name="发公告").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("中文").fill(NEWS)
    form.get_by_label("英文").fill("The reading room closes early on Friday. <b>See you</b>")
    form.get_by_label("种类").select_option("warning")
    form.get_by_label("从哪天起").fill(date.today().isoformat())
    expect(form.get_by_role("link", name="https://example.org/friday")).to_be_visible()
    with saved(page, "/api/staff/announcements") as answer:
        form.get_by_role("button", name="发布").click()
    made: dict[str, Any] = answer.value.json()

    guest, other = visit("/"), visit("/", locale="en")
    band = guest.get_by_role("region", name="公告")
    expect(band).to_contain_text("三楼阅览室周五下午提前闭馆")
    link = band.get_by_role("link", name="https://example.org/friday").first
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(other.get_by_role("region", name="公告")).to_be_visible()
    with saved(guest, f"/announcements/{made['id']}/dismissal"):
        band.locator(".line", has_text="提前闭馆").get_by_role("button", name="收起").click()
    expect(guest.get_by_role("main")).not_to_contain_text("提前闭馆")
    guest.reload()
    expect(guest.get_by_role("heading", level=1)).to_be_visible()
    expect(guest.get_by_role("main")).not_to_contain_text("提前闭馆")

    with saved(page, f"/announcements/{made['id']}/ended"):
        page.locator(".announcement-row", has_text="提前闭馆").get_by_role("button", name="结束").click()
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other.get_by_role("main")).not_to_contain_text("提前闭馆")
