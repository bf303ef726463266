"""What is told because a day has come. Run as often as one likes: each thing is said once."""

from sqlalchemy import select

from backend.circulation.models import Loan
from backend.circulation.queries.loan_lines import LoanLine, loan_line
from backend.circulation.queries.reminders import recalls_due, reminders_due
from backend.circulation.rules.lives import ACTIVE
from backend.circulation.rules.notices import (
    DUE_SOON,
    OVERDUE,
    RECALL,
    RENEWAL_POSSIBLE,
    Reminder,
    contact_key,
    recall_key,
    reminder_key,
    reminder_of,
)
from backend.core import outbox
from backend.core.database import db
from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one


def remind(here: Here, keep: Keep) -> dict[str, int]:
    """Tell readers what is due, overdue or waited for; returns how many were told of which."""

    def remind_one(row: tuple[int, Reminder]) -> bool:
        return _remind(*row, here)

    reminded = sum(one_by_one(rows, remind_one, keep, "reminder") for rows in reminders_due(here.today))
    recalled = sum(
        one_by_one(ids, lambda loan_id: _recall(loan_id, here), keep, "recall") for ids in recalls_due(here.today)
    )
    return {"reminded": reminded, "recalled": recalled}


def _remind(loan_id: int, reminder: Reminder, here: Here) -> bool:
    loan = _find(loan_id)
    if loan is None or reminder_of(loan.due_on, here.today) != reminder:
        return False
    line, kind = loan_line(loan, here), reminder.kind
    facts = _facts(loan, line)
    if kind == DUE_SOON and line.renewable_until is not None:
        kind = RENEWAL_POSSIBLE
        facts["renewable_until"] = line.renewable_until.isoformat()
    if kind == OVERDUE:
        facts |= _lateness(line, reminder.stage)
    return outbox.tell(kind, reminder_key(loan.id, reminder, loan.due_on), loan.user_id, facts, here.at)


def remind_again(loan: Loan, here: Here) -> bool:
    """The notice that it is overdue, outside its stages; False when that was done today."""
    line, reminder = loan_line(loan, here), reminder_of(loan.due_on, here.today)
    facts = _facts(loan, line) | _lateness(line, reminder.stage if reminder else 0)
    return outbox.tell(OVERDUE, contact_key(loan.id, here.today), loan.user_id, facts, here.at)


def _recall(loan_id: int, here: Here) -> bool:
    loan = _find(loan_id)
    if loan is None:
        return False
    return outbox.tell(RECALL, recall_key(loan.id), loan.user_id, _facts(loan, loan_line(loan, here)), here.at)


def _find(loan_id: int) -> Loan | None:
    """The loan as it is now, if it still goes on."""
    wanted = select(Loan).where(Loan.id == loan_id, Loan.state == ACTIVE, Loan.user_id.is_not(None))
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def _facts(loan: Loan, line: LoanLine) -> dict[str, str | int]:
    return {
        "book": line.book.title,
        "book_id": loan.book_id,
        "loan_id": loan.id,
        "due_on": loan.due_on.isoformat(),
    }


def _lateness(line: LoanLine, stage: int) -> dict[str, str | int]:
    return {"days": line.days_overdue, "cents": line.fine_cents, "stage": stage}
