"""Staff ask for an overdue book once more."""

from backend.circulation.models import Loan
from backend.circulation.rules.lives import move_of
from backend.circulation.rules.refusals import ActionRefused
from backend.circulation.service.locks import lock_loan
from backend.circulation.service.notices.reminding import remind_again
from backend.circulation.service.transitions import transition
from backend.core.actors import Actor
from backend.core.here import Here


def contact_reader(loan_id: int, actor: Actor, here: Here) -> Loan:
    """Send the overdue notice again, now; once a day for a loan. Raises LoanNotFound, ActionRefused."""
    _, _, loan = lock_loan(loan_id)
    move_of("loan", "contact", loan.state)
    if loan.due_on >= here.today:
        raise ActionRefused(reasons=[{"code": "not_overdue"}])
    if not remind_again(loan, here):
        raise ActionRefused(reasons=[{"code": "contacted_today"}])
    transition(loan, "contact", actor, here.at, facts={"on": here.today.isoformat(), "due_on": loan.due_on.isoformat()})
    return loan
