"""What a late book costs, in whole cents, or in days without borrowing."""

from datetime import date

from backend.calendar.rules import OpenDays
from backend.circulation.rules.terms import Terms

# Nobody is sent away for longer than a year by a counter.
LONGEST_SUSPENSION = 365


def late_days(terms: Terms, due_on: date, today: date, days: OpenDays) -> int:
    """The days that count: the library was open, the book was late, and the days of grace are over."""
    return max(days.count_open(due_on, today) - terms.grace_days, 0)


def overdue_cents(terms: Terms, due_on: date, today: date, days: OpenDays, price_cents: int | None) -> int:
    """The fine of a book that comes back today; never more than the cap, nor than the book's price where it has one.

    0 where the policy takes days instead of money: see suspension_days.
    """
    if terms.suspend_days_per_overdue_day > 0:
        return 0
    cents = late_days(terms, due_on, today, days) * terms.fine_per_open_day_cents
    caps = [cap for cap in (terms.fine_cap_cents, price_cents) if cap]
    return min([cents, *caps])


def suspension_days(terms: Terms, due_on: date, today: date, days: OpenDays) -> int:
    """For how many days, from the day the book comes back, its reader borrows nothing."""
    suspended = late_days(terms, due_on, today, days) * terms.suspend_days_per_overdue_day
    return min(suspended, LONGEST_SUSPENSION)
