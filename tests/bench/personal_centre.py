"""python -m tests.bench.personal_centre: how soon the personal centre of a reader with 5,000 favourites opens.

A library on SQLite in which one reader has 5,000 favourites, ratings, likes and readings, 500 reviews and 100 lists,
served by granian as in production. Each room of the centre is opened five times in Chromium, in three ways: by its
address with an empty cache, by its address once more in the same tab, and by a click in another room of the centre that
has just been opened with an empty cache. Timed from the request, or the click, until the first contents are there.

A new window keeps Chromium busy with itself for a second: it loads the pages that its own parts are made of. So the
window is open before the time runs, as it is for whoever types an address.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import insert

from backend.accounts.models import User
from backend.accounts.service import hash_password
from backend.app import create_app
from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.core import clock
from backend.core.database import db
from backend.engagement.models import BookFavourite, BookLike, Rating, Reading, Review
from backend.lists.models import ReadingList, ReadingListEntry
from tests.bench.load import served
from tests.bench.table import Figure, show
from tests.conftest import migrate, settings_for
from tests.e2e.conftest import QUIET

BOOKS, REVIEWS, LISTS, VISITS = 5_000, 500, 100, 5
LIMIT_MS, WINDOW_MS = 1_000, 2_000
PASSWORD = "shelfwise-demo"
RAIL = ".rail a[href='{}']"


@dataclass(frozen=True)
class Room:
    """Where a room is, what is there when it has opened, and where a click leads to it."""

    path: str
    sign: str
    before: str = "/account"
    link: str = RAIL


ROOMS = (
    Room("/account", ".overview-tiles a >> text=5,000", before="/account/favourites"),
    Room("/account/favourites", ".book-grid h3"),
    Room("/account/ratings", ".rating-row h2"),
    Room("/account/history", ".history-line h3"),
    Room("/account/lists", ".my-lists li b"),
    # One with all the books on it.
    Room("/account/lists/1", ".list-entry-row h3", before="/account/lists", link=".my-lists a[href='{}']"),
    Room("/account/year", ".year-card dd b"),
)
SIGN_OF = {room.path: room.sign for room in ROOMS}


def rows_of_table() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="shelfwise-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'library.db'}"
        migrate(url)
        app = create_app(settings_for(url, folder))
        with app.app_context():
            _furnish()
            db.session.commit()
            db.engine.dispose()
        environment = {"DATABASE_URL": url, "INSTANCE_FOLDER": str(folder), "RATE_LIMITS": "off"}
        with served("backend.app:create_app", environment) as (port, _), sync_playwright() as playwright:
            program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
            address = f"http://127.0.0.1:{port}"
            return [figure for room in ROOMS for figure in _figures(browser, address, room)]


def _figures(browser: Browser, address: str, room: Room) -> list[Figure]:
    took: dict[str, list[float]] = {"first visit": [], "second visit": [], "click": []}
    for _ in range(VISITS):
        with _window(browser, address) as page:
            took["first visit"].append(_opening(page, room))
            page.goto("about:blank")
            took["second visit"].append(_opening(page, room))
        with _window(browser, address) as page:
            took["click"].append(_click(page, room))
    return [_figure(f"{room.path}, {way}", times) for way, times in took.items()]


def _figure(what: str, took: list[float]) -> Figure:
    middle, worst = statistics.median(took), max(took)
    return Figure(what, f"{middle:,.0f} ms (worst {worst:,.0f})", f"limit {LIMIT_MS:,} ms", middle <= LIMIT_MS)


@contextmanager
def _window(browser: Browser, address: str) -> Iterator[Page]:
    """A window of a browser that has never been here, but for its session."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        account = context.request.get("/api/account").json()
        answer = context.request.post(
            "/api/session",
            data={"name": "collector", "password": PASSWORD},
            headers={"X-CSRF-Token": account["csrf_token"]},
        )
        assert answer.ok, answer.status
        page = context.new_page()
        page.wait_for_timeout(WINDOW_MS)
        yield page
    finally:
        context.close()


def _opening(page: Page, room: Room) -> float:
    start = time.perf_counter()
    page.goto(room.path, wait_until="commit")
    page.locator(room.sign).first.wait_for()
    return (time.perf_counter() - start) * 1000


def _click(page: Page, room: Room) -> float:
    page.goto(room.before)
    page.locator(SIGN_OF[room.before]).first.wait_for()
    page.wait_for_load_state("networkidle")
    link = page.locator(room.link.format(room.path))
    start = time.perf_counter()
    link.click()
    page.locator(room.sign).first.wait_for()
    return (time.perf_counter() - start) * 1000


def _furnish() -> None:
    """The collector and his books; all of it happened in the last year, some a day."""
    now = clock.now()
    user = User(name="collector", display_name="藏书人", password_hash=hash_password(PASSWORD), created_at=now)
    user.rating_count, user.welcomed_at = BOOKS, now
    tops = [Category(slug=f"top-{n}", name_zh=f"门类{n}", name_en=f"Top {n}") for n in range(8)]
    authors = [Author(name=f"作者{n}") for n in range(500)]
    db.session.add_all([user, *tops, *authors])
    db.session.flush()  # rows refer to each other by id
    books = [
        {"title": f"第 {n} 本书", "sort_title": f"{n:05}", "language": "zh", "added_on": now.date(), "id": n}
        for n in range(1, BOOKS + 1)
    ]
    db.session.execute(insert(Book), books)
    ids = range(1, BOOKS + 1)
    at = {n: now - timedelta(hours=n % 7_000) for n in ids}
    mine = [{"user_id": user.id, "book_id": n} for n in ids]
    tables: list[tuple[type, list[dict[str, object]]]] = [
        (BookCategory, [{"book_id": n, "category_id": tops[n % 8].id, "position": 0} for n in ids]),
        (BookAuthor, [{"book_id": n, "author_id": authors[n % 500].id, "position": 0} for n in ids]),
        (Rating, [{**row, "stars": 1 + row["book_id"] % 5, "rated_at": at[row["book_id"]]} for row in mine]),
        (BookLike, [{**row, "liked_at": at[row["book_id"]]} for row in mine]),
        (BookFavourite, [{**row, "favourited_at": at[row["book_id"]]} for row in mine]),
        (
            Reading,
            [
                {**row, "status": "read", "finished_on": at[row["book_id"]].date(), "updated_at": at[row["book_id"]]}
                for row in mine
            ],
        ),
        (
            Review,
            [{**row, "text": "好", "language": "zh", "created_at": at[row["book_id"]]} for row in mine[:REVIEWS]],
        ),
    ]
    for table, rows in tables:
        db.session.execute(insert(table), rows)
    lists = [
        ReadingList(
            user_id=user.id, name=f"书单 {n}", name_key=f"书单 {n}", book_count=50, created_at=now, updated_at=now
        )
        for n in range(LISTS)
    ]
    db.session.add_all(lists)
    lists[0].book_count = BOOKS
    db.session.flush()  # their entries need the ids
    db.session.execute(
        insert(ReadingListEntry),
        [
            {"list_id": each.id, "book_id": 50 * n + place + 1, "position": place, "added_at": now}
            for n, each in enumerate(lists)
            for place in range(50 if n else BOOKS)
        ],
    )


if __name__ == "__main__":
    print(show(rows_of_table()))
