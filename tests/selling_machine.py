"""A shop in which readers, staff, the bank, jobs and the clock do what they like: whatever they do, what must be true
of pieces, money and orders is true.

Everything happens in one transaction that is given up at the end, each act in a savepoint, as the edge of a request
would give up what raised. So a sequence costs no more than its statements.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backend.catalog.models import Book, Sku
from backend.core.database import db
from backend.core.errors import Failure
from backend.core.here import Here
from backend.shop.models import Order, OrderLine, Payment, Refund, Voucher
from backend.shop.queries.invariants import problems
from backend.shop.rules.lives import OPEN_PAYMENTS
from backend.shop.service import fulfilling, refunds, stock
from backend.shop.service.cancelling import cancel_order
from backend.shop.service.desk_money import take_at_desk
from backend.shop.service.expiring import close_uncollected, complete_shipped, expire_orders
from backend.shop.service.offering import change_offer
from backend.shop.service.payments import Told, begin_payment, capture, void_open
from backend.shop.service.placing import place_order
from backend.shop.service.returning import return_lines
from tests.backend.shop.counter import NOBODYS_HASH, SETTINGS, Counter, agreed, fill_cart, later, pay

READERS, PIECES = 3, (2, 4)
VOUCHER = "ONCE"
readers = st.integers(0, READERS - 1)
things = st.integers(0, len(PIECES) - 1)
some = st.integers(0, 5)
pieces = st.integers(1, 3)
WAYS = ("desk", "online", "post")
NEXT = {"confirmed": "start", "shipped": "deliver", "ready_for_pickup": "hand_over"}
STEPS: dict[str, Callable[..., Any]] = {
    "start": fulfilling.start_packing,
    "put_back": fulfilling.put_back,
    "deliver": fulfilling.deliver,
    "hand_over": fulfilling.hand_over,
    "not_collected": fulfilling.not_collected,
}


class Selling(RuleBasedStateMachine):
    counter: Counter
    addresses: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.minutes: float = 0
        db.session.rollback()
        db.session.expire_all()

    def teardown(self) -> None:
        db.session.rollback()

    @property
    def here(self) -> Here:
        return later(minutes=self.minutes)

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Do it, or nothing of it; False when the shop refused."""
        try:
            with db.session.begin_nested():
                act()
        except Failure:
            return False
        return True

    def any_order(self, number: int) -> Order | None:
        """The newest first: what is over is rarely interesting."""
        rows = db.session.query(Order).order_by(Order.closed_at.is_not(None), Order.id.desc()).all()
        return rows[number % len(rows)] if rows else None

    @initialize(ways=st.lists(st.sampled_from(WAYS), min_size=2, max_size=3), steps=st.lists(st.integers(0, 5)))
    def begin(self, ways: list[str], steps: list[int]) -> None:
        """A few orders, each somewhere on its way."""
        for who, way in enumerate(ways):
            self.place(who, 1, False, 1, way)
        for number, often in enumerate(steps[: len(ways)]):
            self.go_on(number, often)

    @rule(who=readers, thing=things, also=st.booleans(), quantity=pieces, way=st.sampled_from(WAYS))
    def place(self, who: int, thing: int, also: bool, quantity: int, way: str) -> None:
        """What is shown, once or sent twice; with a voucher now and then."""
        user, reader = self.counter.user(who), self.counter.readers[who]
        wanted = {self.counter.skus[thing].id: quantity}
        if also:
            wanted[self.counter.skus[1 - thing].id] = 1
        fill_cart(user, wanted)
        how: dict[str, Any] = {"provider": "pay_at_desk" if way == "desk" else "sandbox"}
        if way == "post":
            how |= {"delivery": "shipping", "address_id": self.addresses[who]}
            how |= {"voucher_code": VOUCHER} if quantity == 1 else {}
        asked, made = agreed(user, self.here, **how), list[int]()
        for _ in range(1 + also):
            self.attempt(lambda: made.append(place_order(user, asked, reader, self.here, SETTINGS).id))
        assert len(set(made)) <= 1, "sent twice it is one order"

    @rule(who=readers, thing=things)
    def place_what_was_never_shown(self, who: int, thing: int) -> None:
        user, reader = self.counter.user(who), self.counter.readers[who]
        fill_cart(user, {self.counter.skus[thing].id: 1})
        asked = agreed(user, self.here)
        wrong = type(asked)(**{**vars(asked), "price_hash": NOBODYS_HASH})
        assert not self.attempt(lambda: place_order(user, wrong, reader, self.here, SETTINGS))

    @rule(number=some)
    def begin_to_pay(self, number: int) -> None:
        order = self.any_order(number)
        if order is not None and order.user_id is not None:
            who = next(reader for reader in self.counter.readers if reader.user_id == order.user_id)
            self.attempt(lambda: begin_payment(order, who, self.here, SETTINGS))

    @rule(number=some, twice=st.booleans(), wrong=st.sampled_from([0, 0, 0, 0, -1, 1]))
    def money_comes(self, number: int, twice: bool, wrong: int) -> None:
        """Also for attempts that were given up, also twice; what is not as agreed changes nothing."""
        asked = db.session.query(Payment).filter(Payment.provider == "sandbox")
        attempts = asked.order_by(Payment.state.not_in(OPEN_PAYMENTS), Payment.id.desc()).all()
        if not attempts:
            return
        one = attempts[number % len(attempts)]
        assert one.provider_ref is not None
        told, before = Told(one.amount_cents + wrong, one.currency, one.provider_ref), one.captured_cents
        for _ in range(1 + twice):
            assert self.attempt(lambda: capture(one.id, told, self.here))
        assert one.captured_cents == (before if wrong else one.amount_cents)

    @rule(number=some, part=st.sampled_from([1, 1, 2]))
    def money_at_the_desk(self, number: int, part: int) -> None:
        order = self.any_order(number)
        if order is not None:
            cents = max((order.total_cents - order.captured_cents + order.refunded_cents) // part, 1)
            self._take(order, "cash", cents)

    def _take(self, order: Order, method: str, cents: int) -> None:
        self.attempt(lambda: take_at_desk(order.id, method, cents, self.counter.staff, self.here))

    @rule(number=some, often=st.integers(1, 4))
    def go_on(self, number: int, often: int) -> None:
        """What comes next for an order, and what comes after that."""
        order = self.any_order(number)
        for _ in range(often if order is not None else 0):
            assert order is not None
            if order.state == "pending_payment":
                who = next(reader for reader in self.counter.readers if reader.user_id == order.user_id)
                self.attempt(lambda: pay(order, who, self.here))  # noqa: B023
            elif order.state == "ready_for_pickup" and order.captured_cents < order.total_cents:
                self._take(order, "card", order.total_cents - order.captured_cents)
            elif order.state == "packing":
                self._let_go(order)
            elif order.state in NEXT:
                act = STEPS[NEXT[order.state]]
                self.attempt(lambda: act(order.id, self.counter.staff, self.here))  # noqa: B023

    @rule(number=some, act=st.sampled_from(sorted(STEPS)))
    def carry_on(self, number: int, act: str) -> None:
        order = self.any_order(number)
        if order is not None:
            self.attempt(lambda: STEPS[act](order.id, self.counter.staff, self.here))

    @rule(number=some)
    def let_go(self, number: int) -> None:
        order = self.any_order(number)
        if order is not None:
            self._let_go(order)

    def _let_go(self, order: Order) -> None:
        if order.delivery == "shipping":
            self.attempt(lambda: fulfilling.ship(order.id, "SF", "1", self.counter.staff, self.here))
        else:
            self.attempt(lambda: fulfilling.make_ready(order.id, "A1", self.counter.staff, self.here))

    @rule(number=some, staff=st.booleans(), twice=st.booleans())
    def cancel(self, number: int, staff: bool, twice: bool) -> None:
        order = self.any_order(number)
        if order is None:
            return
        mine = next(reader for reader in self.counter.readers if reader.user_id == order.user_id)
        who = self.counter.staff if staff else mine
        done = [self.attempt(lambda: cancel_order(order.id, who, self.here, "asked")) for _ in range(1 + twice)]
        assert sum(done) <= 1

    @rule(number=some, quantity=pieces, again=st.booleans())
    def send_back(self, number: int, quantity: int, again: bool) -> None:
        order = self.any_order(number)
        if order is None:
            return
        line = db.session.query(OrderLine).filter_by(order_id=order.id).order_by(OrderLine.id).first()
        assert line is not None
        returned = [(line.id, quantity, again)]
        self.attempt(lambda: return_lines(order.id, returned, "torn", self.counter.staff, self.here))

    @rule(number=some, cents=st.sampled_from([1, 500, 2_000, 100_000]))
    def give_back(self, number: int, cents: int) -> None:
        order = self.any_order(number)
        if order is not None:
            self.attempt(lambda: refunds.refund_by_staff(order.id, cents, "sorry", self.counter.staff, self.here))

    @rule(fails=st.booleans())
    def refunds_are_done(self, fails: bool) -> None:
        for refund_id, order_id in db.session.query(Refund.id, Refund.order_id).filter(Refund.state == "pending").all():
            self.attempt(lambda: refunds.hand_out(order_id, refund_id, self.counter.staff, self.here))  # noqa: B023
        if fails:
            refunds.run_refunds(self.here, db.session.flush, SETTINGS)

    @rule(number=some)
    def give_attempt_up(self, number: int) -> None:
        order = self.any_order(number)
        if order is not None:
            self.attempt(lambda: void_open(order, self.counter.staff, self.here))

    @rule(thing=things, quantity=st.sampled_from([-3, -1, 1, 5]))
    def count(self, thing: int, quantity: int) -> None:
        sku_id = self.counter.skus[thing].id
        write = stock.receive if quantity > 1 else stock.adjust
        self.attempt(lambda: write(sku_id, quantity, "counted", self.counter.staff, self.here))

    @rule(thing=things, cents=st.sampled_from([0, 1, 4_990, 5_001]), on_sale=st.booleans())
    def offer_otherwise(self, thing: int, cents: int, on_sale: bool) -> None:
        change = {"price_cents": cents, "on_sale": on_sale}
        self.attempt(lambda: change_offer(self.counter.skus[thing].id, change, self.here))

    @rule(minutes=st.sampled_from([1, 11, 31, 1_500, 15_000, 30_000]), jobs=st.booleans())
    def time_passes(self, minutes: int, jobs: bool) -> None:
        self.minutes += minutes
        if jobs:
            for job in (expire_orders, complete_shipped, close_uncollected):
                job(self.here, db.session.flush)

    @invariant()
    def what_must_be_true_is_true(self) -> None:
        db.session.flush()
        assert list(problems()) == []
        for sku in db.session.query(Sku):
            book = db.session.get_one(Book, sku.book_id)
            left = sku.on_hand - sku.reserved if sku.on_sale else 0
            assert book.stock_free == left
            assert (book.offer_cents is not None) == (left > 0)
        for order in db.session.query(Order):
            assert order.refunded_cents <= order.captured_cents
            assert order.captured_cents - order.refunded_cents <= order.total_cents, "nothing is kept that is not owed"
            if order.state in ("cancelled", "expired"):
                assert order.captured_cents == order.refunded_cents, "who gets nothing pays nothing"


def make_voucher(here: Here) -> Voucher:
    """So much off, once for each reader, three times in all."""
    words = {"code": VOUCHER, "name_zh": "x", "name_en": "x", "kind": "amount", "value": 1_001, "most_uses": 3}
    period = {"starts_on": here.today, "ends_on": here.today.replace(year=here.today.year + 1)}
    return Voucher(**words, **period, changed_at=here.at)


def run(counter: Counter, addresses: list[int], sequences: int, steps: int, *, same_each_time: bool) -> None:
    """So many sequences in this shop; raises with the steps that led to what is not true."""
    machine = type("SellingHere", (Selling,), {"counter": counter, "addresses": addresses})
    asked = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        deadline=None,
        derandomize=same_each_time,
        database=None,
        # What is the same each time is found again by whoever looks for the shortest way.
        phases=(Phase.generate,) if same_each_time else (Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=asked)
