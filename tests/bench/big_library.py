"""A large library with a past, made inside the database: row by row it would take longer than what is measured.

Numbers stand in for chance: each row's are worked out from its own number, so that it is the same library each time.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, text

from backend.catalog.models import Author, Category, Location
from backend.core.clock import now
from backend.core.database import db
from backend.core.here import Here
from backend.recommendations.models import RecommendationDaily, RecommendationRun

TOPS, LEAVES, AUTHORS, COPIES, OPEN_LOANS, HOLDS, QUEUED, RUNS = 10, 10, 15_000, 120_000, 10_000, 20_000, 2_000, 12
CENTS = 4_990


@dataclass(frozen=True)
class Size:
    loans: int
    orders: int
    ratings: int
    titles: int
    readers: int
    days: int


def fill(size: Size, here: Here) -> None:
    """An empty, migrated library becomes this one. Commits."""
    _catalogue()
    _run("CREATE TABLE bench_number (n INTEGER PRIMARY KEY)")
    most = max(size.loans, size.orders, size.ratings, size.titles, size.readers, COPIES, HOLDS)
    _run(f"INSERT INTO bench_number {_numbers(most)}")
    _run("CREATE TABLE bench_day (back INTEGER PRIMARY KEY, day DATE)")
    days = [{"back": back, "day": here.today - timedelta(days=back - 1)} for back in range(1, size.days + 1)]
    db.session.execute(text("INSERT INTO bench_day (back, day) VALUES (:back, :day)"), days)
    db.session.commit()
    indexes = _take_indexes()
    for statement in _rows(size, here.today):
        _run(statement)
    for index in indexes:
        _run(index)
    _model(size, here)
    db.session.commit()
    # What made filling quick must not make the library quick.
    db.session.remove()
    db.engine.dispose()


def _run(statement: str) -> None:
    for setting in _QUICKLY["sqlite" if _sqlite() else "mysql"]:
        db.session.execute(text(setting))
    db.session.execute(text(statement))
    db.session.commit()


def _take_indexes() -> list[str]:
    """SQLite sorts what it indexes later, instead of putting each key into its place; MariaDB does so by itself where
    nothing is checked and the table was empty. Returns what makes the indexes anew."""
    if not _sqlite():
        return []
    made = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
    indexes = {name: sql for name, sql in made if not name.startswith("ix_bench")}
    for name in indexes:
        _run(f'DROP INDEX "{name}"')
    return list(indexes.values())


_QUICKLY = {
    "sqlite": ("PRAGMA cache_size = -800000",),
    "mysql": ("SET max_recursive_iterations = 100000000", "SET unique_checks = 0", "SET foreign_key_checks = 0"),
}


def _numbers(count: int) -> str:
    numbers = f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
    return f"{numbers} SELECT n FROM numbers"


def _sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


def _insert(table: str, columns: str, count: int, values: str, more: str = "") -> str:
    numbers = f"(SELECT n FROM bench_number WHERE n <= {count}) numbers"
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {numbers} {more}"


def _chance(step: int, below: int | str) -> str:
    """A number from 0 on, of the row's own number; another step is another number."""
    return f"(((n * {step} + {step % 9_973}) % 1000003) * 7919 % {below})"


def _skewed(step: int, below: int) -> str:
    """The low ones much oftener, as with books."""
    return f"(({_chance(step, 32_768)} * {_chance(step + 14, 32_768)} * {below}) >> 30)"


def _moment(hour: str) -> str:
    if _sqlite():
        return f"(day || ' ' || substr('0' || ({hour}), -2) || ':17:05.000000')"
    return f"ADDTIME(CAST(day AS DATETIME), MAKETIME({hour}, 17, 5))"


def _plus(day: str, days: str) -> str:
    return f"date({day}, '+' || ({days}) || ' days')" if _sqlite() else f"DATE_ADD({day}, INTERVAL ({days}) DAY)"


def _words(prefix: str, number: str = "n") -> str:
    return f"'{prefix}' || {number}" if _sqlite() else f"CONCAT('{prefix}', {number})"


