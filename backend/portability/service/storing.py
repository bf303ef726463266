"""Writing many rows of an import at once: what was found out about them, and what became of them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.dialects import mysql

from backend.core.database import db
from backend.portability.models import ReaderImportRow
from backend.portability.queries.rows import stored
from backend.portability.rules.items import Item

ROWS_AT_ONCE = 2_000
_ROWS = cast(Table, ReaderImportRow.__table__)


def store_items(import_id: int, items: Iterable[Item]) -> int:
    """Keep the items as rows that nobody has checked; how many there were. They are never all in memory."""
    waiting: Iterator[Item] = iter(items)
    count = 0
    while part := [stored(import_id, item) for item in islice(waiting, ROWS_AT_ONCE)]:
        db.session.execute(insert(_ROWS), part)
        count += len(part)
    return count


def change_rows(rows: Sequence[dict[str, Any]], *names: str) -> None:
    """Give these columns of rows, told by import_id and place, the values that are given."""
    if not rows:
        return
    if db.session.get_bind().dialect.name in ("mysql", "mariadb"):
        # The driver sends an update a row, but inserts by the thousand. Each of these rows is there.
        new = mysql.insert(_ROWS)
        statement = new.on_duplicate_key_update({name: new.inserted[name] for name in names})
        db.session.execute(statement, [{"title": "", "item": "", **row} for row in rows])
        return
    which = (_ROWS.c.import_id == bindparam("of_import"), _ROWS.c.place == bindparam("at_place"))
    values = [{"of_import": row["import_id"], "at_place": row["place"], **{n: row[n] for n in names}} for row in rows]
    db.session.connection().execute(update(_ROWS).where(*which).values({n: bindparam(n) for n in names}), values)
