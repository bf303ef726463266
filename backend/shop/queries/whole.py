"""Everything that a table finds, for a file: in the order of the table, read some at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Select

from backend.core.database import db

ROWS_AT_ONCE = 500
MOST_ROWS = 200_000
Line = TypeVar("Line")


def every_line(ids: Select[int], lines_of: Callable[[Sequence[int]], Iterable[Line]]) -> Iterator[Line]:
    """The lines of these ids. The ids are asked for at once, so that what changes meanwhile moves no line."""
    wanted = list(db.session.scalars(ids.limit(MOST_ROWS)))
    for first in range(0, len(wanted), ROWS_AT_ONCE):
        yield from lines_of(wanted[first : first + ROWS_AT_ONCE])
