"""A year in the shop: readers buy, pay or forget to, come for it or have it sent, and bring some of it back. What is
open on the last evening stays open.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from backend.core.actors import CLOCKWORK, OWNER, STAFF
from backend.seed.shop_counter import Counter
from backend.seed.shop_things import Fate, SimOrder, SimSku, SimVoucher
from backend.shop.rules.lives import (
    COMPLETED,
    CONFIRMED,
    PACKING,
    PAY_AT_DESK,
    PENDING_PAYMENT,
    READY_FOR_PICKUP,
    SHIPPED,
    SHIPPING,
)

FORGETS, CANCELS, REFUSED, COMES, SAYS_RECEIVED, BRINGS_BACK = 0.06, 0.03, 0.01, 0.96, 0.6, 0.05
WITH_VOUCHER, STAYS_OVERNIGHT, COMES_AGAIN_BELOW = 0.15, 0.25, 2
CARRIERS = (("顺丰速运", "SF"), ("中国邮政", "YZ"), ("京东物流", "JD"))


@dataclass(frozen=True)
class Purchase:
    """A reader wants these, of each so many; `way`: delivery, provider, address."""

    at: datetime
    user_id: int
    wanted: tuple[tuple[SimSku, int], ...]
    way: tuple[str, str, dict[str, str] | None]
    fate: Fate | None = None
    # No more things than these, the first that are there.
    most: int | None = None


class ShopYear:
    """The queue of what happens next, moment by moment, until the end."""

    def __init__(
        self, counter: Counter, vouchers: Sequence[SimVoucher], terms: tuple[int, int], end: datetime, rng: Random
    ) -> None:
        """terms: days on which lines may come back, open days on which an order lies ready."""
        self._counter, self._vouchers, self._end, self._rng = counter, vouchers, end, rng
        self._return_days, self._ready_days = terms
        self._next: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = count()

    def run(
        self, purchases: Sequence[Purchase], stock: Sequence[tuple[datetime, Callable[..., None], tuple[Any, ...]]]
    ) -> None:
        """stock: what is done with the stock besides, and when; each is called with its arguments and the moment."""
        for at, do, what in stock:
            self._later(at, self._do, do, what)
        for purchase in purchases:
            self._later(purchase.at, self._buy, purchase)
        while self._next:
            at, _, happen, with_what = heapq.heappop(self._next)
            happen(at, *with_what)

    def _later(self, at: datetime, happen: Callable[..., None], *what: Any) -> None:
        if at < self._end:
            heapq.heappush(self._next, (at, next(self._order), happen, what))

    def _do(self, at: datetime, do: Callable[..., None], what: tuple[Any, ...]) -> None:
        do(*what, at)

    def _at_the_desk(self, day: date) -> datetime:
        """On the next day on which the library is open."""
        opened = self._counter.days.next_open(day)
        clock = time(self._rng.randrange(9, 17), self._rng.randrange(60), self._rng.randrange(60))
        return datetime.combine(opened, clock, self._counter.zone).astimezone(UTC)

    def _after(self, at: datetime) -> datetime:
        """When somebody of the staff next has time for it."""
        found = self._at_the_desk(self._counter.day_of(at))
        return found if found > at else self._at_the_desk(self._counter.day_of(at) + timedelta(days=1))

    def _minutes(self, at: datetime, least: int, most: int) -> datetime:
        return at + timedelta(minutes=self._rng.randint(least, most), seconds=self._rng.randrange(60))

    def _fate(self) -> Fate:
        chance = self._rng.random
        return Fate(
            pays=chance() >= FORGETS,
            gives_up=chance() < CANCELS,
            refused=chance() < REFUSED,
            comes=chance() < COMES,
            says_received=chance() < SAYS_RECEIVED,
            brings_back=chance() < BRINGS_BACK,
        )

    def _buy(self, at: datetime, purchase: Purchase) -> None:
        picks = [(sku, min(quantity, sku.left)) for sku, quantity in purchase.wanted if sku.left > 0]
        picks = picks[: purchase.most]
        if not picks:
            return
        voucher = self._rng.choice(self._vouchers) if self._rng.random() < WITH_VOUCHER else None
        fate = purchase.fate or self._fate()
        order = self._counter.place(purchase.user_id, picks, purchase.way, voucher, at, fate)
        for sku, _ in picks:
            if sku.left < COMES_AGAIN_BELOW and sku.comes_again:
                day = self._counter.day_of(at) + timedelta(days=self._rng.randint(2, 9))
                self._later(self._at_the_desk(day), self._receive, sku)
        if purchase.way[1] == PAY_AT_DESK:
            self._go_on(order, at)
        elif not fate.pays:
            self._later(self._minutes(at, 31, 35), self._expire, order)
        elif fate.gives_up and self._rng.random() < 0.3:
            self._later(self._minutes(at, 3, 20), self._cancel, order)
        else:
            self._later(self._minutes(at, 1, 12), self._pay, order)

    def _receive(self, at: datetime, sku: SimSku) -> None:
        if sku.left < COMES_AGAIN_BELOW:
            self._counter.receive(sku, self._rng.randint(4, 10), "补货", at)

    def _pay(self, at: datetime, order: SimOrder) -> None:
        self._counter.pay_online(order, at)
        self._go_on(order, at)

    def _go_on(self, order: SimOrder, at: datetime) -> None:
        if order.fate.gives_up:
            self._later(self._minutes(at, 5, 60), self._cancel, order)
        self._later(self._after(at + timedelta(minutes=20)), self._start, order)

    def _expire(self, at: datetime, order: SimOrder) -> None:
        if order.state == PENDING_PAYMENT:
            self._counter.expire(order, at)

    def _cancel(self, at: datetime, order: SimOrder) -> None:
        if order.state in (PENDING_PAYMENT, CONFIRMED):
            self._counter.cancel(order, at, OWNER, None)
            self._give_back(order, at)

    def _start(self, at: datetime, order: SimOrder) -> None:
        if order.state == CONFIRMED:
            self._counter.start(order, at)
            if order.fate.lies:
                return
            # Late on a day it waits for the next one.
            stays = self._rng.random() < STAYS_OVERNIGHT
            self._later(
                self._after(at + timedelta(hours=9)) if stays else self._minutes(at, 15, 110), self._send, order
            )

    def _send(self, at: datetime, order: SimOrder) -> None:
        if order.state != PACKING:
            return
        counter, fate = self._counter, order.fate
        if fate.refused:
            counter.cancel(order, at, STAFF, "图书有缺页，无法发出")
            self._give_back(order, at)
            return
        day = counter.day_of(at)
        if order.values["delivery"] == SHIPPING:
            carrier, sign = self._rng.choice(CARRIERS)
            counter.ship(order, carrier, f"{sign}{self._rng.randrange(10**12):012d}", at)
            if fate.says_received:
                comes = datetime.combine(day + timedelta(days=self._rng.randint(2, 6)), time(20, 5), counter.zone)
                self._later(comes.astimezone(UTC), self._deliver, order, OWNER)
            self._later(at + timedelta(days=14, minutes=4), self._deliver, order, CLOCKWORK)
            return
        until = counter.make_ready(order, f"{self._rng.choice('ABC')}{self._rng.randint(1, 30)}", self._ready_days, at)
        if fate.comes:
            comes_on = day + timedelta(days=self._rng.randint(1, 6))
            self._later(min(self._at_the_desk(comes_on), self._at_the_desk(until)), self._hand_over, order)
        over = datetime.combine(until + timedelta(days=1), time(5), counter.zone).astimezone(UTC)
        self._later(over, self._miss, order)

    def _deliver(self, at: datetime, order: SimOrder, by: str) -> None:
        if order.state == SHIPPED:
            self._counter.deliver(order, at, by)
            self._may_come_back(order, at)

    def _hand_over(self, at: datetime, order: SimOrder) -> None:
        if order.state == READY_FOR_PICKUP:
            self._counter.hand_over(order, at)
            self._may_come_back(order, at)

    def _miss(self, at: datetime, order: SimOrder) -> None:
        if order.state == READY_FOR_PICKUP:
            self._counter.not_collected(order, at)
            self._give_back(order, at)

    def _may_come_back(self, order: SimOrder, at: datetime) -> None:
        if order.fate.brings_back and self._return_days:
            day = self._counter.day_of(at) + timedelta(days=self._rng.randint(1, min(9, self._return_days)))
            self._later(self._at_the_desk(day), self._bring_back, order)

    def _bring_back(self, at: datetime, order: SimOrder) -> None:
        completed_on = order.values["completed_on"]
        late = self._counter.day_of(at) > completed_on + timedelta(days=self._return_days)
        if order.state != COMPLETED or late:
            return
        lines = order.lines if self._rng.random() < 0.4 else [self._rng.choice(order.lines)]
        wanted = [(line, self._rng.randint(1, line["quantity"]), self._rng.random() < 0.8) for line in lines]
        self._counter.take_back(order, wanted, at)
        self._give_back(order, at)

    def _give_back(self, order: SimOrder, at: datetime) -> None:
        self._later(self._minutes(at, 5, 40), self._refund, order)

    def _refund(self, at: datetime, order: SimOrder) -> None:
        self._counter.till.give_back(order, at)
