"""/api/books/{id}/lending, /api/loans, /api/holds"""

from typing import Any

from apiflask import APIBlueprint

from backend.accounts.queries import keeps_loan_history
from backend.circulation.queries.hold_lines import HoldLine, hold_line, holds_of
from backend.circulation.queries.holds import get_own_hold
from backend.circulation.queries.lending import lending_of
from backend.circulation.queries.loan_lines import LoanLine, loan_line, loan_lines, loans_of
from backend.circulation.queries.loans import get_own_loan
from backend.circulation.routes.here import here, me, time_zone
from backend.circulation.schemas.lines import HoldOut, HoldsOut, LoanOut, LoansPageOut, LoansQuery
from backend.circulation.schemas.readers import BorrowIn, ClaimIn, HoldIn, LendingOut, RenewalsOut, SuspendIn
from backend.circulation.service import holds, loans
from backend.core.auth import anyone, caller, find_caller, require_reader
from backend.core.limits import WRITES, limiter

blueprint = APIBlueprint("lending", __name__, url_prefix="/api", tag="circulation")


@blueprint.get("/books/<int:book_id>/lending")
@anyone
@blueprint.output(LendingOut)
def show_lending(book_id: int) -> dict[str, Any]:
    """What I can do with this title now: borrow, queue, renew, or wait"""
    user = find_caller()
    found = lending_of(book_id, user.id if user is not None else None, here())
    return {**vars(found), "time_zone": time_zone()}


@blueprint.post("/loans")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(BorrowIn)
@blueprint.output(LoanOut, status_code=201)
@blueprint.doc(responses={404: "There is no such book", 409: "It cannot be lent; every reason is named"})
def borrow(json_data: BorrowIn) -> LoanLine:
    """Borrow a free copy by myself, where the library's rules let me"""
    moment = here()
    return loan_line(loans.borrow_title(caller().id, json_data.book_id, me(), moment), moment)


@blueprint.get("/loans")
@require_reader
@blueprint.input(LoansQuery, location="query")
@blueprint.output(LoansPageOut)
def list_loans(query_data: LoansQuery) -> dict[str, Any]:
    """My loans, open or over"""
    user_id = caller().id
    page = loans_of(user_id, query_data.state, query_data.page, query_data.size, here())
    return {**vars(page), "time_zone": time_zone(), "keeps_history": keeps_loan_history(user_id)}


@blueprint.post("/loans/renew")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(RenewalsOut)
def renew_all_loans() -> dict[str, Any]:
    """Renew all my loans that can be, one by one"""
    moment = here()
    done = loans.renew_all(caller().id, me(), moment)
    lines = {line.id: line for line in loan_lines([one.loan for one in done], moment)}
    return {"items": [{"loan": lines[one.loan.id], "renewed": one.renewed, "reasons": one.reasons} for one in done]}


@blueprint.post("/loans/<int:loan_id>/renew")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(LoanOut)
@blueprint.doc(responses={409: "It cannot be renewed; every reason is named"})
def renew_loan(loan_id: int) -> LoanLine:
    """Renew one of my loans"""
    moment = here()
    return loan_line(loans.renew_loan(get_own_loan(caller().id, loan_id), me(), moment), moment)


@blueprint.post("/loans/<int:loan_id>/undo")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(LoanOut)
@blueprint.doc(responses={409: "It was lent at the desk, or too long ago"})
def undo_borrowing(loan_id: int) -> LoanLine:
    """Take back a loan that I lent myself a moment ago, as if it had never been"""
    moment = here()
    return loan_line(loans.undo_borrowing(get_own_loan(caller().id, loan_id), me(), moment), moment)


@blueprint.post("/loans/<int:loan_id>/claim")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(ClaimIn)
@blueprint.output(LoanOut)
@blueprint.doc(responses={409: "The loan is over, or it was said before"})
def claim_returned(loan_id: int, json_data: ClaimIn) -> LoanLine:
    """Say that I have returned it"""
    moment = here()
    mine = get_own_loan(caller().id, loan_id)
    return loan_line(loans.claim_returned(mine, me(), moment, reason=json_data.reason), moment)


@blueprint.post("/holds")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(HoldIn)
@blueprint.output(HoldOut, status_code=201)
@blueprint.doc(responses={404: "There is no such book", 409: "It cannot be kept for me; every reason is named"})
def place_hold(json_data: HoldIn) -> HoldLine:
    """Ask for a title: a free copy is set aside for me, or I join the queue"""
    moment = here()
    hold = holds.place_hold(caller().id, json_data.book_id, me(), moment, not_needed_after=json_data.not_needed_after)
    return hold_line(hold, moment)


@blueprint.get("/holds")
@require_reader
@blueprint.output(HoldsOut)
def list_holds() -> dict[str, Any]:
    """My holds: what lies ready first"""
    return {"items": holds_of(caller().id, here()), "time_zone": time_zone()}


@blueprint.delete("/holds/<int:hold_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(HoldOut)
@blueprint.doc(responses={409: "It is over already"})
def cancel_hold(hold_id: int) -> HoldLine:
    """Give a hold up, whatever has been done for it"""
    moment = here()
    return hold_line(holds.cancel_hold(get_own_hold(caller().id, hold_id), me(), moment), moment)


@blueprint.post("/holds/<int:hold_id>/suspend")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(SuspendIn)
@blueprint.output(HoldOut)
@blueprint.doc(responses={409: "A copy is set aside already, or it is over"})
def suspend_hold(hold_id: int, json_data: SuspendIn) -> HoldLine:
    """Keep my place, and let others go first until a day"""
    moment = here()
    mine = get_own_hold(caller().id, hold_id)
    return hold_line(holds.suspend_hold(mine, json_data.until, me(), moment), moment)


@blueprint.post("/holds/<int:hold_id>/resume")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(HoldOut)
@blueprint.doc(responses={409: "It does not wait"})
def resume_hold(hold_id: int) -> HoldLine:
    """Count again from now on"""
    moment = here()
    return hold_line(holds.resume_hold(get_own_hold(caller().id, hold_id), me(), moment), moment)


@blueprint.post("/holds/<int:hold_id>/extend")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(HoldOut)
@blueprint.doc(responses={409: "Somebody waits, or it was done before"})
def extend_pickup(hold_id: int) -> HoldLine:
    """Have it lie ready for as long again; once, while nobody waits"""
    moment = here()
    return hold_line(holds.extend_pickup(get_own_hold(caller().id, hold_id), me(), moment), moment)
