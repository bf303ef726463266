"""A condition on thousands of ids."""

from typing import Any

from pyroaring import BitMap
from sqlalchemy import ColumnElement, false, literal_column

from backend.core.database import db


def among(column: Any, books: BitMap) -> ColumnElement[bool]:
    """Whether the column is one of the ids. They are numbers and stand in the statement as they are: ten thousand bound
    values take the drivers longer than the database the answer."""
    if not books:
        return false()
    condition: ColumnElement[bool] = column.op("IN", is_comparison=True)(
        literal_column("(" + ",".join(map(str, books)) + ")")
    )
    return condition


def rows_of(statement: Any) -> Any:
    """The rows of a statement with ids in it. It is not kept for a second time: there will be none, and it is long."""
    return db.session.execute(statement, execution_options={"compiled_cache": None})
