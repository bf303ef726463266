"""What the server draws before the app is there stands where the app then draws it, and is not asked for again."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.calls import call, register
from tests.e2e.conftest import PATIENCE, Portal

# Page -> what the server draws, and the same as the app draws it.
PLACES = {
    "/": {".first-hero h1": ".catalog-hero h1", ".first-header a": ".app-header .brand"},
    "/books/42": {
        ".first-book h1": ".book-heading h1",
        ".first-by": ".book-heading .by",
        ".first-description": ".book-page .description",
        ".first-book > .first-cover": ".book-page .book-cover",
    },
    "/books?category=literature": {
        ".first-results h1": ".book-list-page h1",
        ".first-results li:nth-child(1) h3": ".book-grid li:nth-child(1) h3",
        ".first-results li:nth-child(5) .first-cover": ".book-grid li:nth-child(5) .book-cover",
    },
}
ROOMS_OF_A_READER = (
    *(
        "",
        "loans",
        "holds",
        "orders",
        "addresses",
        "reading",
        "favourites",
        "reviews",
        "ratings",
        "lists",
        "history",
        "year",
        "privacy",
        "import",
    ),
    *("taste", "notices", "settings", "security"),
)
# A line height that is no whole number may be rounded either way.
NEAR = 2.0


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("path", PLACES)
def test_what_is_there_first_stays_in_its_place(
    browser: Browser, portal: Portal, visit: Callable[..., Page], path: str, phone: bool
) -> None:
    app = visit(path, phone=phone)
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(base_url=portal.address, viewport=size, java_script_enabled=False)  # type: ignore[arg-type]
    first = context.new_page()
    first.goto(path)
    for drawn, then in PLACES[path].items():
        expect(app.locator(then)).to_be_visible(timeout=PATIENCE)
        before, after = first.locator(drawn).bounding_box(), app.locator(then).bounding_box()
        assert before is not None
        assert after is not None
        moved = {side: after[side] - before[side] for side in ("x", "y") if abs(after[side] - before[side]) > NEAR}
        assert moved == {}, drawn
    context.close()


def test_the_answer_that_came_with_the_page_is_not_asked_for_again(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit("/sign-in")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(f"{portal.address}/api")))
    for path, question in (
        ("/books/42", r"/books/42$"),
        ("/books?q=三体", r"/books\?"),
        ("/", r"/books/popular"),
    ):
        asked.clear()
        page.goto(path)
        expect(page.locator(".book-cover").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert "/account" in asked
        assert [url for url in asked if re.match(question, url)] == []


def test_a_room_of_one_s_own_opens_with_what_came_with_it_and_asks_nothing_twice(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    page = visit("/sign-in")
    register(page, "开门快")
    call(page, "POST", "/api/lists", {"name": "枕边"})
    call(page, "PUT", "/api/books/1/favourite")
    listed = call(page, "GET", "/api/lists")["items"][0]["id"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(portal.address)))
    for room in (*ROOMS_OF_A_READER, f"lists/{listed}"):
        asked.clear()
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as opened:
            page.goto(f"/account/{room}".removesuffix("/"))
        brought = re.findall(r'data-question="([^"]*)"', opened.value.text())
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert "/api/account" in brought, room
        assert [unescape(question) for question in brought if unescape(question) in asked] == [], room
        # All that came was wanted, and what the browser was told to ask was asked once.
        assert page.locator("script[data-question]").count() == 0, room
        questions = [url for url in asked if url.startswith("/api/") and "/seen" not in url]
        assert sorted(set(questions)) == sorted(questions), room
