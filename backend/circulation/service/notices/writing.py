"""Letters about loans and holds, asked for at the moment of sending: is it still so?"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import exists, select

from backend.accounts.queries import letter_to
from backend.circulation.models import Hold, Loan
from backend.circulation.rules import notices
from backend.circulation.rules.lives import (
    ACTIVE,
    CANCELLED,
    EXPIRED,
    LOST,
    NO_SHOW,
    OPEN_LOANS,
    QUEUED,
    READY,
    RETURNED,
    VOIDED,
)
from backend.core import outbox
from backend.core.database import db
from backend.core.outbox import Letter, Message

_STILL_OF_LOAN: dict[str, Callable[[Loan, Message, datetime], bool]] = {
    notices.DUE_SOON: lambda loan, message, at: _is_due_then(loan, message) and at <= loan.due_at,
    notices.RENEWAL_POSSIBLE: lambda loan, message, at: _is_due_then(loan, message) and at <= loan.due_at,
    notices.DUE_TODAY: lambda loan, message, at: _is_due_then(loan, message) and at <= loan.due_at,
    notices.OVERDUE: lambda loan, message, at: _is_due_then(loan, message) and at > loan.due_at,
    notices.RECALL: lambda loan, message, at: _is_due_then(loan, message) and _is_waited_for(loan.book_id),
    notices.DUE_DATE_MOVED: lambda loan, message, at: _is_due_then(loan, message),
    notices.LOAN_RECEIPT: lambda loan, message, at: loan.state in OPEN_LOANS,
    notices.RETURN_RECEIPT: lambda loan, message, at: loan.state == RETURNED,
    notices.LOST_DECLARED: lambda loan, message, at: loan.state == LOST,
}
_STILL_OF_HOLD: dict[str, Callable[[Hold, Message], bool]] = {
    notices.HOLD_READY: lambda hold, message: _lies_ready_until(hold, message),
    notices.PICKUP_MOVED: lambda hold, message: _lies_ready_until(hold, message),
    notices.HOLD_EXPIRED: lambda hold, message: hold.state == NO_SHOW,
    notices.REQUEST_EXPIRED: lambda hold, message: hold.state == EXPIRED,
    notices.HOLD_CANCELLED: lambda hold, message: hold.state == CANCELLED,
}


def _write_of_loan(message: Message, at: datetime) -> Letter | None:
    loan = db.session.get(Loan, message.facts["loan_id"])
    if loan is None or loan.state == VOIDED or loan.user_id != message.user_id or message.user_id is None:
        return None
    if not _STILL_OF_LOAN[message.kind](loan, message, at):
        return None
    letter = letter_to(message.user_id, message.facts)
    if letter is not None and message.kind == notices.RENEWAL_POSSIBLE and _is_waited_for(loan.book_id):
        # Somebody has come since: it is due, and that is all.
        return Letter(letter.address, letter.name, letter.locale, letter.facts, template=notices.DUE_SOON)
    return letter


def _write_of_hold(message: Message, _at: datetime) -> Letter | None:
    hold = db.session.get(Hold, message.facts["hold_id"])
    if hold is None or hold.user_id != message.user_id or message.user_id is None:
        return None
    return letter_to(message.user_id, message.facts) if _STILL_OF_HOLD[message.kind](hold, message) else None


def _is_due_then(loan: Loan, message: Message) -> bool:
    """It is still out, and due on the day that the letter names."""
    return loan.state == ACTIVE and loan.due_on == _day(message, "due_on")


def _lies_ready_until(hold: Hold, message: Message) -> bool:
    return hold.state == READY and hold.pickup_until == _day(message, "pickup_until")


def _is_waited_for(book_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(Hold.book_id == book_id, Hold.state == QUEUED))))


def _day(message: Message, name: str) -> date:
    return date.fromisoformat(message.facts[name])


for _kind in _STILL_OF_LOAN:
    outbox.writes(_kind)(_write_of_loan)
for _kind in _STILL_OF_HOLD:
    outbox.writes(_kind)(_write_of_hold)
