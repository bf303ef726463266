"""What the server draws before the app is there stands where the app then draws it, and is not asked for again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

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
