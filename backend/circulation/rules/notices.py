"""What a reader is told of a loan, and when."""

from dataclasses import dataclass
from datetime import date

# Days before the day it is due.
SOON_DAYS = 3
# Days after it: three reminders, then it is the desk's turn.
OVERDUE_STAGES = (1, 7, 21)

# Kinds of notice, each with a template in both languages and words on the site.
HOLD_KINDS = HOLD_READY, HOLD_EXPIRED, REQUEST_EXPIRED, HOLD_CANCELLED, PICKUP_MOVED = (
    *("hold_ready", "hold_expired", "request_expired", "hold_cancelled", "pickup_moved"),
)
LOAN_KINDS = (
    *("due_soon", "renewal_possible", "due_today", "overdue", "recall", "due_date_moved"),
    *("loan_receipt", "return_receipt", "lost_declared"),
)
DUE_SOON, RENEWAL_POSSIBLE, DUE_TODAY, OVERDUE, RECALL, DUE_DATE_MOVED, *_RECEIPTS = LOAN_KINDS
LOAN_RECEIPT, RETURN_RECEIPT, LOST_DECLARED = _RECEIPTS


@dataclass(frozen=True)
class Reminder:
    """A kind, and how often it was reminded of the same due date before."""

    kind: str
    stage: int = 0


def reminder_of(due_on: date, today: date) -> Reminder | None:
    """What a reader is to be reminded of today; None while there is time, and when everything has been said."""
    days = (today - due_on).days
    if days == 0:
        return Reminder(DUE_TODAY)
    if -SOON_DAYS <= days < 0:
        return Reminder(DUE_SOON)
    stage = sum(days >= first for first in OVERDUE_STAGES)
    return Reminder(OVERDUE, stage) if stage else None


def about_loan(loan_id: int) -> str:
    """How the keys of everything begin that is told of a loan: with it, all of it is found again."""
    return f"loan:{loan_id}:"


def about_hold(hold_id: int) -> str:
    return f"hold:{hold_id}:"


def reminder_key(loan_id: int, reminder: Reminder, due_on: date) -> str:
    """Each reminder once for each due date. Due soon and "renew it?" are one."""
    return f"{about_loan(loan_id)}{reminder.kind}:{due_on.isoformat()}:{reminder.stage}"


def contact_key(loan_id: int, day: date) -> str:
    """Once a day, however many stand at the desk."""
    return f"{about_loan(loan_id)}contact:{day.isoformat()}"


def recall_key(loan_id: int) -> str:
    return f"{about_loan(loan_id)}{RECALL}"
