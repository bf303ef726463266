"""Days, hours and months of stored moments, in the library's own time, on SQLite and on MySQL/MariaDB."""

from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, case, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from backend.dashboard.rules.local_time import moments_of, offsets_of
from backend.dashboard.rules.ranges import Range


class _Local(FunctionElement[Any]):
    """`{0}` is a moment, or a day, and `{1}` by how many seconds clocks are ahead of UTC at that moment."""

    on_sqlite: str
    elsewhere: str


class _LocalDay(_Local):
    inherit_cache = True
    type = Date()
    name = "local_day"
    on_sqlite = "date({0}, ({1}) || ' seconds')"
    elsewhere = "DATE(DATE_ADD({0}, INTERVAL {1} SECOND))"


class _LocalMonth(_Local):
    inherit_cache = True
    type = Date()
    name = "local_month"
    on_sqlite = "date({0}, ({1}) || ' seconds', 'start of month')"
    elsewhere = f"DATE_SUB({_LocalDay.elsewhere}, INTERVAL DAYOFMONTH({_LocalDay.elsewhere}) - 1 DAY)"


class _LocalHour(_Local):
    inherit_cache = True
    type = Integer()
    name = "local_hour"
    on_sqlite = "CAST(strftime('%H', {0}, ({1}) || ' seconds') AS INTEGER)"
    elsewhere = "HOUR(DATE_ADD({0}, INTERVAL {1} SECOND))"


class _Weekday(_Local):
    inherit_cache = True
    type = Integer()
    name = "weekday"
    # Sunday is 0 there.
    on_sqlite = "((CAST(strftime('%w', {0}) AS INTEGER) + 6) % 7)"
    elsewhere = "WEEKDAY({0})"


@compiles(_Local)
def _words(element: Any, compiler: Any, **options: Any) -> str:
    words: str = element.on_sqlite if compiler.dialect.name == "sqlite" else element.elsewhere
    return words.format(*(compiler.process(part, **options) for part in element.clauses))


def weekday(day: Any) -> ColumnElement[Any]:
    """Monday is 0."""
    return _Weekday(day)


def local_day(column: Any, asked: Range, zone: tzinfo) -> ColumnElement[Any]:
    """The day of moments of this range where the library stands."""
    return _LocalDay(column, _seconds(column, asked, zone))


def local_hour(column: Any, asked: Range, zone: tzinfo) -> ColumnElement[Any]:
    return _LocalHour(column, _seconds(column, asked, zone))


def local_month(column: Any, asked: Range, zone: tzinfo) -> ColumnElement[Any]:
    """The first day of its month."""
    return _LocalMonth(column, _seconds(column, asked, zone))


def within(column: Any, asked: Range, zone: tzinfo) -> ColumnElement[bool]:
    """The moment lies in the days of the range."""
    first, end = moments_of(asked, zone)
    return and_(column >= first, column < end)


def _seconds(column: Any, asked: Range, zone: tzinfo) -> ColumnElement[Any]:
    *earlier, last = offsets_of(asked, zone)
    if not earlier:
        return literal_column(str(last.seconds))
    return case(*((column < offset.until, offset.seconds) for offset in earlier), else_=last.seconds)
