"""python -m tests.bench.looks: every page of the demonstration library in each language, theme and width.

As tests/e2e/test_pages.py looks at a quarter of them in each: nothing is wider than its window, and axe finds nothing.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.table import Figure, show
from tests.e2e.conftest import PATIENCE, QUIET, start_portal
from tests.e2e.test_pages import LOOKS, look_at_pages


def rows_of_table(folder: Path) -> list[Figure]:
    """A row for each look; the first page with a fault ends it, and says so."""
    portal = start_portal(folder)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
            return [_row(browser, portal.address, *look) for look in LOOKS]
    finally:
        portal.stop()


def _row(browser: Browser, address: str, locale: str, theme: str, phone: bool) -> Figure:
    context = browser.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
        locale=locale,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/")
    what = f"pages in {locale}, {theme}, {'phone' if phone else 'desk'}"
    try:
        seen = look_at_pages(page, locale, 0, 1)
    except AssertionError as fault:
        sys.stderr.write(f"{what}: {fault}\n")
        return Figure(what, "a fault", "limit 0 faults", False)
    finally:
        context.close()
    return Figure(what, f"{seen} pages, 0 faults", "limit 0 faults", True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="shelfwise-bench-") as name:
        sys.stdout.write(show(rows_of_table(Path(name))) + "\n")
