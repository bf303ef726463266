"""A library in which readers, staff, jobs and the clock do what they like: whatever they do, what must be true is true.

Everything happens in one transaction that is given up at the end, each act in a savepoint, as the edge of a request
would give up what raised. So a sequence costs no more than its statements.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from backend.calendar.service import Difference
from backend.circulation.models import Hold, Loan, ReaderCard
from backend.circulation.queries.fines import debt_of
from backend.circulation.queries.holds import titles_waited_for
from backend.circulation.queries.invariants import PATIENCE, problems
from backend.circulation.rules.refusals import Overruling
from backend.circulation.service import fines, holds, loans
from backend.circulation.service.allocator import allocate
from backend.circulation.service.copies import act_on_copy
from backend.circulation.service.redating import close_days
from backend.core.actors import CLOCKWORK_ACTOR, Actor
from backend.core.database import db
from backend.core.errors import Failure
from backend.core.here import Here
from tests.lending import Desk, later

READERS, COPIES = 4, (1, 2)
ALL = frozenset({"too_early", "too_late", "max_renewals", "max_loans", "others_wait", "debt", "overdue_items"})
readers = st.integers(0, READERS - 1)
titles = st.integers(0, len(COPIES) - 1)
pieces = st.integers(0, sum(COPIES) - 1)
some = st.integers(0, 7)
MISHAPS = ["claim", "reject", "lost", "pay", "find", "void", "undo", "due", "contact"]
overruled = st.sampled_from([Overruling(), Overruling(ALL, "as the reader asked")])


class Lending(RuleBasedStateMachine):
    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.days: float = 0
        # A reader may be eligible now who was not: the job finds it, within its five minutes.
        self.standing_moved = False
        db.session.rollback()

    def teardown(self) -> None:
        db.session.rollback()

    @property
    def here(self) -> Here:
        return later(self.days)

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Do it, or nothing of it; False when the library refused."""
        try:
            with db.session.begin_nested():
                act()
        except Failure:
            return False
        return True

    def any_hold(self, number: int) -> int:
        return self._any(Hold, number)

    def any_loan(self, number: int) -> int:
        return self._any(Loan, number)

    def _any(self, table: Any, number: int) -> int:
        # The newest first: what is over is rarely interesting.
        ids = [
            row_id for (row_id,) in db.session.query(table.id).order_by(table.closed_at.is_not(None), table.id.desc())
        ]
        return ids[number % len(ids)] if ids else 0

    def barcode(self, piece: int) -> str:
        return [copy.barcode for copies in self.desk.copies for copy in copies][piece]

    @rule(who=readers, title=titles)
    def place(self, who: int, title: int) -> None:
        reader = self.desk.readers[who]
        self.attempt(lambda: holds.place_hold(self.desk.user(who), self.desk.books[title].id, reader, self.here))

    @rule(who=readers, piece=pieces, how=overruled, take=st.sampled_from([None, None, None, "cancel", "requeue"]))
    def check_out(self, who: int, piece: int, how: Overruling, take: str | None) -> None:
        scan = (self.desk.user(who), self.barcode(piece), self.desk.staff, self.here)
        self.attempt(lambda: loans.check_out(*scan, overruling=how, take_from=take))

    @rule(who=readers, title=titles)
    def borrow(self, who: int, title: int) -> None:
        reader = self.desk.readers[who]
        self.attempt(lambda: loans.borrow_title(self.desk.user(who), self.desk.books[title].id, reader, self.here))

    @rule(piece=pieces, condition=st.sampled_from([None, None, None, "damaged"]), twice=st.booleans())
    def check_in(self, piece: int, condition: str | None, twice: bool) -> None:
        done = []
        for _ in range(1 + twice):
            scan = self.barcode(piece), self.desk.staff, self.here
            assert self.attempt(lambda: done.append(loans.check_in(*scan, condition=condition)))  # noqa: B023
        assert not twice or done[1].loan is None, "the second scan ends nothing"
        self.standing_moved = True

    @rule(number=some, how=overruled)
    def renew(self, number: int, how: Overruling) -> None:
        self.attempt(lambda: loans.renew_loan(self.any_loan(number), self.desk.staff, self.here, overruling=how))

    @rule(who=readers)
    def renew_all(self, who: int) -> None:
        self.attempt(lambda: loans.renew_all(self.desk.user(who), self.desk.readers[who], self.here))

    @rule(number=some)
    def shelve(self, number: int) -> None:
        hold = db.session.get(Hold, self.any_hold(number))
        if hold is not None and hold.alloc_copy_id is not None:
            barcode = next(c.barcode for row in self.desk.copies for c in row if c.id == hold.alloc_copy_id)
            self.attempt(lambda: holds.put_on_shelf(hold.id, barcode, self.desk.staff, self.here))

    @rule(number=some, piece=pieces)
    def shelve_another(self, number: int, piece: int) -> None:
        held = self.any_hold(number)
        self.attempt(lambda: holds.put_on_shelf(held, self.barcode(piece), self.desk.staff, self.here))

    @rule(number=some, act=st.sampled_from([holds.not_found, holds.undo_shelf, holds.extend_pickup, holds.resume_hold]))
    def at_the_shelf(self, number: int, act: Any) -> None:
        self.attempt(lambda: act(self.any_hold(number), self.desk.staff, self.here))

    @rule(number=some)
    def cancel(self, number: int) -> None:
        self.attempt(lambda: holds.cancel_hold(self.any_hold(number), self.desk.staff, self.here, reason="asked"))

    @rule(number=some, days=st.integers(-1, 20))
    def suspend(self, number: int, days: int) -> None:
        until = self.here.today + timedelta(days=days)
        self.attempt(lambda: holds.suspend_hold(self.any_hold(number), until, self.desk.staff, self.here))

    @rule(number=some, before=st.one_of(st.none(), some))
    def move(self, number: int, before: int | None) -> None:
        goal = None if before is None else self.any_hold(before)
        self.attempt(lambda: holds.move_in_queue(self.any_hold(number), goal, "asked", self.desk.staff, self.here))

    @rule(piece=pieces, action=st.sampled_from(["damage", "repair", "miss", "restore", "restore", "restore"]))
    def change_condition(self, piece: int, action: str) -> None:
        self.attempt(lambda: act_on_copy(self.barcode(piece), action, "seen", self.desk.staff, self.here))

    @rule(
        number=some, act=st.sampled_from(["claim", "reject", "lost", "pay", "find", "void", "undo", "due", "contact"])
    )
    def mishap(self, number: int, act: str) -> None:
        loan_id, staff, here = self.any_loan(number), self.desk.staff, self.here
        acts: dict[str, Callable[[], Any]] = {
            "claim": lambda: loans.claim_returned(loan_id, staff, here),
            "reject": lambda: loans.reject_claim(loan_id, "looked", staff, here),
            "lost": lambda: loans.declare_lost(loan_id, staff, here, reason="gone"),
            "pay": lambda: loans.pay_lost(loan_id, staff, here),
            "find": lambda: loans.find_copy(loan_id, staff, here),
            "void": lambda: loans.void_loan(loan_id, "mistake", staff, here),
            "undo": lambda: loans.undo_borrowing(loan_id, self._owner_of(loan_id), here),
            "contact": lambda: loans.contact_reader(loan_id, staff, here),
            "due": lambda: loans.change_due(loan_id, here.today + timedelta(days=9), "ill", staff, here),
        }
        self.attempt(acts[act])
        self.standing_moved = True

    def _owner_of(self, loan_id: int) -> Actor:
        loan = db.session.get(Loan, loan_id)
        return Actor(loan.user_id if loan is not None else None, "reader")

    @rule(start=st.integers(0, 9), length=st.integers(1, 6))
    def close(self, start: int, length: int) -> None:
        first = self.here.today + timedelta(days=start)
        last = first + timedelta(days=length - 1)
        ready = {hold.id: hold.pickup_until for hold in db.session.query(Hold).filter_by(state="ready")}
        self.attempt(lambda: close_days(first, last, Difference(None, "", ""), self.desk.staff, self.here))
        for hold in db.session.query(Hold).filter_by(state="ready"):
            before = ready[hold.id]
            assert hold.pickup_until is not None
            assert before is None or hold.pickup_until >= before

    @rule(who=readers)
    def pay_everything(self, who: int) -> None:
        owed = debt_of(self.desk.user(who))
        if owed > 0:
            self.attempt(lambda: fines.pay(self.desk.user(who), owed, self.desk.staff, self.here.at))
            self.standing_moved = True

    @rule(who=readers, blocked=st.booleans())
    def block(self, who: int, blocked: bool) -> None:
        card = db.session.get(ReaderCard, self.desk.user(who))
        if card is not None:
            card.blocked_at = self.here.at if blocked else None
            self.standing_moved = True

    @rule(days=st.sampled_from([0.01, 1, 4, 7, 25, 40, 200]))
    def time_passes(self, days: float) -> None:
        self.days += days
        holds.expire_pickups(self.here, db.session.flush)
        holds.expire_requests(self.here, db.session.flush)
        for loan_id, due_on in db.session.query(Loan.id, Loan.due_on).filter(Loan.state == "active"):
            if (self.here.today - due_on).days > 60:
                assert self.attempt(lambda: loans.declare_lost(loan_id, CLOCKWORK_ACTOR, self.here))  # noqa: B023
        self.standing_moved = True

    @precondition(lambda self: self.standing_moved)
    @rule()
    def job_runs(self) -> None:
        self._job()

    def _job(self) -> None:
        for book_id in titles_waited_for():
            allocate(book_id, self.here)
        self.standing_moved = False

    @invariant()
    def what_must_be_true_is_true(self) -> None:
        if self.standing_moved:
            self._job()
        db.session.flush()
        # Seen a little later on the same day, so that nobody's patience is an excuse.
        now = self.here
        patient = Here(now.zone, now.today, now.at + PATIENCE + timedelta(seconds=1))
        assert list(problems(patient)) == []
        for book in self.desk.books:
            assert 0 <= book.copies_free <= book.copies_total


def run(desk: Desk, sequences: int, steps: int, *, same_each_time: bool) -> None:
    """So many sequences of so many steps in this library, which is as before when they are over."""
    machine = type("LendingHere", (Lending,), {"desk": desk})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=same_each_time,
            phases=[Phase.generate, Phase.shrink] if not same_each_time else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
