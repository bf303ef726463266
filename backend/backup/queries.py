"""The tables and their rows, as plain values, whatever the models make of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    cast,
    inspect,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from backend.backup.rules import BYTES, DAY, MOMENT, NUMBER, REAL, TEXT, TIME, written
from backend.core.database import Base, UtcDateTime

ROWS_AT_ONCE = 2_000
# The first that fits: a Boolean is a number, JSON is the text that it is kept as.
_KINDS: list[tuple[type[TypeEngine[Any]] | type[UtcDateTime], str]] = [
    *((Boolean, NUMBER), (Integer, NUMBER), (Float, REAL), (LargeBinary, BYTES)),
    *((UtcDateTime, MOMENT), (DateTime, MOMENT), (Date, DAY), (Time, TIME), (String, TEXT)),
]
# How values of a kind are asked for and given back, past what the models do with them.
PLAIN: dict[str, TypeEngine[Any]] = {
    NUMBER: Integer(),
    REAL: Double(),
    TEXT: Text(),
    BYTES: LargeBinary(),
    DAY: Date(),
    TIME: Time(),
    MOMENT: DateTime(),
}


def tables() -> list[Table]:
    """All of them, by name. The index of words that SQLite keeps itself follows from one of them."""
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def kind_of(column: Column[Any]) -> str:
    return next((kind for type_, kind in _KINDS if isinstance(column.type, type_)), TEXT)


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Each row as it stands in a line of a copy, a few at a time in memory."""
    kinds = [kind_of(column) for column in table.columns]
    asked = [
        # MariaDB would tell a FLOAT with six digits.
        cast(column, Double) if kind == REAL else type_coerce(column, PLAIN[kind])
        for column, kind in zip(table.columns, kinds, strict=True)
    ]
    found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(*asked))
    for row in found:
        yield [written(kind, value) for kind, value in zip(kinds, row, strict=True)]


def columns_of(connection: Connection, table: str) -> set[str]:
    """The columns that the table has in this database, whatever the models say."""
    return {column["name"] for column in inspect(connection).get_columns(table)}
