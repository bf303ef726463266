"""Every panel is what other statements count, and the list behind a figure is as long as the figure."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from backend.core.database import db
from backend.dashboard.queries.behind import Narrowed, behind
from backend.dashboard.queries.screen import Screen, screen_of
from backend.dashboard.queries.view import View, view_of
from backend.dashboard.rules.ranges import Range
from backend.dashboard.service.counting import roll_up
from tests.backend.dashboard.past import TODAY, Past, make_past
from tests.factories import make_list, make_run, make_sighting
from tests.lending import HERE

RANGES = (Range(TODAY - timedelta(days=29), TODAY), Range(TODAY - timedelta(days=420), TODAY - timedelta(days=3)))


@pytest.fixture
def past(library: Any) -> Past:
    made = make_past(Random(8))
    db.session.commit()
    return made


def local(moment: str) -> str:
    """Shanghai is eight hours ahead all year."""
    if db.session.get_bind().dialect.name == "sqlite":
        return f"datetime({moment}, '+8 hours')"
    return f"({moment} + INTERVAL 8 HOUR)"


def rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(text(statement), values)]


def number(statement: str, **values: Any) -> int:
    return int(rows(statement, **values)[0][0] or 0)


def day(moment: str) -> str:
    return f"DATE({local(moment)})"


def looked_at(asked: Range, against: str = "previous", kiosk: bool = False) -> tuple[View, Screen]:
    view = view_of(HERE, asked, against, kiosk)
    return view, screen_of(view)


LENT = "state <> 'voided' AND borrowed_on BETWEEN :a AND :b"
SOLD = "state NOT IN ('pending_payment', 'cancelled', 'expired') AND confirmed_on BETWEEN :a AND :b"


def counted(asked: Range) -> dict[str, int]:
    ends = {"a": asked.from_on.isoformat(), "b": asked.to_on.isoformat()}
    between = "BETWEEN :a AND :b"
    there = f"""
        SELECT user_id FROM loan WHERE {LENT}
        UNION SELECT user_id FROM hold WHERE {day("placed_at")} {between}
        UNION SELECT user_id FROM shop_order WHERE placed_on {between}
        UNION SELECT user_id FROM rating WHERE {day("rated_at")} {between}
        UNION SELECT user_id FROM review WHERE {day("created_at")} {between}"""
    reader = _table("user") + " WHERE role = 'reader'"
    found = {
        "active_readers": f"SELECT COUNT(*) FROM {reader} AND id IN ({there})",
        "loans": f"SELECT COUNT(*) FROM loan WHERE {LENT}",
        "returns": f"SELECT COUNT(*) FROM loan WHERE state <> 'voided' AND {day('returned_at')} {between}",
        "holds": f"SELECT COUNT(*) FROM hold WHERE {day('placed_at')} {between}",
        "orders": f"SELECT COUNT(*) FROM shop_order WHERE {SOLD}",
        "revenue_cents": f"SELECT SUM(total_cents) - SUM(refunded_cents) FROM shop_order WHERE {SOLD}",
        "new_readers": f"SELECT COUNT(*) FROM {reader} AND {day('created_at')} {between}",
        "ratings": f"SELECT COUNT(*) FROM rating WHERE {day('rated_at')} {between}",
    }
    return {name: number(statement, **ends) for name, statement in found.items()}


def _table(name: str) -> str:
    return f'"{name}"' if db.session.get_bind().dialect.name == "sqlite" else f"`{name}`"


def stocks(on: date) -> dict[str, int]:
    """As it is now, but for `on`: the day whose end it was before."""
    open_then = f"borrowed_on <= :d AND (closed_at IS NULL OR {day('closed_at')} > :d)"
    statements = {
        "readers": f"SELECT COUNT(*) FROM {_table('user')} WHERE role = 'reader' AND {day('created_at')} <= :d",
        "titles": "SELECT COUNT(*) FROM book WHERE added_on <= :d",
        "copies": "SELECT COUNT(*) FROM copy WHERE added <= :d AND condition_ NOT IN ('withdrawn','lost','on_order')",
        "on_loan": f"SELECT COUNT(*) FROM loan WHERE state <> 'voided' AND {open_then}",
        "overdue": f"SELECT COUNT(*) FROM loan WHERE state IN ('active', 'returned') AND due_on <= :d AND {open_then}",
    }
    quote = '"' if db.session.get_bind().dialect.name == "sqlite" else "`"
    statements["copies"] = (
        statements["copies"].replace("added ", "acquired_on ").replace("condition_", f"{quote}condition{quote}")
    )
    return {name: number(statement, d=on.isoformat()) for name, statement in statements.items()}


@pytest.mark.parametrize("by_the_job", [True, False])
def test_the_figures_are_what_other_statements_count(past: Past, by_the_job: bool) -> None:
    run = make_run(metrics={"model": {"ndcg_at_10": 0.2}, "lists": {"overlap_at_10": 0.1, "coverage": 0.4}})
    make_sighting(past.readers[0], past.books[0], run_id=run.id, opened_at=HERE.at)
    make_list(run, past.readers[0], past.books[:2])
    db.session.commit()
    if by_the_job:
        roll_up(HERE, db.session.commit)
    for asked in RANGES:
        view, screen = looked_at(asked)
        assert view.other is not None
        for name, value in counted(asked).items():
            assert screen.tiles[name].value == value, (name, asked)
        for name, value in counted(view.other).items():
            assert screen.tiles[name].before == value, (name, asked)
        if by_the_job and view.other.to_on > TODAY - timedelta(days=400):
            assert {name: screen.tiles[name].before for name in stocks(TODAY)} == stocks(view.other.to_on)
        for points, days in ((screen.series, asked), (screen.series_before, view.other)):
            assert sum(point.loans for point in points) == counted(days)["loans"]
            assert sum(point.revenue_cents for point in points) == counted(days)["revenue_cents"]
        if asked.days <= 30:
            _check_points(screen)
        _check_charts(screen, asked)
    _check_now(screen)
    assert [(figure.impressions, figure.opens, figure.coverage_at_10) for figure in screen.model.runs] == [(1, 1, 0.4)]
    assert (screen.model.lists, screen.model.published_run_id) == (1, run.id)


def _check_points(screen: Screen) -> None:
    """Stretch by stretch."""
    starts = [point.starts_on for point in screen.series]
    for point, following in zip(screen.series, [*starts[1:], screen.to_on + timedelta(days=1)], strict=True):
        days = Range(max(point.starts_on, screen.from_on), following - timedelta(days=1))
        found = counted(days)
        told = {**asdict(point), "new_readers": point.new_readers.value}
        assert {name: told[name] for name in ("loans", "returns", "holds", "orders", "new_readers")} == {
            name: found[name] for name in ("loans", "returns", "holds", "orders", "new_readers")
        }


def _check_charts(screen: Screen, asked: Range) -> None:
    ends = {"a": asked.from_on.isoformat(), "b": asked.to_on.isoformat()}
    main = "(SELECT category_id FROM book_category c WHERE c.book_id = l.book_id AND c.position = 0)"
    by_category = dict(rows(f"SELECT {main}, COUNT(*) FROM loan l WHERE {LENT} GROUP BY 1", **ends))
    sold = dict(
        rows(
            f"SELECT {main}, SUM(l.quantity - l.returned) FROM order_line l "
            f"WHERE l.order_id IN (SELECT id FROM shop_order WHERE {SOLD}) GROUP BY 1",
            **ends,
        )
    )
    told: dict[int | None, tuple[int, int]] = {}
    for top in screen.categories:
        below_loans, below_pieces = (sum(getattr(leaf, name) for leaf in top.children) for name in ("loans", "pieces"))
        told[top.category_id] = (top.loans - below_loans, top.pieces - below_pieces)
        told |= {leaf.category_id: (leaf.loans, leaf.pieces) for leaf in top.children}
    everything = {key: (by_category.get(key, 0), int(sold.get(key) or 0)) for key in {*by_category, *sold}}
    assert {key: counts for key, counts in told.items() if any(counts)} == {
        key: counts for key, counts in everything.items() if any(counts)
    }
    assert {line.category_id: sum(line.loans) for line in screen.trend.lines} == {
        top.category_id: top.loans for top in screen.categories if top.loans
    }
    for name, column, where in (
        ("loans", "borrowed_at", LENT),
        ("returns", "returned_at", f"state <> 'voided' AND {day('returned_at')} BETWEEN :a AND :b"),
    ):
        cells = [[0] * 24 for _ in range(7)]
        for at, count in rows(f"SELECT {local(column)}, COUNT(*) FROM loan WHERE {where} GROUP BY 1", **ends):
            on, hour = str(at)[:10], int(str(at)[11:13])
            cells[date.fromisoformat(on).weekday()][hour] += count
        assert getattr(screen.hours, name) == cells
    books = dict(rows(f"SELECT book_id, COUNT(*) FROM loan WHERE {LENT} GROUP BY 1", **ends))
    best = sorted(books.items(), key=lambda row: (-row[1], row[0]))[:10]
    assert [(one.book.id, one.loans) for one in screen.books] == best
    by = f"""SELECT a.author_id, COUNT(*) FROM loan l JOIN book_author a ON a.book_id = l.book_id
        WHERE {LENT} GROUP BY 1 ORDER BY 2 DESC, 1"""
    assert [(one.author_id, one.loans) for one in screen.authors] == rows(by, **ends)[:10]
    given = dict(
        rows(f"SELECT stars, COUNT(*) FROM rating WHERE {day('rated_at')} BETWEEN :a AND :b GROUP BY 1", **ends)
    )
    ever = dict(rows("SELECT stars, COUNT(*) FROM rating GROUP BY 1"))
    assert {one.stars: one.count for one in screen.ratings if one.count} == given
    assert {one.stars: one.ever for one in screen.ratings if one.ever} == ever


def _check_now(screen: Screen) -> None:
    """What does not depend on the range."""
    reader = f"{_table('user')} WHERE role = 'reader'"
    born = rows(f"SELECT birth_year, COUNT(*) FROM {reader} GROUP BY 1")
    bands = {None: "unknown", 1950: "65+", 1990: "35-44", 2015: "7-12"}
    assert {one.band: one.readers.value for one in screen.ages if one.readers.value} == {
        bands[year]: count for year, count in born
    }
    homes = rows("SELECT country, region, COUNT(*) FROM address WHERE preferred = 1 GROUP BY 1, 2")
    known = sum(count for *_, count in homes)
    unknown = (None, "", number(f"SELECT COUNT(*) FROM {reader}") - known)
    assert {(one.country, one.region, one.readers.value) for one in screen.regions} == {*homes, unknown}
    queue = rows("SELECT book_id, COUNT(*), MIN(placed_at) FROM hold WHERE state = 'queued' GROUP BY 1")
    longest = sorted(queue, key=lambda row: (str(row[2]), -row[1], row[0]))
    assert [(one.book.id, one.waiting.value) for one in screen.queue.items] == [row[:2] for row in longest][:10]
    assert (screen.queue.waiting.value, screen.queue.titles) == (sum(row[1] for row in queue), len(queue))
    now = {"overdue": f"state = 'active' AND due_on < '{TODAY}'", "on_loan": "open_copy_id IS NOT NULL"}
    for name, where in now.items():
        assert screen.tiles[name].value == number(f"SELECT COUNT(*) FROM loan WHERE {where}")
    for cohort in screen.cohorts:
        joined = f"SELECT id FROM {reader} AND {day('created_at')} BETWEEN :a AND :b"
        ends = {"a": cohort.joined_on.isoformat(), "b": _last_of(cohort.joined_on).isoformat()}
        assert cohort.readers.value == len(rows(joined, **ends))
        month = cohort.joined_on
        for people in cohort.active:
            days = Range(month, min(_last_of(month), TODAY))
            mine = [row[0] for row in rows(joined, **ends)]
            assert people.value == len(set(mine) & _there(days)), (cohort.joined_on, month)
            month = _last_of(month) + timedelta(days=1)


def _there(days: Range) -> set[int]:
    at = {"a": days.from_on.isoformat(), "b": days.to_on.isoformat()}
    found: set[int] = set()
    for table, column in (("hold", "placed_at"), ("rating", "rated_at"), ("review", "created_at")):
        where = f"{day(column)} BETWEEN :a AND :b"
        found |= {row[0] for row in rows(f"SELECT user_id FROM {table} WHERE {where}", **at)}
    found |= {row[0] for row in rows(f"SELECT user_id FROM loan WHERE {LENT}", **at)}
    return found | {row[0] for row in rows("SELECT user_id FROM shop_order WHERE placed_on BETWEEN :a AND :b", **at)}


def _last_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def test_the_list_behind_a_figure_is_as_long_as_the_figure(past: Past) -> None:
    roll_up(HERE, db.session.commit)
    for asked in RANGES:
        view, screen = looked_at(asked)

        def length(figure: str, view: View = view, **narrowed: Any) -> int:
            found = behind(figure, view, Narrowed(**narrowed), 1, 100)
            assert len(found.items) == min(found.total, 100)
            assert len({one.id for one in found.items}) == len(found.items)
            return found.total

        for name in ("readers", "active_readers", "titles", "copies", "on_loan", "overdue", "loans", "returns"):
            assert length(name) == screen.tiles[name].value, name
        for name in ("holds", "orders", "new_readers", "ratings"):
            assert length(name) == screen.tiles[name].value, name
        _check_narrowed(screen, length)


def _check_narrowed(screen: Screen, length: Callable[..., int]) -> None:
    """A part of a chart opens the rows it stands for."""
    for top in screen.categories:
        assert length("loans", category=top.slug or "none") == top.loans
        for leaf in top.children:
            assert length("loans", category=leaf.slug) == leaf.loans
    for name in ("loans", "returns"):
        cells = getattr(screen.hours, name)
        weekday, hour = max(((d, h) for d in range(7) for h in range(24)), key=lambda at: cells[at[0]][at[1]])
        assert length(name, weekday=weekday, hour=hour) == cells[weekday][hour]
    for one in screen.books[:3]:
        assert length("loans", book_id=one.book.id) == one.loans
    for author in screen.authors[:2]:
        assert length("loans", author_id=author.author_id) == author.loans
    for band in screen.ages:
        assert length("readers", band=band.band) == band.readers.value
    for region in screen.regions:
        assert length("readers", country=region.country or "none", region=region.region) == region.readers.value
    for stars in screen.ratings:
        assert length("ratings", stars=stars.stars) == stars.count
    for title in screen.queue.items:
        assert length("waiting", book_id=title.book.id) == title.waiting.value
