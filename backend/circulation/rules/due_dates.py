"""On which day a loan is due. One way for lending and for renewing, so that they agree.

The day is reckoned where the library stands; `due_at` is only that day's last second, for comparisons.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from backend.calendar.rules import OpenDays
from backend.circulation.rules.terms import EXACT, FROM_DUE, NOT_AFTER, NOT_BEFORE, Terms

STEPS = LOAN_DAYS, RENEW_DAYS, HARD_DUE, WITHIN_CARD, NOT_PAST, ROLLED = (
    *("loan_days", "renew_days", "hard_due", "within_card", "not_past", "rolled"),
)


@dataclass(frozen=True)
class Step:
    """Something that has a say in a due date, and the day it leads to."""

    code: str
    on: date


def due_on(terms: Terms, today: date, days: OpenDays, card_valid_until: date | None) -> date:
    """The day on which a copy that is lent today is due: an open day, today or later. Raises AlwaysClosed."""
    return lending_steps(terms, today, days, card_valid_until)[-1].on


def renewed_due_on(terms: Terms, due_on: date, today: date, days: OpenDays, card_valid_until: date | None) -> date:
    """The day on which a loan is due once it is renewed today; it may be the same or an earlier one, and is then no
    renewal. Raises AlwaysClosed.
    """
    base = due_on if terms.renew_base == FROM_DUE else today
    first = Step(RENEW_DAYS, base + timedelta(days=terms.renew_days))
    return _settled(first, terms, today, days, card_valid_until)[-1].on


def lending_steps(terms: Terms, today: date, days: OpenDays, card_valid_until: date | None) -> list[Step]:
    """How `due_on` comes about: whatever moved the day, in its order; the last one is the answer."""
    first = Step(LOAN_DAYS, today + timedelta(days=terms.loan_days))
    return _settled(first, terms, today, days, card_valid_until)


def due_at(due_on: date, zone: tzinfo) -> datetime:
    """The last second of the day where the library stands, in UTC."""
    # The second before the next day begins: where clocks change at midnight, 23:59:59 may come twice.
    return datetime.combine(due_on + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(seconds=1)


def _settled(first: Step, terms: Terms, today: date, days: OpenDays, card_valid_until: date | None) -> list[Step]:
    steps = [first]

    def move(code: str, to: date) -> None:
        if to != steps[-1].on:
            steps.append(Step(code, to))

    # A hard date that is over says nothing any more.
    if terms.hard_due_on is not None and terms.hard_due_on >= today:
        if terms.hard_due_kind == EXACT:
            move(HARD_DUE, terms.hard_due_on)
        elif terms.hard_due_kind == NOT_AFTER:
            move(HARD_DUE, min(steps[-1].on, terms.hard_due_on))
        elif terms.hard_due_kind == NOT_BEFORE:
            move(HARD_DUE, max(steps[-1].on, terms.hard_due_on))
    if terms.within_card and card_valid_until is not None:
        move(WITHIN_CARD, min(steps[-1].on, card_valid_until))
    move(NOT_PAST, max(steps[-1].on, today))
    # Later rather than earlier, also past the day of a card: nobody can bring a book to a closed door.
    move(ROLLED, days.next_open(steps[-1].on))
    return steps
