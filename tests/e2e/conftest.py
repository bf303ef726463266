"""The real portal, started as `make run` starts it, on a folder of its own; and Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from backend.core.settings import ROOT

# Chromium would otherwise look for its maker's servers; the tests need no network.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Generous, because the machine may be training beside the tests; a test that passes never waits for it.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Portal:
    """A running portal: where it is, what it said while starting, and its nightly job."""

    folder: Path
    port: int
    server: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run_job(self, step: str = "run") -> int:
        """The nightly job, or the refresh, as cron runs it; its exit status."""
        return subprocess.run(
            [sys.executable, "-m", "ml", step],
            cwd=ROOT,
            env=environment(self.folder),
            capture_output=True,
            check=False,
        ).returncode

    def stop(self) -> int:
        """Ctrl-C, which a terminal sends to everything it started; the exit status. What was said goes to `said`."""
        os.killpg(self.server.pid, signal.SIGINT)
        assert self.server.stdout is not None
        self.said += [line.rstrip() for line in self.server.stdout]
        return self.server.wait(timeout=30)


def start_portal(folder: Path) -> Portal:
    """`flask serve` on a free port; returns when it has said where it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [str(Path(sys.executable).parent / "flask"), "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    portal = Portal(folder, port, server)
    assert server.stdout is not None
    for line in server.stdout:
        portal.said.append(line.rstrip())
        if line.startswith("Ctrl-C"):
            return portal
    raise AssertionError("\n".join(portal.said))


def environment(folder: Path) -> dict[str, str]:
    """What a command of this portal is started with."""
    return {
        **os.environ,
        "INSTANCE_FOLDER": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'shelfwise.db'}",
        "MODEL_DIR": str(folder / "models"),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration library, seeded, trained and served."""
    if not (ROOT / "frontend" / "dist" / "index.html").is_file():
        pytest.fail("the pages are not built: `make test` builds them, or npm run build")
    started = start_portal(tmp_path_factory.mktemp("portal"))
    with urllib.request.urlopen(f"{started.address}/readyz") as answer:  # noqa: S310 (our own address)
        assert answer.status == 200
    yield started
    if started.server.poll() is None:
        started.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Callable[..., Page]]:
    """`visit("/books", locale="en", theme="dark", phone=True)`: a fresh visitor's page, with its errors watched."""
    contexts = []
    errors: list[str] = []

    def open_page(path: str = "/", *, locale: str = "zh-CN", theme: str = "light", phone: bool = False) -> Page:
        context = browser.new_context(
            base_url=portal.address,
            viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
            locale=locale,
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
