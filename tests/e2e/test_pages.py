"""Every page, in both languages, themes and widths: nothing overflows, axe finds nothing."""

import json
import re
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
    *("/staff/users", "/staff/users/1", "/staff/users/2/merge?gone=3", "/staff/settings", "/staff/imports"),
    *("/staff/imports/IMPORT", "/staff/audit", "/staff/bulk-acts", "/staff/bulk-acts/ACT", "/staff/runs/compare?ids=1"),
    *("/staff/reviews?view=table", "/staff/sales", "/staff/payments", "/staff/copies/scan", "/staff/books?q=zzzz"),
)
# A file of one record that is refused: no book comes of it.
FILE = "title,isbn13\nBroken numbers,9780306406158\n"
IMPORT = """async (file) => {
    const { csrf_token } = await (await fetch('/api/account')).json()
    const headers = { 'Content-Type': 'application/octet-stream', 'X-CSRF-Token': csrf_token }
    const path = '/api/admin/imports?format=csv&file_name=broken.csv&dry_run=false'
    return (await (await fetch(path, { method: 'POST', headers, body: file })).json()).id
}"""
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


def _ids(page: Page, name: str) -> dict[str, str]:
    """What pages of one thing are about, by their words in the lists above; made here if nobody has made one."""
    orders = call(page, "GET", "/api/orders?size=1")["items"]
    ids = {"ORDER": orders[0]["id"] if orders else 1}
    if name == "admin":
        act = {"kind": "books.edit", "ids": [1, 2], "params": {"set": {"publisher": "知阅试印"}}}
        ids |= {"ACT": call(page, "POST", "/api/staff/bulk-acts", act)["id"], "IMPORT": page.evaluate(IMPORT, FILE)}
    return {word: str(number) for word, number in ids.items()}


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
        ids = _ids(page, name)
        for path in paths[first::step]:
            for word, number in ids.items():
                path = path.replace(word, number)
            _look(page, traffic, path)
    return sum(len(paths[first::step]) for paths in (GUEST_PAGES, READER_PAGES, ADMIN_PAGES))


@pytest.mark.parametrize("number", range(len(LOOKS)), ids=lambda number: "-".join(map(str, LOOKS[number])))
def test_pages_are_accessible_and_fit(visit: Callable[..., Page], number: int) -> None:
    locale, theme, phone = LOOKS[number]
    page = visit("/", locale=locale, theme=theme, phone=phone)
    look_at_pages(page, locale, number, len(LOOKS))


def test_every_page_of_the_office_is_looked_at() -> None:
    router = (ROOT / "frontend" / "src" / "app" / "router.ts").read_text()
    office = router[router.index("path: '/staff'") : router.index("path: '/screen'")]
    rooms = re.findall(r"path: '([^']*)', name: 'staff", office)
    assert len(rooms) > 40
    seen = [path.partition("?")[0].removeprefix("/staff").strip("/") for path in ADMIN_PAGES if "/staff" in path]
    unseen = [room for room in rooms if not any(_leads_to(room, path) for path in seen)]
    assert unseen == []


def _leads_to(room: str, path: str) -> bool:
    pattern = re.sub(r":\w+\([^)]*\)", "[0-9A-Z]+", room)
    return re.fullmatch(pattern, path) is not None
