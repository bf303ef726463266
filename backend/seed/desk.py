"""The desk of the simulated year: copies, readers' accounts, queues and the ledger, by the rules of lending."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from backend.calendar.rules import OpenDays
from backend.circulation.rules import lives
from backend.circulation.rules.due_dates import due_at, due_on
from backend.circulation.rules.lives import COPY, HOLD, LOAN, move_of
from backend.circulation.rules.terms import Terms
from backend.core.actors import CLOCKWORK
from backend.seed.desk_things import SimCopy, SimHold, SimLoan, SimReader

TermsOf = Callable[[int, int, int], Terms]


class Desk:
    """Whatever is done here leaves the rows that the real desk would leave; what the rules forbid is not done."""

    def __init__(self, copies: list[SimCopy], days: OpenDays, zone: tzinfo, terms_of: TermsOf, staff_id: int) -> None:
        self.days, self.zone, self._terms_of, self._staff_id = days, zone, terms_of, staff_id
        self.copies: defaultdict[int, list[SimCopy]] = defaultdict(list)
        for copy in copies:
            self.copies[copy.book_id].append(copy)
        self.queues: defaultdict[int, list[SimHold]] = defaultdict(list)
        self.loans: list[SimLoan] = []
        self.holds: list[SimHold] = []
        self.events: list[dict[str, Any]] = []
        self.fines: list[dict[str, Any]] = []

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def terms(self, reader: SimReader, copy: SimCopy) -> Terms:
        return self._terms_of(reader.group_id, copy.item_type_id, copy.location_id)

    def free_copy(self, book_id: int, reader: SimReader) -> SimCopy | None:
        return next((copy for copy in self.copies[book_id] if copy.free and self.terms(reader, copy).lends), None)

    def may_borrow(self, reader: SimReader, book_id: int, terms: Terms, today: date) -> bool:
        overdue = sum(loan.due_on < today for loan in reader.loans)
        return (
            terms.lends
            and len(reader.loans) < terms.max_loans
            and reader.debt < terms.block_fine_cents
            and overdue < terms.block_overdue_items
            and all(loan.copy.book_id != book_id for loan in reader.loans)
        )

    def may_renew(self, loan: SimLoan, today: date) -> bool:
        terms = loan.terms
        opens_on = loan.due_on - timedelta(days=terms.renew_window_days)
        return (
            loan.values["renewals"] < terms.max_renewals
            and (not terms.renew_window_days or today >= opens_on)
            and loan.reader.debt < terms.block_fine_cents
            and sum(other.due_on < today for other in loan.reader.loans) < terms.block_overdue_items
        )

    def may_wait(self, reader: SimReader, book_id: int, today: date) -> bool:
        some = next((copy for copy in self.copies[book_id] if copy.lendable and copy.condition == "ok"), None)
        if some is None or any(hold.book_id == book_id for hold in reader.holds):
            return False
        terms = self.terms(reader, some)
        return len(reader.holds) < terms.max_holds and self.may_borrow(reader, book_id, terms, today)

    def lend(
        self, reader: SimReader, copy: SimCopy, at: datetime, channel: str, hold: SimHold | None = None
    ) -> SimLoan:
        today, terms = self.day_of(at), self.terms(reader, copy)
        due = due_on(terms, today, self.days, None)
        if hold is not None:
            self._end_hold(hold, "checkout", at, reader if channel == lives.SELF else None, {"copy_id": copy.id})
        values = {
            "id": len(self.loans) + 1,
            "user_id": reader.user_id,
            "book_id": copy.book_id,
            "copy_id": copy.id,
            "open_copy_id": copy.id,
            "hold_id": hold.id if hold else None,
            "channel": channel,
            "renewals": 0,
            "borrowed_at": at,
            "borrowed_on": today,
            "due_on": due,
            "due_at": due_at(due, self.zone),
            "claimed_at": None,
            "lost_at": None,
            "returned_at": None,
            "closed_at": None,
            "state": None,
        }
        loan = SimLoan(len(self.loans) + 1, reader, copy, terms, values)
        self.loans.append(loan)
        reader.loans.append(loan)
        copy.loan, copy.used_at = loan, at
        facts = {"copy_id": copy.id, "due_on": due.isoformat()}
        self._move(LOAN, loan.id, values, "checkout", at, reader if channel == lives.SELF else None, facts)
        return loan

    def give_back(self, loan: SimLoan, at: datetime, cents: int) -> None:
        loan.values.update(returned_at=at, closed_at=at, open_copy_id=None)
        facts = {"returned_on": self.day_of(at).isoformat(), "fine_cents": cents}
        self._move(LOAN, loan.id, loan.values, "checkin", at, None, facts)
        self._let_go(loan, at)

    def renew(self, loan: SimLoan, to: date, at: datetime) -> None:
        before = loan.due_on
        loan.values.update(due_on=to, due_at=due_at(to, self.zone), renewals=loan.values["renewals"] + 1)
        facts = {"from": before.isoformat(), "due_on": to.isoformat(), "renewals": loan.values["renewals"]}
        self._move(LOAN, loan.id, loan.values, "renew", at, loan.reader, facts)

    def lose(self, loan: SimLoan, at: datetime) -> None:
        loan.values["lost_at"] = at
        self._event(
            COPY, loan.copy.id, "lose", loan.copy.condition, "lost", at, None, {"loan_id": loan.id}, clockwork=True
        )
        loan.copy.condition = "lost"
        left = sum(copy.condition == "ok" and copy.lendable for copy in self.copies[loan.copy.book_id])
        self._move(LOAN, loan.id, loan.values, "declare_lost", at, None, {"copies_left": left}, clockwork=True)

    def wait(self, reader: SimReader, book_id: int, at: datetime, valid_days: date) -> SimHold:
        values = {
            "id": len(self.holds) + 1,
            "user_id": reader.user_id,
            "book_id": book_id,
            "state": None,
            "open_key": lives.open_key(reader.user_id, book_id),
            "alloc_copy_id": None,
            "placed_at": at,
            "priority": 0,
            "rank": at.timestamp(),
            "suspended_until": None,
            "not_needed_after": valid_days,
            "allocated_at": None,
            "ready_at": None,
            "pickup_until": None,
            "extensions": 0,
            "closed_at": None,
        }
        hold = SimHold(len(self.holds) + 1, reader, book_id, values)
        self.holds.append(hold)
        reader.holds.append(hold)
        self.queues[book_id].append(hold)
        self._move(HOLD, hold.id, values, "place", at, reader, {})
        return hold

    def set_aside(self, hold: SimHold, copy: SimCopy, at: datetime) -> None:
        hold.values.update(alloc_copy_id=copy.id, allocated_at=at)
        copy.hold, copy.used_at = hold, at
        self.queues[hold.book_id].remove(hold)
        self._move(HOLD, hold.id, hold.values, "allocate", at, None, {"copy_id": copy.id}, clockwork=True)

    def put_on_shelf(self, hold: SimHold, copy: SimCopy, at: datetime) -> date:
        days = self.terms(hold.reader, copy).pickup_open_days
        until = self.days.plus_open_days(self.day_of(at), days)
        hold.values.update(ready_at=at, pickup_until=until)
        facts = {"copy_id": copy.id, "until": until.isoformat()}
        self._move(HOLD, hold.id, hold.values, "put_on_shelf", at, None, facts)
        return until

    def give_up(self, hold: SimHold, at: datetime) -> None:
        self._end_hold(hold, "cancel", at, hold.reader, {})

    def miss_pickup(self, hold: SimHold, copy: SimCopy, at: datetime) -> None:
        hold.reader.no_shows += 1
        self._end_hold(hold, "expire_pickup", at, None, {"copy_id": copy.id}, clockwork=True)

    def charge(self, loan: SimLoan, cause: str, cents: int, key: str, at: datetime, by: int | None) -> None:
        loan.reader.debt += cents
        self._entry(loan, "charge", cause, cents, at, by, key)

    def pay(self, loan: SimLoan, cents: int, at: datetime) -> None:
        loan.reader.debt -= cents
        self._entry(loan, "payment", "overdue", -cents, at, self._staff_id, None)

    def _entry(
        self, loan: SimLoan, kind: str, cause: str, cents: int, at: datetime, by: int | None, key: str | None
    ) -> None:
        self.fines.append(
            {
                "user_id": loan.reader.user_id,
                "loan_id": loan.id,
                "kind": kind,
                "cause": cause,
                "made_by": by,
                "amount_cents": cents,
                "currency": "CNY",
                "key": key,
                "reason": None,
                "made_at": at,
            }
        )

    def _let_go(self, loan: SimLoan, at: datetime) -> None:
        loan.reader.loans.remove(loan)
        loan.copy.loan, loan.copy.used_at = None, at

    def _end_hold(
        self,
        hold: SimHold,
        action: str,
        at: datetime,
        by: SimReader | None,
        facts: dict[str, Any],
        *,
        clockwork: bool = False,
    ) -> None:
        copy_id = hold.values["alloc_copy_id"]
        self._move(HOLD, hold.id, hold.values, action, at, by, facts, clockwork=clockwork)
        nothing = dict.fromkeys(("open_key", "alloc_copy_id", "allocated_at", "ready_at", "pickup_until"))
        hold.values.update(nothing, closed_at=at)
        hold.reader.holds.remove(hold)
        if hold in self.queues[hold.book_id]:
            self.queues[hold.book_id].remove(hold)
        for copy in self.copies[hold.book_id]:
            if copy.id == copy_id:
                copy.hold, copy.used_at = None, at

    def _move(
        self,
        entity: str,
        entity_id: int,
        values: dict[str, Any],
        action: str,
        at: datetime,
        by: SimReader | None,
        facts: dict[str, Any],
        *,
        clockwork: bool = False,
    ) -> None:
        """Asked of the same table as at the real desk: a move that it does not list fails."""
        before = values["state"]
        values["state"] = move_of(entity, action, before).after
        self._event(entity, entity_id, action, before, values["state"], at, by, facts, clockwork=clockwork)

    def _event(
        self,
        entity: str,
        entity_id: int,
        action: str,
        before: str | None,
        after: str,
        at: datetime,
        by: SimReader | None,
        facts: dict[str, Any],
        *,
        clockwork: bool = False,
    ) -> None:
        actor: int | None = by.user_id if by is not None else self._staff_id
        role = "reader" if by is not None else "staff"
        if clockwork:
            actor, role = None, CLOCKWORK
        self.events.append(
            {
                "entity": entity,
                "entity_id": entity_id,
                "action": action,
                "before": before,
                "after": after,
                "actor_id": actor,
                "actor_role": role,
                "reason": None,
                "facts": facts,
                "request_id": None,
                "happened_at": at,
            }
        )