def _name(word: str) -> str:
    """A word that the database has a meaning of its own for."""
    return f'"{word}"' if _sqlite() else f"`{word}`"


def _join_day(step: int, days: int) -> str:
    return f"JOIN bench_day ON back = 1 + {_chance(step, days)}"


def _catalogue() -> None:
    tops = [{"id": n, "slug": f"top-{n}", "name_zh": f"类{n}", "name_en": f"Top {n}"} for n in range(1, TOPS + 1)]
    db.session.execute(insert(Category), tops)
    leaves = [
        {"id": TOPS + n, "slug": f"leaf-{n}", "name_zh": f"枝{n}", "name_en": f"Leaf {n}", "parent_id": 1 + n % TOPS}
        for n in range(1, TOPS * LEAVES + 1)
    ]
    db.session.execute(insert(Category), leaves)
    db.session.execute(insert(Author), [{"id": n, "name": f"Author {n}"} for n in range(1, AUTHORS + 1)])
    db.session.execute(insert(Location), [{"id": 1, "code": "hall", "name_zh": "大厅", "name_en": "Hall"}])
    db.session.commit()


def _rows(size: Size, today: date) -> list[str]:
    at, late, open_from = f"'{today} 00:00:00'", "CASE WHEN n % 10 = 0 THEN 5 ELSE 40 END", size.loans - OPEN_LOANS
    is_open, lent, back = f"n > {open_from}", _moment(_chance(641, 10)), _moment(f"10 + {_chance(643, 5)}")
    # The newest are out, of the last three weeks.
    loan_day = f"JOIN bench_day ON back = CASE WHEN {is_open} THEN 1 + n % 21 ELSE 1 + {_chance(769, size.days)} END"
    order_state = "CASE WHEN n % 50 = 0 THEN 'cancelled' ELSE 'completed' END"
    round_ = f"(n / {size.readers})" if _sqlite() else f"(n DIV {size.readers})"
    return [
        _insert(
            _name("user"),
            "id, name, display_name, role, created_at, birth_year",
            size.readers,
            f"n, {_words('reader-')}, {_words('读者')}, 'reader', {_moment('8')}, "
            f"CASE WHEN n % 3 = 0 THEN NULL ELSE 1940 + {_chance(811, 78)} END",
            _join_day(823, size.days),
        ),
        _insert(
            "address",
            "user_id, recipient, phone, country, region, city, street, preferred, changed_at",
            size.readers,
            f"n, 'x', '1', 'CN', {_words('省', _chance(827, 31))}, 'x', 'x', 1, {at}",
            "WHERE n % 2 = 0",
        ),
        _insert(
            "book",
            "id, title, sort_title, language, added_on",
            size.titles,
            f"n, {_words('书 ')}, {_words('')}, 'zh', day",
            _join_day(829, size.days),
        ),
        _insert(
            "book_category", "book_id, category_id, position", size.titles, f"n, {TOPS + 1} + {_chance(839, 100)}, 0"
        ),
        _insert("book_author", "book_id, author_id, position, role", size.titles, f"n, 1 + n % {AUTHORS}, 0, 'author'"),
        _insert(
            "copy",
            "id, book_id, barcode, location_id, acquired_on",
            COPIES,
            f"n, 1 + n % {size.titles}, {_words('C')}, 1, day",
            _join_day(853, size.days),
        ),
        _insert(
            "loan",
            "user_id, book_id, copy_id, open_copy_id, state, channel, borrowed_at, borrowed_on, due_on, due_at, "
            "returned_at, closed_at, terms",
            size.loans,
            f"1 + {_chance(857, size.readers)}, 1 + {_skewed(859, size.titles)}, "
            f"CASE WHEN {is_open} THEN n - {open_from} ELSE 1 + {_chance(863, COPIES)} END, "
            f"CASE WHEN {is_open} THEN n - {open_from} END, CASE WHEN {is_open} THEN 'active' ELSE 'returned' END, "
            f"'desk', {lent}, day, {_plus('day', late)}, {at}, "
            f"CASE WHEN {is_open} THEN NULL ELSE {back} END, CASE WHEN {is_open} THEN NULL ELSE {back} END, '{{}}'",
            loan_day,
        ),
        _insert(
            "hold",
            f"user_id, book_id, state, open_key, placed_at, {_name('rank')}, not_needed_after, closed_at",
            HOLDS,
            f"1 + n % {size.readers}, 1 + {_chance(877, 700)}, "
            f"CASE WHEN n <= {QUEUED} THEN 'queued' ELSE 'cancelled' END, "
            f"CASE WHEN n <= {QUEUED} THEN {_words('k')} END, {_moment('9')}, n, day, "
            f"CASE WHEN n <= {QUEUED} THEN NULL ELSE {at} END",
            _join_day(881, 400),
        ),
        _insert("sku", "id, book_id, price_cents, on_hand", size.titles, f"n, n, {CENTS}, 100"),
        _insert(
            "shop_order",
            "id, number, user_id, checkout_key, state, delivery, provider, goods_cents, total_cents, tax_basis_points, "
            "tax_cents, captured_cents, refunded_cents, payment_status, placed_at, placed_on, confirmed_at, "
            "confirmed_on, closed_at",
            size.orders,
            f"n, {_words('S')}, 1 + {_chance(883, size.readers)}, {_words('c')}, {order_state}, 'pickup', "
            "'pay_at_desk', "
            f"{2 * CENTS}, {2 * CENTS}, 900, 0, {2 * CENTS}, CASE WHEN n % 20 = 0 THEN {CENTS} ELSE 0 END, 'paid', "
            f"{_moment('11')}, day, {_moment('11')}, day, {_moment('12')}",
            _join_day(887, size.days),
        ),
        *(
            _insert(
                "order_line",
                "order_id, sku_id, book_id, kind, title, quantity, list_cents, unit_cents, total_cents",
                size.orders,
                f"n, 1 + {book}, 1 + {book}, 'new', 'x', 1, {CENTS}, {CENTS}, {CENTS}",
            )
            for book in (_chance(907, size.titles // 2), f"({size.titles // 2} + {_chance(911, size.titles // 2)})")
        ),
        _insert(
            "rating",
            "user_id, book_id, stars, rated_at",
            size.ratings,
            f"1 + n % {size.readers}, 1 + ({round_} * 761 + (n % {size.readers}) * 37) % {size.titles}, "
            f"1 + {_chance(919, 9)} / 2.0, {_moment(_chance(929, 20))}",
            _join_day(937, size.days),
        ),
    ]


def _model(size: Size, here: Here) -> None:
    metrics = {
        "model": {"ndcg_at_10": 0.21, "ndcg_at_10_interval": [0.2, 0.22], "coverage_at_10": 0.3},
        "popularity": {"ndcg_at_10": 0.05},
        "lists": {"overlap_at_10": 0.02},
    }
    at = now()
    runs: list[dict[str, Any]] = [
        {
            "id": n,
            "model": "ncf",
            "state": "published" if n == RUNS else "kept",
            "published": True if n == RUNS else None,
            "started_at": at - timedelta(days=RUNS - n),
            "finished_at": at - timedelta(days=RUNS - n),
            "metrics": json.loads(json.dumps(metrics)),
        }
        for n in range(1, RUNS + 1)
    ]
    db.session.execute(insert(RecommendationRun), runs)
    counts = {"source": "ncf", "shelf": "for_you", "impressions": 900, "opens": 80, "likes": 12, "loans": 9}
    daily = [{"day": here.today - timedelta(days=n), "run_id": 1 + n % RUNS, **counts} for n in range(1, 365)]
    db.session.execute(insert(RecommendationDaily), daily)
    _run(
        _insert(
            "recommendation_list",
            "run_id, user_id, made_at, taste_version, refreshed",
            size.readers,
            f"{RUNS}, n, '{here.today} 00:00:00', 1, 0",
        )
    )
