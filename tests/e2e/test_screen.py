"""The big screen in Chromium: on every wall, by keyboard, with its figures taken away, and by the link of a kiosk."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.calls import call, enter
from tests.e2e.conftest import Portal
from tests.e2e.test_pages import AXE, VIOLATIONS
from tests.e2e.walls import FIGURES, open_screen, settled

Visit = Callable[..., Page]
WALLS = ((1920, 1080), (1366, 768), (2560, 1440), (3840, 2160))
SCENES = ("overview", "reading", "shop", "readers", "model")
NAMES = ("总览", "阅读", "书店", "读者", "推荐")


@pytest.fixture
def wall(visit: Visit) -> Page:
    page = visit("/")
    enter(page, "admin")
    return page


def test_it_fills_every_wall_and_is_as_before_after_full_screen(wall: Page) -> None:
    open_screen(wall)
    letters = {}
    for width, height in WALLS:
        wall.set_viewport_size({"width": width, "height": height})
        for place in range(len(SCENES)):
            wall.keyboard.press(str(place + 1))
            expect(wall.get_by_role("navigation").locator("[aria-current]")).to_have_count(1)
            assert settled(wall) == [], (width, SCENES[place])
        letters[width] = wall.evaluate("parseFloat(getComputedStyle(document.querySelector('.stage')).fontSize)")
    # Real letters in their real size: twice the wall, twice the letters, and nothing is scaled as a picture.
    assert letters[3840] == pytest.approx(2 * letters[1920], rel=1e-4)
    assert wall.evaluate("getComputedStyle(document.querySelector('.stage')).transform") == "none"

    wall.set_viewport_size({"width": 1440, "height": 900})
    wall.keyboard.press("1")
    assert settled(wall) == []
    size = "document.querySelector('.panel-flow').getBoundingClientRect().width"
    before = wall.evaluate(size)
    wall.keyboard.press("f")
    wall.wait_for_function("document.fullscreenElement !== null")
    wall.keyboard.press("f")
    wall.wait_for_function("document.fullscreenElement === null")
    assert settled(wall) == []
    assert wall.evaluate(size) == pytest.approx(before, abs=1)

    wall.set_viewport_size({"width": 390, "height": 844})
    expect(wall.locator(".panel-flow")).to_be_visible()
    assert wall.evaluate("document.querySelector('.stage').scrollWidth <= innerWidth")


def test_it_is_worked_by_keyboard_and_its_figures_are_taken_away(wall: Page, tmp_path: Path) -> None:
    open_screen(wall)
    wall.keyboard.press("ArrowRight")
    expect(wall).to_have_url(re.compile("scene=reading"))
    wall.keyboard.press("ArrowLeft")
    expect(wall).to_have_url(re.compile("scene=overview"))
    wall.keyboard.press("Space")
    expect(wall).to_have_url(re.compile("rotate=30"))
    wall.keyboard.press("Space")
    expect(wall).to_have_url(re.compile("rotate=0"))
    wall.keyboard.press("l")
    expect(wall.locator(".stage.light")).to_be_visible()
    wall.keyboard.press("l")
    wall.keyboard.press("?")
    expect(wall.get_by_role("dialog", name="设置与按键")).to_be_visible()
    wall.keyboard.press("Escape")
    expect(wall.get_by_role("dialog")).to_have_count(0)

    flow = wall.locator(".panel-flow")
    # The table is there for screen readers before anybody asks for it.
    expect(flow.get_by_role("table")).to_have_count(1)
    expect(flow.locator(".figures")).to_have_count(0)
    wall.keyboard.press("t")
    expect(flow.locator(".figures")).to_be_visible()
    told = flow.locator("tbody tr").first.locator("th, td").all_inner_texts()
    wall.keyboard.press("t")
    flow.hover()
    with wall.expect_download() as figures:
        flow.get_by_role("button", name=re.compile("CSV")).click()
    lines = Path(figures.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("日期,借出,归还,预约,购买")
    assert lines[1].split(",")[:5] == [cell.replace(",", "") for cell in told[:5]]
    with wall.expect_download() as picture:
        flow.get_by_role("button", name=re.compile("PNG")).click()
    assert_drawn(Path(picture.value.path()).read_bytes())
    wall.keyboard.press("5")
    quality = wall.locator(".panel-model-quality")
    quality.hover()
    with wall.expect_download() as picture:
        quality.get_by_role("button", name=re.compile("PNG")).click()
    assert_drawn(Path(picture.value.path()).read_bytes())


def assert_drawn(content: bytes) -> None:
    """A picture that opens, twice as large as the drawing, with lines in several colours on it."""
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 400
        colours = picture.convert("RGB").resize((200, 120)).getcolors(24_000)
    assert colours is not None and len(colours) > 30


def test_every_figure_leads_to_a_list_that_is_as_long(wall: Page) -> None:
    open_screen(wall)
    wall.keyboard.press("t")
    figures: dict[str, int] = {}
    for place in range(len(SCENES)):
        wall.keyboard.press(str(place + 1))
        expect(wall.locator("nav [aria-current]")).to_have_text(NAMES[place])
        expect(wall.locator(".screen-panel .figures").first).to_be_visible()
        figures |= dict(wall.evaluate(FIGURES))
    led_to = {dict(parse_qsl(urlsplit(way).query))["figure"] for way in figures}
    assert led_to == {
        *("readers", "active_readers", "titles", "copies", "on_loan", "overdue", "loans", "returns", "holds", "orders"),
        *("new_readers", "ratings"),
    }
    for way, figure in figures.items():
        wall.goto(way)
        expect(wall.get_by_role("status").get_by_text(re.compile("条"))).to_have_text(f"共 {figure:,} 条")

    # By the drawing too: the brightest hour of the week.
    open_screen(wall, "?days=365")
    field = wall.locator(".panel-hours .drawing svg path").and_(wall.locator('[fill="#e0705f"]')).first
    hours = wall.locator(".panel-hours tbody td").all_text_contents()
    field.click()
    expect(wall).to_have_url(re.compile("/staff/behind.*weekday=.*hour="))
    most = max(int(cell.replace(",", "")) for cell in hours)
    expect(wall.get_by_role("status").get_by_text(re.compile("条"))).to_have_text(f"共 {most:,} 条")

    # What has its own room leads there: revenue to the sales, a title's queue to its queue, a measure to its run.
    open_screen(wall)
    revenue = wall.locator(".stage-tile", has_text="销售额")
    yuan = re.sub(r"[^0-9]", "", revenue.locator("b .unseen").inner_text())
    revenue.click()
    net = wall.locator(".sales-tiles div", has_text="净").locator("b").first.inner_text()
    # Half a yuan is rounded up, as the page does it.
    assert f"{float(re.sub(r'[^0-9.]', '', net)) + 0.5:.2f}".split(".")[0] == yuan
    open_screen(wall, "?scene=reading")
    first = wall.locator(".panel-queue .rank").first
    waiting = re.search(r"[0-9]+", first.locator("small").inner_text())
    first.click()
    assert waiting is not None
    expect(wall.locator(".title-queue li")).to_have_count(int(waiting[0]))
    open_screen(wall, "?scene=model")
    wall.locator("a.stage-tile").first.click()
    expect(wall).to_have_url(re.compile("/staff/runs/[0-9]+"))


def test_its_days_are_in_its_address_and_it_rests_while_nobody_looks(wall: Page) -> None:
    wall.clock.install()
    open_screen(wall, "?every=10")
    wall.get_by_role("combobox", name="时段").select_option("7")
    expect(wall).to_have_url(re.compile("days=7"))
    wall.get_by_role("combobox", name="对比").select_option("year_before")
    expect(wall).to_have_url(re.compile("against=year_before"))
    wall.reload()
    expect(wall.get_by_role("combobox", name="时段")).to_have_value("7")
    # The table has a row for each day, whatever the drawing has room for.
    expect(wall.locator(".panel-flow tbody tr")).to_have_count(7)
    wall.keyboard.press("?")
    wall.get_by_label("从", exact=True).fill("2026-01-05")
    expect(wall).to_have_url(re.compile("from=2026-01-05"))
    wall.keyboard.press("Escape")

    asked: list[str] = []
    wall.on("request", lambda request: asked.append(request.url) if "/api/screen" in request.url else None)
    see = "seen => { Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => seen });"
    see += " document.dispatchEvent(new Event('visibilitychange')) }"
    wall.evaluate(see, "hidden")
    wall.clock.run_for(120_000)
    assert asked == []
    with wall.expect_response(lambda answer: "/api/screen?" in answer.url):
        wall.evaluate(see, "visible")


def test_old_figures_stay_with_their_age_when_the_network_is_gone(wall: Page) -> None:
    open_screen(wall)
    wall.context.set_offline(True)
    wall.evaluate("dispatchEvent(new Event('online'))")
    expect(wall.get_by_text(re.compile("暂时连不上图书馆，仍显示"))).to_be_visible()
    expect(wall.locator(".stage-tile")).to_have_count(9)
    wall.context.set_offline(False)
    wall.evaluate("dispatchEvent(new Event('online'))")
    expect(wall.get_by_text(re.compile("数据截至"))).to_be_visible()


def test_a_kiosk_sees_the_screen_and_nothing_else_until_its_link_is_revoked(
    wall: Page, browser: Browser, portal: Portal
) -> None:
    wall.goto("/staff/kiosks")
    wall.get_by_label("屏幕挂在哪里").fill("一楼大厅")
    wall.get_by_role("button", name="建立链接").click()
    address = wall.get_by_role("textbox", name="一楼大厅").input_value()
    token = address.partition("#kiosk=")[2]
    assert token

    call(wall, "PUT", "/api/staff/settings", {"screen_title_zh": "今日馆情"})
    context = browser.new_context(base_url=portal.address, locale="zh-CN", reduced_motion="reduce")
    kiosk = context.new_page()
    sent: list[str] = []
    kiosk.on("request", lambda asked: sent.append(asked.url))
    kiosk.goto(address)
    expect(kiosk.locator(".stage-tile")).to_have_count(9)
    assert not any(token in url for url in sent), "the token travels in a header only"
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("今日馆情")
    kiosk.keyboard.press("t")
    for place in range(len(SCENES)):
        kiosk.keyboard.press(str(place + 1))
        expect(kiosk.locator("nav [aria-current]")).to_have_text(NAMES[place])
        expect(kiosk.locator(".screen-panel").first).to_be_visible()
        assert kiosk.locator("a").count() == 0
    status: Any = kiosk.evaluate(
        """async token => Promise.all(['/api/screen', '/api/screen/behind?figure=readers', '/api/staff/jobs',
            '/api/loans'].map(path =>
            fetch(path, { headers: { 'X-Kiosk-Token': token } }).then(answer => answer.status)))""",
        token,
    )
    assert status[0] == 200
    assert all(code in (401, 403) for code in status[1:]), status

    call(wall, "PUT", "/api/staff/settings", {"screen_title_zh": None})
    wall.get_by_role("button", name="我已复制").click()
    wall.get_by_role("button", name="撤销", exact=True).click()
    wall.get_by_role("button", name="撤销链接").click()
    expect(wall.get_by_text("已撤销", exact=True)).to_be_visible()
    kiosk.reload()
    expect(kiosk.get_by_role("heading", name="这个链接已经失效")).to_be_visible()
    context.close()


def test_axe_finds_nothing_on_the_stage_in_either_theme(wall: Page) -> None:
    for theme in ("dark", "light"):
        open_screen(wall, f"?theme={theme}")
        wall.evaluate(AXE)
        for scene in SCENES:
            # Within the page, so that what axe needs is still there.
            wall.keyboard.press(str(SCENES.index(scene) + 1))
            expect(wall.locator(f".stage.{theme} .screen-panel").first).to_be_visible()
            assert settled(wall) == [], (theme, scene)
            found = json.loads(wall.evaluate(VIOLATIONS))
            assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == [], (
                theme,
                scene,
            )


def test_who_is_not_of_the_staff_does_not_find_it(visit: Visit) -> None:
    page = visit("/screen")
    expect(page).to_have_url(re.compile("/sign-in"))
    enter(page, "reader")
    page.goto("/screen")
    expect(page.locator(".stage")).to_have_count(0)
    assert call(page, "GET", "/api/screen")["code"] == "role_too_low"
