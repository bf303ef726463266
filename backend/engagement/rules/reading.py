"""What a reader can say of how far he is with a book."""

from typing import Literal, get_args

Status = Literal["want_to_read", "reading", "read", "stopped"]
STATUSES: tuple[Status, ...] = get_args(Status)
WANT_TO_READ, READING, READ, STOPPED = STATUSES
# With these a book has been put away, on a date.
FINISHED = (READ, STOPPED)
# More readings of one book than anybody has had.
PAST_READINGS = 100


def percent_of(page: int, total: int) -> int:
    """Of the pages read, rounded down: 100 is reached on the last page only."""
    return page * 100 // total
