"""The only source of time. Moments are aware and in UTC; dates are the library's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """This moment, in UTC, without microseconds (the databases would round them differently)."""
    return _source().replace(microsecond=0)


def today(zone: tzinfo) -> date:
    """Today's date where the library stands."""
    return _source().astimezone(zone).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at one aware moment; for tests and for generating a past."""
    global _source
    before, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = before
