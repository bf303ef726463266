"""A table as a file for a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from flask import Response, stream_with_context
from sqlalchemy import Select

from backend.core.csv_cells import guarded
from backend.core.database import db, read_only

Cell = str | int | float | date | datetime | bool | None
Line = TypeVar("Line")
ROWS_AT_ONCE = 500
MOST_ROWS = 200_000
# How the answer stands in the OpenAPI document: `@blueprint.doc(responses=CSV_FILE)`.
CSV_FILE: dict[int | str, Any] = {
    200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


def answer_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The rows as `name`.csv, sent while they are read. UTF-8 with a mark, which spreadsheets need for Chinese; no cell
    is a formula. `rows` asks the database some at a time (see `in_order`): between them no transaction is held.
    """
    answer = Response(stream_with_context(_sent(head, rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def in_order(ids: Select[int], lines_of: Callable[[list[int]], Iterable[Line]]) -> Iterator[Line]:
    """Everything that a table finds, in the order that was asked for: the ids first, then their lines some at a time.
    What is written meanwhile moves nothing, and what is gone is left out.
    """
    found = list(db.session.scalars(ids.limit(MOST_ROWS)))
    for first in range(0, len(found), ROWS_AT_ONCE):
        yield from lines_of(found[first : first + ROWS_AT_ONCE])


def _sent(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    yield "\ufeff".encode() + _lines([head])
    all_rows = iter(rows)
    while True:
        with read_only():
            part = [row for _, row in zip(range(ROWS_AT_ONCE), all_rows, strict=False)]
            # Whoever loads the file slowly shall not hold a transaction meanwhile.
            db.session.rollback()
        if not part:
            return
        yield _lines(part)


def _lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else str(cell)
