"""Which database errors mean "somebody else was first, try again"."""

from sqlalchemy.exc import DBAPIError

# MySQL/MariaDB: 1205 lock wait timeout, 1213 deadlock, 1020 record changed since last read.
_MYSQL_CONTENTION = {1205, 1213, 1020}
ATTEMPTS = 3


def is_contention(error: BaseException) -> bool:
    """True when the same transaction, run again, may well succeed."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return False
    args = error.orig.args
    if args and isinstance(args[0], int):
        return args[0] in _MYSQL_CONTENTION
    return "database is locked" in str(error.orig)
