"""Many loans and holds at once: renewed as the rules say, asked for again, given up. What the desk may overrule one by
one is overruled one by one. Their rows never say whose they are: an act is remembered for longer than that.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Select

from backend.circulation.queries.loan_lines import LoanLine
from backend.circulation.rules.lives import ACTIVE, CANCELLED, HOLD, LOAN, OPEN_HOLDS
from backend.circulation.service.holds import cancel_hold
from backend.circulation.service.loans import contact_reader, renew_loan, undo_renewal
from backend.circulation.service.locks import lock_hold, lock_loan
from backend.core.actors import Actor
from backend.core.here import Here, here_now
from backend.office.queries import holds, loans
from backend.office.service.bulk import BulkKind, Looked, Values

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
LoanStates = "^(open|overdue|lent|all|active|claimed_returned|lost|returned|lost_paid|voided)$"
HoldStates = "^(open|all|queued|allocated|ready|fulfilled|cancelled|expired|no_show)$"


class _Chosen(BaseModel):
    """What the tables of loans and of holds are narrowed by, from their addresses."""

    model_config = ConfigDict(extra="ignore")

    q: str = ""
    reader: Id | None = None
    book: Id | None = None
    group: Id | None = None


class LoansChosen(_Chosen):
    state: Annotated[str, Field(pattern=LoanStates)] = loans.OPEN
    borrowed_from: date | None = None
    borrowed_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    returned_from: date | None = None
    returned_to: date | None = None
    days: Annotated[int | None, Field(ge=1, le=3650)] = None
    asked: bool | None = None


class HoldsChosen(_Chosen):
    state: Annotated[str, Field(pattern=HoldStates)] = holds.OPEN
    placed_from: date | None = None
    placed_to: date | None = None
    pickup_from: date | None = None
    pickup_to: date | None = None
    suspended: bool | None = None


class NoParams(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CancelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


def _loans_chosen(sought: Values) -> Select[Any]:
    wish = loans.wish_of(LoansChosen.model_validate(sought).model_dump())
    return loans.sorted_loans(wish, "due", here_now())


def _holds_chosen(sought: Values) -> Select[Any]:
    wish = holds.wish_of(HoldsChosen.model_validate(sought).model_dump())
    return holds.sorted_holds(wish, "placed", here_now())


def _name(line: LoanLine) -> str:
    return f"{line.barcode} · {line.book.title}"


def _told(due_on: date, renewals: int) -> Values:
    return {"due_on": due_on.isoformat(), "renewals": renewals}


def _asked_on(day: date | None) -> Values:
    return {"asked_on": day and day.isoformat()}


def _look_at_renewals(ids: list[int], _params: Values) -> list[Looked]:
    found = []
    for line in loans.lines_of(ids, here_now()):
        before = _told(line.due_on, line.renewals)
        if line.renewable_until is None:
            why = line.renewal_reasons[0]["code"] if line.renewal_reasons else "not_renewable"
            found.append(Looked(line.id, _name(line), before, problem=why))
        else:
            found.append(Looked(line.id, _name(line), before, _told(line.renewable_until, line.renewals + 1)))
    return found


def _renew(loan_id: int, _params: Values, actor: Actor, here: Here) -> tuple[Values, Values]:
    _, _, loan = lock_loan(loan_id)
    before = _told(loan.due_on, loan.renewals)
    renew_loan(loan_id, actor, here)
    return before, _told(loan.due_on, loan.renewals)


def _unrenew(loan_id: int, before: Values, after: Values, actor: Actor, here: Here) -> bool:
    renewed = date.fromisoformat(after["due_on"]), int(after["renewals"])
    return undo_renewal(loan_id, date.fromisoformat(before["due_on"]), renewed, actor, here)


def _look_at_asking(ids: list[int], _params: Values) -> list[Looked]:
    here, found = here_now(), []
    for line in loans.lines_of(ids, here):
        problem = None
        if line.state != ACTIVE or not line.days_overdue:
            problem = "not_overdue"
        elif line.contacted_on == here.today:
            problem = "contacted_today"
        after = {} if problem else _asked_on(here.today)
        found.append(Looked(line.id, _name(line), _asked_on(line.contacted_on), after, problem))
    return found


def _ask(loan_id: int, _params: Values, actor: Actor, here: Here) -> tuple[Values, Values]:
    lock_loan(loan_id)
    [line] = loans.lines_of([loan_id], here)
    contact_reader(loan_id, actor, here)
    return _asked_on(line.contacted_on), _asked_on(here.today)


def _look_at_giving_up(ids: list[int], _params: Values) -> list[Looked]:
    found = []
    for line in holds.lines_of(ids, here_now()):
        is_open = line.state in OPEN_HOLDS
        after, problem = ({"state": CANCELLED}, None) if is_open else ({}, "move_not_allowed")
        found.append(Looked(line.id, line.book.title, {"state": line.state}, after, problem))
    return found


def _give_up(hold_id: int, params: Values, actor: Actor, here: Here) -> tuple[Values, Values]:
    _, hold = lock_hold(hold_id)
    before = hold.state
    cancel_hold(hold_id, actor, here, reason=params["reason"])
    return {"state": before}, {"state": hold.state}


RENEW = BulkKind(
    *("loans.renew", LOAN, _look_at_renewals, _renew, _unrenew),
    ids_of=_loans_chosen,
    params=NoParams,
    filters=LoansChosen,
)
# A letter that was sent stays sent, and a place in a queue that was given up is somebody else's.
CONTACT = BulkKind(
    "loans.contact", LOAN, _look_at_asking, _ask, ids_of=_loans_chosen, params=NoParams, filters=LoansChosen
)
CANCEL = BulkKind(
    "holds.cancel", HOLD, _look_at_giving_up, _give_up, ids_of=_holds_chosen, params=CancelParams, filters=HoldsChosen
)
