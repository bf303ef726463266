"""Moments as days and hours where the library stands, by the offsets that its zone had."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from backend.dashboard.rules.ranges import ONE_DAY, Range

# Clocks are not changed twice in so short a time.
STEP = timedelta(days=7)


@dataclass(frozen=True)
class Offset:
    """Up to this moment clocks were so many seconds ahead of UTC."""

    until: datetime
    seconds: int


def start_of_day(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def moments_of(asked: Range, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first moment of its days, and the first after them."""
    return start_of_day(asked.from_on, zone), start_of_day(asked.to_on + ONE_DAY, zone)


@lru_cache(maxsize=256)
def offsets_of(asked: Range, zone: tzinfo) -> tuple[Offset, ...]:
    """In the order of time; most zones of most ranges have one."""
    at, end = moments_of(asked, zone)
    found: list[Offset] = []
    while at < end:
        later = min(at + STEP, end)
        if _seconds(at, zone) != _seconds(later, zone):
            found.append(Offset(_change(at, later, zone), _seconds(at, zone)))
        at = later
    return (*found, Offset(end, _seconds(end, zone)))


def _seconds(at: datetime, zone: tzinfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """When clocks are changed between these moments, to the second."""
    first = _seconds(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if _seconds(middle, zone) == first:
            before = middle
        else:
            after = middle
    return after
