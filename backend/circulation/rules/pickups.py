"""Until when a book lies ready, when the calendar changes meanwhile."""

from datetime import date

from backend.calendar.rules import OpenDays


def kept_until(until: date, today: date, before: OpenDays, days: OpenDays) -> date:
    """The last day on which it lies ready now: an open one, and as many open days from today as it had before. Never an
    earlier day than it was. Raises AlwaysClosed.
    """
    return max(days.next_open(until), days.plus_open_days(today, before.count_open(today, until)))
