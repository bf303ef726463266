"""Every page, in both languages, themes and widths: nothing overflows, axe finds nothing."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request

from backend.core.settings import ROOT
from tests.e2e.calls import call

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text() if (ROOT / "node_modules").is_dir() else ""
# What is right it need not write down in full.
VIOLATIONS = "axe.run({ resultTypes: ['violations'] }).then(found => JSON.stringify(found.violations))"
GUEST_PAGES = (
    "/",
    "/books",
    "/books?category=history&language=zh",
    "/books?q=zzzz",
    "/books?q=santi&view=list",
    "/books?available=true&more=scroll",
    "/books/1",
    "/authors/1",
    "/authors/999999",
    "/series/1",
    "/lists/nothing",
    "/sign-in",
    "/register",
    "/forgot",
    "/reset?token=x",
    "/confirm?token=x",
    "/opening-hours",
    "/cart",
    "/nothing",
)
READER_PAGES = (
    *("/", "/welcome", "/books/20", "/account", "/account/reading", "/account/favourites", "/account/ratings"),
    *("/account/reviews", "/account/lists", "/account/lists/1", "/account/history", "/account/year", "/account/taste"),
    *("/account/notices", "/account/settings", "/account/security", "/account/privacy", "/account/import"),
    *("/account/loans", "/account/loans?show=past", "/account/holds", "/account/fines"),
    *("/account/orders", "/account/orders/ORDER", "/cart", "/checkout", "/account/addresses"),
)
# An account in which nobody has read anything yet.
ADMIN_PAGES = (
    *("/account", "/account/reading", "/account/favourites", "/account/lists", "/account/year"),
    *("/staff/runs", "/staff/runs/1", "/staff/reviews", "/staff/desk?reader=reader", "/staff/returns"),
    *("/staff/pull-list", "/staff/hold-shelf", "/staff/overdue", "/staff/copies?barcode=SW0000001"),
    *("/staff/books/1/queue", "/staff/readers/1", "/staff/readers?who=reader", "/staff/policies", "/staff/calendar"),
    *("/staff/jobs", "/staff/orders?state=all", "/staff/orders/1", "/staff/stock", "/staff/discounts"),
    *("/staff/vouchers", "/staff/shop"),
    *("/staff/authors", "/staff/categories", "/staff/shelves", "/staff/shelves/1", "/staff/announcements"),
)
# A page is looked at twice, the second time with everything different; its neighbour in the list the other way round.
LOOKS = [("zh-CN", "light", False, 0), ("en", "dark", True, 0), ("zh-CN", "dark", True, 1), ("en", "light", False, 1)]


class Traffic:
    """What a page still asks for. Its own idea of an idle network takes half a second, on each of these pages."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: set[Request] = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        self._open.add(request)

    def _end(self, request: Request) -> None:
        self._open.discard(request)

    def settle(self) -> None:
        """Wait until the page has its heading and its own clock has ticked a few times without a request."""
        self._page.locator("h1").first.wait_for(state="attached")
        quiet = 0
        while quiet < 3:
            self._page.evaluate("new Promise(tick => setTimeout(tick, 60))")
            quiet = 0 if self._open else quiet + 1


def _look(page: Page, traffic: Traffic, path: str) -> None:
    page.goto(path)
    traffic.settle()
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{path} is wider than its window"
    page.evaluate(AXE)
    found = json.loads(page.evaluate(VIOLATIONS))
    assert [(violation["id"], [node["html"][:120] for node in violation["nodes"]]) for violation in found] == [], path


@pytest.mark.parametrize(("locale", "theme", "phone", "first"), LOOKS, ids=lambda value: str(value))
def test_pages_are_accessible_and_fit(
    visit: Callable[..., Page], locale: str, theme: str, phone: bool, first: int
) -> None:
    page = visit("/", locale=locale, theme=theme, phone=phone)
    # The app remembers the language that it began in; only then another one can be put in its place.
    page.wait_for_load_state("networkidle")
    page.evaluate("language => localStorage.setItem('shelfwise.locale', language)", locale)
    traffic = Traffic(page)
    for path in GUEST_PAGES[first::2]:
        _look(page, traffic, path)
    for name, paths in (("reader", READER_PAGES), ("admin", ADMIN_PAGES)):
        call(page, "POST", "/api/session", {"name": name, "password": "shelfwise-demo"})
        call(page, "POST", "/api/cart/lines", {"sku_id": 2})
        own = page.evaluate("fetch('/api/orders?size=1').then(answer => answer.json())")["items"]
        for path in paths[first::2]:
            _look(page, traffic, path.replace("ORDER", str(own[0]["id"] if own else 1)))
