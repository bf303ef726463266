"""python -m tests.bench.circulation: borrowing and returning in a large library, and two thousand sequences of acts.

On SQLite and on MariaDB: a library of `--titles` titles and `--copies` copies with `--past` loans behind it, in which
two processes lend copies and take them back, as the desk does and with what it leaves in the audit log, as often as
they can for `--seconds`; then the lists of readers and of the desk are opened. Last, `--sequences` random sequences of
acts and moves of the clock, after each step of which everything that must be true of lending is asked
(tests/lending_machine.py).
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError

from backend.accounts.models import User
from backend.app import create_app
from backend.catalog.models import Book, Copy, Location
from backend.catalog.service import count_holdings, rebuild_index
from backend.circulation.models import Loan, Policy
from backend.circulation.queries.desk import desk_reader
from backend.circulation.queries.hold_lines import hold_shelf, holds_of, pull_list
from backend.circulation.queries.lending import lending_of
from backend.circulation.queries.loan_lines import loans_of
from backend.circulation.queries.policies import terms_of
from backend.circulation.rules.due_dates import due_at
from backend.circulation.service import holds, loans
from backend.core import audit, clock, locking
from backend.core.actors import Actor
from backend.core.api import App
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.office.queries.loans import LoanWish, loans_page
from tests import lending_machine
from tests.bench.table import Figure, show
from tests.conftest import migrate, settings_for
from tests.lending import ZONE, make_desk, set_policy
from tests.mariadb import private_mariadb

CYCLES_A_MINUTE, LIST_LIMIT_MS, VISITS, PROCESSES = 2_000, 100, 9, 2
ROWS_AT_ONCE, LATE, WAITING = 10_000, 300, 200
STAFF_ID = 1


def main() -> None:
    asked = _arguments()
    figures: list[Figure] = []
    for name in asked.database:
        with _library(name) as (url, folder):
            _tell(f"{name}: {asked.titles:,} titles, {asked.copies:,} copies, {asked.past:,} past loans")
            app = create_app(settings_for(url, folder))
            with app.app_context():
                _furnish(asked)
                db.engine.dispose()
            if asked.seconds:
                figures += [_cycles(name, url, folder, asked), *_lists(name, app, asked.readers)]
        if asked.sequences:
            figures.append(_sequences(name, asked.sequences))
    sys.stdout.write(show(figures) + "\n")
    if any(figure.holds is False for figure in figures):
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for option, default in (("titles", 50_000), ("copies", 120_000), ("past", 1_000_000), ("readers", 5_000)):
        parser.add_argument(f"--{option}", type=int, default=default)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--sequences", type=int, default=2_000)
    parser.add_argument("--database", nargs="+", choices=("SQLite", "MariaDB"), default=["SQLite", "MariaDB"])
    return parser.parse_args()


@contextmanager
def _library(name: str) -> Iterator[tuple[str, Path]]:
    """A migrated, empty library on this database."""
    with tempfile.TemporaryDirectory(prefix="shelfwise-bench-") as folder:
        if name == "SQLite":
            url = f"sqlite:///{Path(folder) / 'library.db'}"
            migrate(url)
            yield url, Path(folder)
            return
        with private_mariadb() as server:
            engine = create_engine(server)
            with engine.connect() as connection:
                connection.execute(text("CREATE DATABASE shelfwise CHARACTER SET utf8mb4"))
            engine.dispose()
            migrate(f"{server}/shelfwise")
            yield f"{server}/shelfwise", Path(folder)


def _furnish(asked: argparse.Namespace) -> None:
    """Titles, copies, readers, and a past in which every copy went out now and then."""
    random, here = Random(7), here_at(ZONE, clock.now())
    people, titles, copies = (range(1, number + 1) for number in (asked.readers, asked.titles, asked.copies))
    same = {"added_on": here.today, "language": "zh", "price_cents": 3_000}
    _insert(
        User,
        (
            {"id": n, "name": f"u{n}", "display_name": f"读者{n}", "created_at": here.at, "role": _role(n)}
            for n in people
        ),
    )
    _insert(Location, [{"id": 1, "code": "hall", "name_zh": "大厅", "name_en": "Hall"}])
    _insert(Book, ({"id": n, "title": f"第 {n} 本书", "sort_title": f"{n:06}", **same} for n in titles))
    _insert(Copy, ({"id": n, "book_id": 1 + n % asked.titles, "barcode": f"C{n}", "location_id": 1} for n in copies))
    terms = terms_of(db.session.scalars(select(Policy)).one()).as_json()
    _insert(Loan, (_past(n, asked, random, here, terms) for n in range(asked.past)))
    for start in range(1, asked.titles + 1, ROWS_AT_ONCE):
        count_holdings(range(start, min(start + ROWS_AT_ONCE, asked.titles + 1)), {})
        db.session.commit()
    rebuild_index(db.session.commit)
    db.session.commit()


def _role(number: int) -> str:
    return "staff" if number == STAFF_ID else "reader"


def _past(number: int, asked: argparse.Namespace, random: Random, here: Here, terms: dict[str, Any]) -> dict[str, Any]:
    """A loan that is over; the first ones are still out, and late."""
    late = number < min(LATE, asked.copies // 20)
    borrowed = here.today - timedelta(days=40 if late else random.randint(60, 1_500))
    copy_id = number + 1 if late else random.randint(1, asked.copies)
    due = borrowed + timedelta(days=30)
    returned = None if late else due_at(borrowed + timedelta(days=random.randint(1, 30)), ZONE)
    return {
        "user_id": random.randint(2, asked.readers // 2 if late else asked.readers),
        "book_id": 1 + copy_id % asked.titles,
        "copy_id": copy_id,
        "open_copy_id": copy_id if late else None,
        "state": "active" if late else "returned",
        "channel": "desk",
        "borrowed_at": due_at(borrowed, ZONE) - timedelta(hours=9),
        "borrowed_on": borrowed,
        "due_on": due,
        "due_at": due_at(due, ZONE),
        "returned_at": returned,
        "closed_at": returned,
        "terms": terms,
    }


def _insert(table: Any, rows: Any) -> None:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == ROWS_AT_ONCE:
            db.session.execute(insert(table), part)
            db.session.commit()
            part = []
    if part:
        db.session.execute(insert(table), part)
        db.session.commit()


def _cycles(name: str, url: str, folder: Path, asked: argparse.Namespace) -> Figure:
    """How often two processes lend a copy and take it back, in a minute."""
    _tell(f"{name}: lending and taking back for {asked.seconds} s")
    # Each process has its own part of the copies, as each desk has its own readers before it.
    jobs = [(url, str(folder), seed, asked.copies, asked.readers, asked.seconds) for seed in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        rates = list(pool.map(_work, jobs))
    rate = sum(rates) * 60
    what = f"{name}: lent and taken back, {asked.copies:,} copies, {asked.past:,} past loans"
    return Figure(what, f"{rate:,.0f} a minute", f"at least {CYCLES_A_MINUTE:,}", rate >= CYCLES_A_MINUTE)


def _work(job: tuple[str, str, int, int, int, int]) -> float:
    """Cycles a second of one process."""
    url, folder, seed, copies, readers, seconds = job
    app, random, done = create_app(settings_for(url, Path(folder))), Random(seed), 0
    with app.app_context():
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            # The first copies are out, and late.
            copy_id = random.randrange(max(LATE, copies // 20) + 1, copies + 1)
            done += _cycle(f"C{copy_id - copy_id % PROCESSES + seed}", random.randint(readers // 2 + 1, readers))
        took = time.perf_counter() - started
        db.session.remove()
        db.engine.dispose()
    return done / took


def _cycle(barcode: str, reader_id: int) -> int:
    staff, here = Actor(STAFF_ID, "staff", "bench"), here_at(ZONE, clock.now())
    for name, act in (
        ("check_out", lambda: loans.check_out(reader_id, barcode, staff, here)),
        ("check_in", lambda: loans.check_in(barcode, staff, here)),
    ):
        for attempt in range(1, locking.ATTEMPTS + 1):
            try:
                with audit.acting(name, staff.user_id, staff.role, staff.request_id, here.at) as end_act:
                    act()
                    end_act()
                db.session.commit()
                break
            except DBAPIError as error:
                db.session.rollback()
                if attempt == locking.ATTEMPTS or not locking.is_contention(error):
                    raise
    return 1


def _lists(name: str, app: App, readers: int) -> list[Figure]:
    """How long the lists of a busy reader and of the desk take."""
    figures = []
    with app.app_context():
        here, busy = here_at(ZONE, clock.now()), 2
        actor = Actor(STAFF_ID, "staff")
        for number in range(1, min(WAITING, readers // 2) + 1):
            db.session.rollback()
            holds.place_hold(readers // 2 + number, number * 3, actor, here)
            db.session.commit()
        asked = {
            "open loans of a reader": lambda: loans_of(busy, "open", 1, 20, here),
            "loans that are over": lambda: loans_of(busy, "closed", 1, 20, here),
            "holds of a reader": lambda: holds_of(readers // 2 + 1, here),
            "pull list": lambda: pull_list(1, 50, here),
            "hold shelf": lambda: hold_shelf(1, 50, here),
            "overdue": lambda: loans_page(LoanWish(state="overdue"), "due", 1, 50, here),
            "reader at the desk": lambda: desk_reader("u2", here),
            "what a reader can do with a title": lambda: lending_of(7, busy, here),
        }
        for what, ask in asked.items():
            took = statistics.median(_timed(ask) for _ in range(VISITS))
            limit = f"limit {LIST_LIMIT_MS} ms"
            figures.append(Figure(f"{name}: {what}", f"{took:.1f} ms", limit, took < LIST_LIMIT_MS))
        db.session.remove()
        db.engine.dispose()
    return figures


def _timed(ask: Any) -> float:
    db.session.remove()
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1_000


def _sequences(name: str, number: int) -> Figure:
    """Random sequences in a small library; a thing that is not true ends the bench with the steps that led to it."""
    _tell(f"{name}: {number:,} random sequences")
    with _library(name) as (url, folder):
        app = create_app(settings_for(url, folder))
        with app.app_context():
            set_policy(max_loans=2, max_holds=2, self_issue=True, noshow_block_days=3, block_fine_cents=600)
            desk = make_desk(lending_machine.READERS, lending_machine.COPIES)
            started = time.perf_counter()
            lending_machine.run(desk, number, 15, same_each_time=False)
            took = time.perf_counter() - started
            db.session.remove()
            db.engine.dispose()
    return Figure(f"{name}: {number:,} random sequences", f"all true, {took:,.0f} s", "", True)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line} ...\n")


if __name__ == "__main__":
    main()
