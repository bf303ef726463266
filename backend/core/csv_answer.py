"""A table as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask import Response, stream_with_context

from backend.core.csv_cells import guarded
from backend.core.database import db, read_only

Cell = str | int | float | date | datetime | bool | None
ROWS_AT_ONCE = 500
# How the answer stands in the OpenAPI document: `@blueprint.doc(responses=CSV_FILE)`.
CSV_FILE: dict[int | str, Any] = {
    200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


def answer_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The rows as `name`.csv, sent while they are read. UTF-8 with a mark, which spreadsheets need for Chinese; no cell
    is a formula. `rows` asks the database in pages of its own (`WHERE id > last`): between them no transaction is held.
    """
    answer = Response(stream_with_context(_sent(head, rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


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
