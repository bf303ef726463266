"""Whether a loan can be prolonged, and until when: the same for the page that offers it and the act itself."""

from dataclasses import dataclass
from datetime import date

from backend.calendar.rules import OpenDays
from backend.circulation.rules.due_dates import renewed_due_on
from backend.circulation.rules.guards import LoanFacts, Standing, renewal_reasons
from backend.circulation.rules.refusals import Reason
from backend.circulation.rules.terms import Terms


@dataclass(frozen=True)
class Prolonging:
    """The day on which the loan would be due, and everything that speaks against it."""

    due_on: date
    reasons: list[Reason]


def prolonging(loan: LoanFacts, standing: Standing, terms: Terms, days: OpenDays, today: date) -> Prolonging:
    due = renewed_due_on(terms, loan.due_on, today, days, standing.card_valid_until)
    return Prolonging(due, renewal_reasons(loan, standing, terms, due, today))
