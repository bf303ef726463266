"""Rows of two accounts become those of one: what is the same in every table."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, select, update

from backend.core.database import change_rows, db
from backend.people.queries.merging import column_named
from backend.people.rules.merging import Fold


def move(name: str, kept_id: int, gone_id: int) -> int:
    """Every row of the one account belongs to the other; returns how many."""
    return give(column_named(name), kept_id, gone_id)


def give(column: Column[Any], kept_id: int, gone_id: int) -> int:
    return change_rows(update(_table(column)).where(column == gone_id).values({column.name: kept_id}))


def drop(name: str, gone_id: int) -> None:
    column = column_named(name)
    change_rows(delete(_table(column)).where(column == gone_id))


def fold(rule: Fold, kept_id: int, gone_id: int) -> int:
    """The same for rows of which a reader has one at most; returns how many met one that was there already."""
    column = column_named(rule.column)
    table = _table(column)
    met = pairs(rule.column, rule.keys, kept_id, gone_id)
    for mine, theirs in met:
        later = _moment(theirs, rule.latest) > _moment(mine, rule.latest)
        loser = mine if later else theirs
        change_rows(delete(table).where(*_same(table, loser)))
    give(column, kept_id, gone_id)
    return len(met)


def pairs(name: str, keys: tuple[str, ...], kept_id: int, gone_id: int) -> list[tuple[Any, Any]]:
    """The rows of both accounts that are about the same thing, each as a mapping by column."""
    column = column_named(name)
    table = _table(column)
    of_kept = {_key(row, keys): row for row in _rows(table, column == kept_id)}
    return [(of_kept[_key(row, keys)], row) for row in _rows(table, column == gone_id) if _key(row, keys) in of_kept]


def _rows(table: Table, whose: ColumnElement[bool]) -> list[Any]:
    return list(db.session.execute(select(table).where(whose).order_by(*table.primary_key.columns)).mappings())


def _key(row: Any, keys: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys)


def _same(table: Table, row: Any) -> list[ColumnElement[bool]]:
    return [and_(*(column == row[column.name] for column in table.primary_key.columns))]


def _moment(row: Any, latest: tuple[str, ...]) -> float:
    """The latest of these moments; a row that has none is the oldest."""
    return max((row[name].timestamp() for name in latest if row[name] is not None), default=0.0)


def _table(column: Column[Any]) -> Table:
    return column.table
