"""Every page in both languages and themes, on a desk and on a phone: nothing overflows, axe finds nothing."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from backend.core.settings import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text() if (ROOT / "node_modules").is_dir() else ""
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
    "/nothing",
)
SIGNED_IN_PAGES = (
    *("/", "/account/ratings", "/account/taste", "/account/settings", "/account/security", "/account/notices"),
    *("/account/privacy", "/account/import"),
    *("/welcome", "/books/20", "/staff/runs", "/staff/runs/1"),
)
LOOKS = [(locale, theme, phone) for locale in ("zh-CN", "en") for theme in ("light", "dark") for phone in (False, True)]


def _look(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{path} is wider than its window"
    page.evaluate(AXE)
    found = json.loads(page.evaluate("axe.run().then(found => JSON.stringify(found.violations))"))
    assert [(violation["id"], [node["html"][:120] for node in violation["nodes"]]) for violation in found] == [], path


@pytest.mark.parametrize(("locale", "theme", "phone"), LOOKS, ids=lambda value: str(value))
def test_pages_are_accessible_and_fit(visit: Callable[..., Page], locale: str, theme: str, phone: bool) -> None:
    page = visit("/", locale=locale, theme=theme, phone=phone)
    page.evaluate("language => localStorage.setItem('shelfwise.locale', language)", locale)
    for path in GUEST_PAGES:
        _look(page, path)
    status = page.evaluate(
        """async () => {
            const { csrf_token } = await (await fetch('/api/account')).json()
            const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf_token }
            const body = JSON.stringify({ name: 'admin', password: 'shelfwise-demo' })
            return (await fetch('/api/session', { method: 'POST', headers, body })).status
        }"""
    )
    assert status == 200
    for path in SIGNED_IN_PAGES:
        _look(page, path)
