"""How soon a page shows what it is about, whether it jumps, and how much JavaScript that takes: web vitals in Chromium
with the processor slowed down four times, an empty cache each time, on a desk and on a phone.
"""

import shutil
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.table import Figure
from tests.e2e.conftest import QUIET, start_portal

PAGES = {"home": "/", "list": "/books?q=三体", "category": "/books?category=literature", "book": "/books/42"}
SCREENS = {"desk": (1440, 900), "phone": (390, 844)}
VISITS = 5
SLOWED = 4
# When everything a visitor sees without scrolling has been there for a while.
SETTLED_MS = 1_500
LCP_LIMIT_MS, SHIFT_LIMIT, SCRIPT_LIMIT_KB = 1_500, 0.05, 200

# https://web.dev/articles/lcp and /cls; the worst five seconds of shifts are all of them here.
_WATCH = """
  window.vitals = { lcp: 0, shift: 0 }
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { vitals.lcp = entry.startTime }))
    .observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) vitals.shift += entry.value
  })).observe({ type: 'layout-shift', buffered: true })
"""
# Scripts that had arrived when the largest thing was painted, as they came over the wire.
_READ = """() => ({
  ...vitals,
  script: performance.getEntriesByType('resource')
    .filter((entry) => /\\.js$/.test(new URL(entry.name).pathname) && entry.startTime <= vitals.lcp)
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0) / 1000,
})"""


@dataclass(frozen=True)
class Visit:
    """Milliseconds until the largest thing was painted, the sum of layout shifts, kB of JavaScript until then."""

    lcp: float
    shift: float
    script: float


def rows_of_table(folder: Path) -> list[Figure]:
    """One row a page and screen, of the demonstration library, which is made in the folder if it is empty."""
    portal = start_portal(folder)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
            return [
                _figure(f"{name} on a {screen}", [_visit(browser, portal.address + path, size) for _ in range(VISITS)])
                for name, path in PAGES.items()
                for screen, size in SCREENS.items()
            ]
    finally:
        portal.stop()


def _visit(browser: Browser, address: str, size: tuple[int, int]) -> Visit:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    try:
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.add_init_script(_WATCH)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.wait_for_function("vitals.lcp > 0")
        page.wait_for_timeout(SETTLED_MS)
        measured: dict[str, Any] = page.evaluate(_READ)
        return Visit(**measured)
    finally:
        context.close()


def _figure(what: str, visits: list[Visit]) -> Figure:
    lcp = statistics.median(visit.lcp for visit in visits)
    shift, script = max(visit.shift for visit in visits), max(visit.script for visit in visits)
    worst = max(visit.lcp for visit in visits)
    return Figure(
        what,
        f"LCP {lcp:,.0f} ms (worst {worst:,.0f}), shift {shift:.3f}, {script:.0f} kB of scripts",
        f"limits {LCP_LIMIT_MS:,} ms, {SHIFT_LIMIT}, {SCRIPT_LIMIT_KB} kB",
        lcp <= LCP_LIMIT_MS and shift <= SHIFT_LIMIT and 0 < script <= SCRIPT_LIMIT_KB,
    )
