"""Work of the clockwork on many rows: each is a transaction of its own, and what fails stops nobody else."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from backend.core.database import db
from backend.core.errors import Failure

log = logging.getLogger("shelfwise")
Row = TypeVar("Row")
# The one who may commit.
Keep = Callable[[], None]


def one_by_one(rows: Iterable[Row], do: Callable[[Row], bool], keep: Keep, what: str) -> int:
    """Do it with each row and keep it; returns with how many something was done. The rest waits for the next time."""
    done = 0
    for row in rows:
        try:
            changed = do(row)
            keep()
        except (Failure, DBAPIError):
            db.session.rollback()
            log.exception("%s: %s is left for the next time", what, row)
            continue
        done += changed
    return done
