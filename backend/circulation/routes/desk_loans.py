"""/api/desk/loans/{id}: what staff do with loans"""

from apiflask import APIBlueprint

from backend.circulation.models import Loan
from backend.circulation.queries.loan_lines import LoanLine, loan_line
from backend.circulation.routes.desk import overruling_of
from backend.circulation.routes.here import here, me
from backend.circulation.schemas.desk import DueIn, Overruled, ReasonIn
from backend.circulation.schemas.lines import DeskLoanOut
from backend.circulation.service import loans
from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter

blueprint = APIBlueprint("desk_loans", __name__, url_prefix="/api/desk/loans/<int:loan_id>", tag="desk")
NOT_NOW = {409: "This cannot be done with it as it stands now"}


@blueprint.post("/renew")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(Overruled)
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses={409: "It cannot be renewed; every reason is named"})
def renew_loan(loan_id: int, json_data: Overruled) -> LoanLine:
    """Renew a reader's loan"""
    return _line(loans.renew_loan(loan_id, me(), here(), overruling=overruling_of(json_data)))


@blueprint.post("/claim")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReasonIn)
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses=NOT_NOW)
def claim_returned(loan_id: int, json_data: ReasonIn) -> LoanLine:
    """The reader says that he has returned it: fines stop, and somebody looks on the shelves"""
    return _line(loans.claim_returned(loan_id, me(), here(), reason=json_data.reason))


@blueprint.post("/reject-claim")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReasonIn)
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses=NOT_NOW)
def reject_claim(loan_id: int, json_data: ReasonIn) -> LoanLine:
    """It is not here: the loan goes on, and the days of the claim cost nothing"""
    return _line(loans.reject_claim(loan_id, json_data.reason, me(), here()))


@blueprint.post("/lost")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReasonIn)
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses=NOT_NOW)
def declare_lost(loan_id: int, json_data: ReasonIn) -> LoanLine:
    """The book is lost: its price and the work are charged"""
    return _line(loans.declare_lost(loan_id, me(), here(), reason=json_data.reason))


@blueprint.post("/pay-lost")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses=NOT_NOW)
def pay_lost(loan_id: int) -> LoanLine:
    """Everything is paid: the loan is over, and the copy stays lost"""
    return _line(loans.pay_lost(loan_id, me(), here()))


@blueprint.post("/found")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses=NOT_NOW)
def find_copy(loan_id: int) -> LoanLine:
    """The book has turned up: its price is given back where the rules say so"""
    return _line(loans.find_copy(loan_id, me(), here()))


@blueprint.post("/due")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(DueIn)
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses=NOT_NOW)
def change_due(loan_id: int, json_data: DueIn) -> LoanLine:
    """Make it due on a later day"""
    return _line(loans.change_due(loan_id, json_data.due_on, json_data.reason, me(), here()))


@blueprint.post("/contact")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses={409: "It is not overdue, or it was done today"})
def contact_reader(loan_id: int) -> LoanLine:
    """Send the reader the notice that it is overdue again, now; once a day"""
    return _line(loans.contact_reader(loan_id, me(), here()))


@blueprint.post("/void")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReasonIn)
@blueprint.output(DeskLoanOut)
@blueprint.doc(responses=NOT_NOW)
def void_loan(loan_id: int, json_data: ReasonIn) -> LoanLine:
    """As if it had never been lent; for a quarter of an hour"""
    return _line(loans.void_loan(loan_id, json_data.reason, me(), here()))


def _line(loan: Loan) -> LoanLine:
    return loan_line(loan, here())
