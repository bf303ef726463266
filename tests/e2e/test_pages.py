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
    *("/staff", "/staff/runs", "/staff/runs/1", "/staff/reviews", "/staff/desk?reader=reader", "/staff/returns"),
    *("/staff/pull-list", "/staff/hold-shelf", "/staff/overdue", "/staff/copies/scan?barcode=SW0000001"),
    *("/staff/books", "/staff/books/1", "/staff/books/1?tab=copies", "/staff/books/1?tab=history", "/staff/books/new"),
    *("/staff/copies", "/staff/series", "/staff/series/1"),
    *(
        "/staff/books/1/queue",
        "/staff/readers/1",
        "/staff/readers?q=reader",
        "/staff/loans?state=all",
        "/staff/holds",
        "/staff/fines",
        "/staff/policies",
        "/staff/calendar",
    ),
    *("/staff/jobs", "/staff/orders?state=all", "/staff/orders/1", "/staff/stock", "/staff/discounts"),
    *("/staff/orders/slips?state=completed", "/staff/payments", "/staff/audit?q=a", "/staff/users"),
    *("/staff/vouchers", "/staff/shop", "/staff/kiosks", "/staff/behind?figure=on_loan"),
    *("/staff/authors", "/staff/categories", "/staff/shelves", "/staff/shelves/1", "/staff/announcements"),
)
# Each page in one of them, its neighbours in the list in the others; `make bench` looks at each in all four.
LOOKS = (("zh-CN", "light", False), ("en", "dark", True), ("en", "light", False), ("zh-CN", "dark", True))


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


# Two things of one name: a label, a button of a form or an anchor would find the wrong one.
TWICE = "[...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)"


def _look(page: Page, traffic: Traffic, path: str) -> None:
    page.goto(path)
    traffic.settle()
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{path} is wider than its window"
    page.evaluate(AXE)
    found = json.loads(page.evaluate(VIOLATIONS))
    assert page.evaluate(TWICE) == [], f"{path} has two of one id"
    assert [(violation["id"], [node["html"][:120] for node in violation["nodes"]]) for violation in found] == [], path


def look_at_pages(page: Page, locale: str, first: int, step: int) -> int:
    """Every so many-th page of guests, readers and admins, in a window that shows the front page; their number."""
    # The app remembers the language that it began in; only then another one can be put in its place.
    page.wait_for_load_state("networkidle")
    page.evaluate("language => localStorage.setItem('shelfwise.locale', language)", locale)
    traffic = Traffic(page)
    for path in GUEST_PAGES[first::step]:
        _look(page, traffic, path)
    for name, paths in (("reader", READER_PAGES), ("admin", ADMIN_PAGES)):
        call(page, "POST", "/api/session", {"name": name, "password": "shelfwise-demo"})
        call(page, "POST", "/api/cart/lines", {"sku_id": 2})
        own = page.evaluate("fetch('/api/orders?size=1').then(answer => answer.json())")["items"]
        for path in paths[first::step]:
            _look(page, traffic, path.replace("ORDER", str(own[0]["id"] if own else 1)))
    return sum(len(paths[first::step]) for paths in (GUEST_PAGES, READER_PAGES, ADMIN_PAGES))


@pytest.mark.parametrize("number", range(len(LOOKS)), ids=lambda number: "-".join(map(str, LOOKS[number])))
def test_pages_are_accessible_and_fit(visit: Callable[..., Page], number: int) -> None:
    locale, theme, phone = LOOKS[number]
    page = visit("/", locale=locale, theme=theme, phone=phone)
    look_at_pages(page, locale, number, len(LOOKS))
