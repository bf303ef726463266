"""Loans and sales by category: the tree as it is now, and the top of it over time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from backend.catalog.models import Category
from backend.core.database import db
from backend.dashboard.models import CountedCategory
from backend.dashboard.queries.raw import categories_of
from backend.dashboard.queries.view import View
from backend.dashboard.rules.grains import DAY, MONTH
from backend.dashboard.rules.ranges import WEEK, Range, pieces_of, start_of, steps_of


@dataclass(frozen=True)
class Leaf:
    """The names are null for books that stand in no category."""

    category_id: int | None
    slug: str | None
    name_zh: str | None
    name_en: str | None
    loans: int
    pieces: int


@dataclass(frozen=True)
class Slice(Leaf):
    children: list[Leaf]


@dataclass(frozen=True)
class Line:
    category_id: int | None
    slug: str | None
    name_zh: str | None
    name_en: str | None
    loans: list[int]


@dataclass(frozen=True)
class Trend:
    starts_on: list[date]
    lines: list[Line]


def categories_and_trend(view: View) -> tuple[list[Slice], Trend]:
    """Only those of which something was lent or sold."""
    tree = {category.id: category for category in db.session.scalars(select(Category))}
    counted: defaultdict[int | None, list[int]] = defaultdict(lambda: [0, 0])
    starts = steps_of(view.asked)
    place = {start: number for number, start in enumerate(starts)}
    lines: defaultdict[int | None, list[int]] = defaultdict(lambda: [0] * len(starts))
    step = view.asked.step
    for start, number, loans, pieces in _rows(view):
        # A category that is gone is none.
        category_id = number if number in tree else None
        counted[category_id][0] += loans
        counted[category_id][1] += pieces
        lines[_top(tree, category_id)][place[start_of(start, step)]] += loans
    slices = _slices(tree, counted)
    ordered = [Line(*_names(tree, one.category_id), lines[one.category_id]) for one in slices if one.loans]
    return slices, Trend(starts, ordered)


def _rows(view: View) -> Iterator[tuple[date, int, int, int]]:
    """(some day of the stretch, category, loans, pieces)"""
    for statement in _counted(view.counted(view.asked), view) if view.counted(view.asked).days else ():
        for start, category_id, loans, sold in db.session.execute(statement):
            yield start, category_id, int(loans), int(sold)
    for (day, category_id), (loans, sold) in categories_of(view.fresh(view.asked)).items():
        yield day, category_id, loans, sold


def _counted(days: Range, view: View) -> Iterator[Any]:
    """One after the other: of days or months that are asked for by "or", SQLite reads all there are."""
    table, step = CountedCategory, view.asked.step
    sums = (func.sum(table.loans), func.sum(table.pieces))
    if step != MONTH:
        start: Any = table.week_on if step == WEEK else table.starts_on
        these = (table.grain == DAY, table.starts_on.between(days.from_on, days.to_on))
        yield select(start, table.category_id, *sums).where(*these).group_by(start, table.category_id)
        return
    pieces = pieces_of(days, view.counted_to)
    months = (table.grain == MONTH, table.starts_on.in_(pieces.months))
    yield select(table.starts_on, table.category_id, table.loans, table.pieces).where(*months)
    for first, last in pieces.days:
        of_days = (table.grain == DAY, table.starts_on.between(first, last))
        rows = select(func.min(table.starts_on), table.category_id, *sums).where(*of_days)
        yield rows.group_by(table.category_id)


def _top(tree: dict[int, Category], category_id: int | None) -> int | None:
    if category_id is None:
        return None
    return tree[category_id].parent_id or category_id


def _slices(tree: dict[int, Category], counted: dict[int | None, list[int]]) -> list[Slice]:
    tops: dict[int | None, Slice] = {}
    for category_id, (loans, pieces) in counted.items():
        top_id = _top(tree, category_id)
        top = tops.setdefault(top_id, Slice(*_names(tree, top_id), 0, 0, []))
        tops[top_id] = replace(top, loans=top.loans + loans, pieces=top.pieces + pieces)
        if category_id != top_id:
            top.children.append(Leaf(*_names(tree, category_id), loans, pieces))
    for top in tops.values():
        top.children.sort(key=_order)
    return sorted(tops.values(), key=_order)


def _order(leaf: Leaf) -> tuple[int, int, int]:
    return -leaf.loans, -leaf.pieces, leaf.category_id or 0


def _names(tree: dict[int, Category], category_id: int | None) -> tuple[int | None, str | None, str | None, str | None]:
    if category_id is None:
        return None, None, None, None
    category = tree[category_id]
    return category.id, category.slug, category.name_zh, category.name_en
