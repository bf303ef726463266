"""Days, hours and months of stored moments, in the library's own time, on SQLite and on MySQL/MariaDB."""

from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, case, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from backend.dashboard.rules.local_time import moments_of, offsets_of
from backend.dashboard.rules.ranges import Range


class _LocalDay(FunctionElement[Any]):
    type = Date()
    inherit_cache = True
    name = "local_day"


class _LocalMonth(FunctionElement[Any]):
    type = Date()
    inherit_cache = True
    name = "local_month"


class _LocalHour(FunctionElement[Any]):
    type = Integer()
    inherit_cache = True
    name = "local_hour"


class _Weekday(FunctionElement[Any]):
    type = Integer()
    inherit_cache = True
    name = "weekday"


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


def _parts(element: FunctionElement[Any], compiler: Any, options: Any) -> tuple[str, str]:
    column, seconds = list(element.clauses)
    return compiler.process(column, **options), compiler.process(seconds, **options)


@compiles(_LocalDay)
def _day(element: Any, compiler: Any, **options: Any) -> str:
    column, seconds = _parts(element, compiler, options)
    return f"DATE(DATE_ADD({column}, INTERVAL {seconds} SECOND))"


@compiles(_LocalDay, "sqlite")
def _day_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, seconds = _parts(element, compiler, options)
    return f"date({column}, ({seconds}) || ' seconds')"


@compiles(_LocalMonth)
def _month(element: Any, compiler: Any, **options: Any) -> str:
    column, seconds = _parts(element, compiler, options)
    day = f"DATE(DATE_ADD({column}, INTERVAL {seconds} SECOND))"
    return f"DATE_SUB({day}, INTERVAL DAYOFMONTH({day}) - 1 DAY)"


@compiles(_LocalMonth, "sqlite")
def _month_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, seconds = _parts(element, compiler, options)
    return f"date({column}, ({seconds}) || ' seconds', 'start of month')"


@compiles(_LocalHour)
def _hour(element: Any, compiler: Any, **options: Any) -> str:
    column, seconds = _parts(element, compiler, options)
    return f"HOUR(DATE_ADD({column}, INTERVAL {seconds} SECOND))"


@compiles(_LocalHour, "sqlite")
def _hour_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, seconds = _parts(element, compiler, options)
    return f"CAST(strftime('%H', {column}, ({seconds}) || ' seconds') AS INTEGER)"


@compiles(_Weekday)
def _weekday(element: Any, compiler: Any, **options: Any) -> str:
    return f"WEEKDAY({compiler.process(element.clauses, **options)})"


@compiles(_Weekday, "sqlite")
def _weekday_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    # Sunday is 0 there.
    return f"((CAST(strftime('%w', {compiler.process(element.clauses, **options)}) AS INTEGER) + 6) % 7)"
