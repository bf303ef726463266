"""When a book may come: a promise to nobody, and never a reason to refuse."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Many bring a book back sooner than they must.
SOONEST = 0.5


@dataclass(frozen=True)
class Range:
    from_on: date
    to_on: date


def estimate(
    position: int, due_days: Sequence[date], waiting_shelf: int, loan_days: int, pickup_days: int, today: date
) -> Range | None:
    """From when to when the reader at this place of the queue may expect the book; None without a copy.

    due_days: when the copies on loan are due; waiting_shelf: copies set aside for others; loan_days: how long this
    title is usually kept.
    """
    early = [today + timedelta(days=round(max((due - today).days, 0) * SOONEST)) for due in due_days]
    late = [max(due, today) for due in due_days]
    early += [today + timedelta(days=round(loan_days * SOONEST))] * waiting_shelf
    late += [today + timedelta(days=loan_days + pickup_days)] * waiting_shelf
    if not late:
        return None
    return Range(_turn(position, early, round(loan_days * SOONEST)), _turn(position, late, loan_days + pickup_days))


def _turn(position: int, free_on: list[date], days: int) -> date:
    """The day on which the copies, each kept so many days by each reader, reach this place of the queue."""
    heapq.heapify(free_on)
    day = free_on[0]
    for _ in range(position):
        day = heapq.heappop(free_on)
        heapq.heappush(free_on, day + timedelta(days=max(days, 1)))
    return day
