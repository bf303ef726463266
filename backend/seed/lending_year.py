"""A year at the desk: what simulated readers rate they borrowed before, wait for what is out, bring it back, late now
and then, and pay. What is open on the last evening stays open.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from backend.circulation.rules.due_dates import renewed_due_on
from backend.circulation.rules.fines import overdue_cents
from backend.circulation.rules.lives import DESK, READY, SELF
from backend.seed.desk import Desk
from backend.seed.desk_things import SimCopy, SimHold, SimLoan, SimReader

# Of the books that a reader rates; the rest he has at home, or read elsewhere.
BORROWED_SHARE, WAITS, BY_HIMSELF = 0.2, 0.7, 0.4
LATE_SHARE, LOST_SHARE, NO_SHOW_SHARE, PAYS_AT_ONCE, GIVES_UP_SHARE = 0.12, 0.001, 0.06, 0.85, 0.1
LONGEST_LATE_DAYS = 25
# In the last days some ask for a book instead of taking it: the desk has something to fetch.
ASKS_DAYS, ASKS_SHARE = 2, 0.5


@dataclass(frozen=True)
class Wish:
    """A reader comes for a book; he reads for so many days."""

    at: datetime
    reader: SimReader
    book_id: int
    days: int


class Year:
    """The queue of what happens next, moment by moment, until the end."""

    def __init__(self, desk: Desk, prices: dict[int, int | None], end: datetime, rng: Random) -> None:
        self._desk, self._prices, self._end, self._rng = desk, prices, end, rng
        self._next: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = count()

    def run(self, wishes: Sequence[Wish]) -> None:
        for wish in wishes:
            self._later(wish.at, self._come, wish)
        while self._next:
            at, _, happen, what = heapq.heappop(self._next)
            happen(at, *what)
        self._pass_everything_on()

    def _later(self, at: datetime, happen: Callable[..., None], *what: Any) -> None:
        if at < self._end:
            heapq.heappush(self._next, (at, next(self._order), happen, what))

    def _moment(self, day: date) -> datetime:
        """At the desk, on the next day on which it is open."""
        opened = self._desk.days.next_open(day)
        clock = time(self._rng.randrange(9, 18), self._rng.randrange(60), self._rng.randrange(60))
        return datetime.combine(opened, clock, self._desk.zone).astimezone(UTC)

    def _come(self, at: datetime, wish: Wish) -> None:
        desk, reader, today = self._desk, wish.reader, self._desk.day_of(at)
        copy = desk.free_copy(wish.book_id, reader)
        asks = self._end - at < timedelta(days=ASKS_DAYS) and self._rng.random() < ASKS_SHARE
        if copy is not None and not asks:
            if desk.may_borrow(reader, wish.book_id, desk.terms(reader, copy), today):
                self._lend(reader, copy, at, wish.days)
            return
        if (asks or self._rng.random() < WAITS) and desk.may_wait(reader, wish.book_id, today):
            hold = desk.wait(reader, wish.book_id, at, today + timedelta(days=180))
            if copy is not None:
                desk.set_aside(hold, copy, at)
            elif self._rng.random() < GIVES_UP_SHARE:
                self._later(at + timedelta(days=self._rng.randint(10, 40)), self._give_up, hold)

    def _lend(self, reader: SimReader, copy: SimCopy, at: datetime, days: int, hold: SimHold | None = None) -> None:
        desk, rng = self._desk, self._rng
        loan = desk.lend(reader, copy, at, SELF if rng.random() < BY_HIMSELF else DESK, hold)
        if rng.random() < LOST_SHARE:
            lost_on = loan.due_on + timedelta(days=loan.terms.lost_after_days + 1)
            self._later(datetime.combine(lost_on, time(4), desk.zone).astimezone(UTC), self._lose, loan)
            return
        back = self._moment(desk.day_of(at) + timedelta(days=days))
        if desk.day_of(back) > loan.due_on:
            if loan.terms.max_renewals and rng.random() < 0.6:
                first = loan.due_on - timedelta(days=min(3, loan.terms.renew_window_days))
                self._later(self._moment(max(first, desk.day_of(at) + timedelta(days=1))), self._renew, loan)
            else:
                back = min(back, self._moment(loan.due_on))
        if rng.random() < LATE_SHARE:
            back = self._moment(loan.due_on + timedelta(days=1 + int(rng.expovariate(0.2)) % LONGEST_LATE_DAYS))
        self._later(back, self._return, loan)

    def _renew(self, at: datetime, loan: SimLoan) -> None:
        desk, today = self._desk, self._desk.day_of(at)
        if loan.copy.loan is not loan or today > loan.due_on or desk.queues[loan.copy.book_id]:
            return
        if not desk.may_renew(loan, today):
            return
        to = renewed_due_on(loan.terms, loan.due_on, today, desk.days, None)
        if to > loan.due_on:
            desk.renew(loan, to, at)

    def _return(self, at: datetime, loan: SimLoan) -> None:
        desk, today = self._desk, self._desk.day_of(at)
        if loan.copy.loan is not loan:
            return
        cents = overdue_cents(loan.terms, loan.due_on, today, desk.days, self._prices[loan.copy.book_id])
        if cents:
            desk.charge(loan, "overdue", cents, f"overdue:{loan.id}:{loan.values['renewals']}", at, None)
            later = self._moment(today + timedelta(days=self._rng.randint(3, 90)))
            self._later(at if self._rng.random() < PAYS_AT_ONCE else later, self._pay, loan, cents)
        desk.give_back(loan, at, cents)
        self._pass_on(loan.copy, at)

    def _pay(self, at: datetime, loan: SimLoan, cents: int) -> None:
        self._desk.pay(loan, cents, at)

    def _lose(self, at: datetime, loan: SimLoan) -> None:
        desk, today = self._desk, self._desk.day_of(at)
        price = self._prices[loan.copy.book_id]
        late = overdue_cents(loan.terms, loan.due_on, today, desk.days, price)
        charges = (("overdue", late), ("lost", price or 0), ("processing", loan.terms.lost_processing_cents))
        for cause, cents in charges:
            key = f"overdue:{loan.id}:{loan.values['renewals']}" if cause == "overdue" else f"{cause}:{loan.id}"
            if cents:
                desk.charge(loan, cause, cents, key, at, None)
        desk.lose(loan, at)

    def _give_up(self, at: datetime, hold: SimHold) -> None:
        if hold in self._desk.queues[hold.book_id]:
            self._desk.give_up(hold, at)

    def _pass_on(self, copy: SimCopy, at: datetime) -> None:
        """To the first who waits and may have it; it is at the desk already."""
        desk = self._desk
        hold = self._first_in_queue(copy, at)
        if hold is None:
            return
        desk.set_aside(hold, copy, at)
        until = desk.put_on_shelf(hold, copy, at)
        if self._rng.random() >= NO_SHOW_SHARE:
            comes = self._moment(desk.days.plus_open_days(desk.day_of(at), self._rng.randint(1, 4)))
            self._later(comes, self._pick_up, hold, copy)
        over = datetime.combine(until + timedelta(days=1), time(5), desk.zone).astimezone(UTC)
        self._later(over, self._miss, hold, copy)

    def _first_in_queue(self, copy: SimCopy, at: datetime) -> SimHold | None:
        desk, today = self._desk, self._desk.day_of(at)
        if not copy.free:
            return None
        for hold in desk.queues[copy.book_id]:
            if desk.may_borrow(hold.reader, copy.book_id, desk.terms(hold.reader, copy), today):
                return hold
        return None

    def _pick_up(self, at: datetime, hold: SimHold, copy: SimCopy) -> None:
        desk = self._desk
        if hold.values["state"] != READY or copy.hold is not hold:
            return
        if desk.may_borrow(hold.reader, copy.book_id, desk.terms(hold.reader, copy), desk.day_of(at)):
            self._lend(hold.reader, copy, at, self._rng.randint(6, 26), hold)

    def _miss(self, at: datetime, hold: SimHold, copy: SimCopy) -> None:
        if hold.values["state"] == READY and copy.hold is hold:
            self._desk.miss_pickup(hold, copy, at)
            self._pass_on(copy, at)

    def _pass_everything_on(self) -> None:
        """What the last evening leaves on the shelf goes to those who wait and have become able to have it."""
        at = self._end - timedelta(minutes=5)
        for book_id in sorted(self._desk.queues):
            for copy in self._desk.copies[book_id]:
                hold = self._first_in_queue(copy, at)
                if hold is not None:
                    self._desk.set_aside(hold, copy, at)
