"""python -m tests.bench.screen: the big screen of a large library.

On SQLite and on MariaDB: `--loans` loans, `--orders` orders and `--ratings` ratings of `--days` days are counted by the
job, as a whole and as with every later run; then every panel is asked for, over different ranges, by a kiosk.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from backend.app import create_app
from backend.core import clock
from backend.core.api import App
from backend.core.auth import KIOSK_HEADER
from backend.core.database import db
from backend.core.here import here_at
from backend.dashboard.service.counting import roll_up
from backend.dashboard.service.kiosks import make_link
from tests.bench.big_library import Size, fill
from tests.bench.circulation import VISITS, _library, _tell
from tests.bench.table import Figure, show
from tests.conftest import settings_for
from tests.lending import ZONE

SCREEN_LIMIT_MS, TICKER_LIMIT_MS = 400, 100
RANGES = (30, 90, 365)


def main() -> None:
    asked = _arguments()
    size = Size(asked.loans, asked.orders, asked.ratings, asked.titles, asked.readers, asked.days)
    figures: list[Figure] = []
    for name in asked.database:
        with _library(name) as (url, folder):
            what = f"{size.loans:,} loans, {size.orders:,} orders, {size.ratings:,} ratings"
            _tell(f"{name}: {what} of {size.days:,} days, {size.readers:,} readers, {size.titles:,} titles")
            app = create_app(settings_for(url, folder))
            with app.app_context():
                fill(size, here_at(ZONE, clock.now()))
                figures += _counting(name)
                token = _kiosk()
                db.session.remove()
            figures += _screens(name, app, token, asked.days)
            with app.app_context():
                db.engine.dispose()
    sys.stdout.write(show(figures) + "\n")
    if any(figure.holds is False for figure in figures):
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = (("loans", 1_000_000), ("orders", 200_000), ("ratings", 1_300_000), ("titles", 50_000), ("readers", 20_000))
    for option, default in (*sizes, ("days", 1_500)):
        parser.add_argument(f"--{option}", type=int, default=default)
    parser.add_argument("--database", nargs="+", choices=("SQLite", "MariaDB"), default=["SQLite", "MariaDB"])
    return parser.parse_args()


def _counting(name: str) -> list[Figure]:
    """Once everything, then what the job does every hour."""
    here = here_at(ZONE, clock.now())
    whole = _seconds(lambda: roll_up(here, db.session.commit, rebuild=True))
    again = _seconds(lambda: roll_up(here, db.session.commit))
    return [
        Figure(f"{name}: all days counted anew", f"{whole:,.1f} s", "once a day"),
        Figure(f"{name}: this month and the last counted again", f"{again:,.2f} s", "every hour"),
    ]


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _kiosk() -> str:
    _, token = make_link("bench", None, 1, clock.today(ZONE), clock.now())
    db.session.commit()
    return token


def _screens(name: str, app: App, token: str, days: int) -> list[Figure]:
    client = app.test_client()
    with app.app_context():
        server = _server()

    def ask(path: str) -> float:
        took = _seconds(lambda: answers.append(client.get(path, headers={KIOSK_HEADER: token})))
        assert answers.pop().status_code == 200
        return 1000 * took

    def asked(what: str, path: str, limit: int) -> Figure:
        first, before = ask(path), _processor_ms(server)
        later = statistics.median(ask(path) for _ in range(VISITS))
        busy = (_processor_ms(server) - before) / VISITS
        beside = f"limit {limit} ms; the first time {first:.0f} ms; {busy:.0f} ms of a processor"
        return Figure(f"{name}: {what}", f"{later:.0f} ms", beside, later <= limit)

    answers: list[Any] = []
    panels = [
        asked(f"all panels over {length:,} days", f"/api/screen?days={length}", SCREEN_LIMIT_MS)
        for length in (*RANGES, days)
    ]
    return [*panels, asked("ticker", "/api/screen/ticker", TICKER_LIMIT_MS)]


def _server() -> Path | None:
    """Where Linux counts what the database server works; None: it is in this process."""
    if db.session.get_bind().dialect.name == "sqlite":
        return None
    pid_file = db.session.scalar(text("SELECT @@pid_file"))
    db.session.remove()
    return Path("/proc", Path(pid_file).read_text().strip(), "stat")


def _processor_ms(server: Path | None) -> float:
    """What this process and the server have worked so far, however busy the machine is with others."""
    mine = 1000 * time.process_time()
    if server is None:
        return mine
    # After the name in brackets, user and system time are the 12th and 13th words.
    words = server.read_text().rpartition(")")[2].split()
    return mine + 1000 * (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
