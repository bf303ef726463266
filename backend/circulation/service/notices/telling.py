"""What is told at the moment it happens, in the transaction of what it tells of."""

from typing import Any

from sqlalchemy import func, select

from backend.accounts.service import touch_taste
from backend.catalog.models import Book, Copy
from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan
from backend.circulation.rules import notices
from backend.circulation.rules.lives import DESK, HOLD, LOAN
from backend.circulation.rules.notices import about_hold, about_loan
from backend.circulation.service.transitions import listens
from backend.core import outbox
from backend.core.database import db


@listens(HOLD, "put_on_shelf")
def tell_ready(hold: Hold, event: CirculationEvent) -> None:
    until = event.facts["until"]
    _of_hold(notices.HOLD_READY, hold, event, until, pickup_until=until)


@listens(HOLD, "move_pickup")
def tell_kept_longer(hold: Hold, event: CirculationEvent) -> None:
    before, until = event.facts["from"], event.facts["until"]
    _of_hold(notices.PICKUP_MOVED, hold, event, until, before_on=before, pickup_until=until)


@listens(HOLD, "expire_pickup")
def tell_not_picked_up(hold: Hold, event: CirculationEvent) -> None:
    _of_hold(notices.HOLD_EXPIRED, hold, event)


@listens(HOLD, "expire_request")
def tell_not_needed_any_more(hold: Hold, event: CirculationEvent) -> None:
    _of_hold(notices.REQUEST_EXPIRED, hold, event, not_needed_after=hold.not_needed_after.isoformat())


@listens(HOLD, "cancel")
def tell_cancelled(hold: Hold, event: CirculationEvent) -> None:
    """Whoever cancelled it himself knows. The comment of the desk may speak of others: it is not passed on."""
    if event.actor_id is None or event.actor_id != hold.user_id:
        _of_hold(notices.HOLD_CANCELLED, hold, event)


@listens(LOAN, "checkout")
def tell_lent(loan: Loan, event: CirculationEvent) -> None:
    """A receipt; who borrowed it himself sees it on the page, and finds a letter only."""
    _of_loan(
        notices.LOAN_RECEIPT, loan, event, notice=loan.channel == DESK,
        due_on=loan.due_on.isoformat(), barcode=_barcode(loan.copy_id),
    )  # fmt: skip
    _touch(loan)


@listens(LOAN, "void", "undo")
def take_back_receipt(loan: Loan, _event: CirculationEvent) -> None:
    outbox.forget(about_loan(loan.id))
    _touch(loan)


@listens(LOAN, "checkin", "find")
def tell_returned(loan: Loan, event: CirculationEvent) -> None:
    cents = int(event.facts.get("fine_cents", 0))
    _of_loan(notices.RETURN_RECEIPT, loan, event, cents=cents, barcode=_barcode(loan.copy_id))


@listens(LOAN, "declare_lost")
def tell_lost(loan: Loan, event: CirculationEvent) -> None:
    charged = select(func.sum(FineEntry.amount_cents)).where(
        FineEntry.loan_id == loan.id, FineEntry.kind == "charge", FineEntry.cause.in_(("lost", "processing"))
    )
    _of_loan(notices.LOST_DECLARED, loan, event, cents=int(db.session.scalar(charged) or 0))


@listens(LOAN, "change_due")
def tell_moved(loan: Loan, event: CirculationEvent) -> None:
    before, due_on = event.facts["from"], loan.due_on.isoformat()
    _of_loan(notices.DUE_DATE_MOVED, loan, event, due_on, before_on=before, due_on=due_on)


def _of_hold(kind: str, hold: Hold, event: CirculationEvent, again: str = "", **facts: Any) -> None:
    """`again`: what makes it another thing to tell of the same hold."""
    if hold.user_id is None:
        return
    told = {"book": _title(hold.book_id), "book_id": hold.book_id, "hold_id": hold.id, **facts}
    outbox.tell(kind, f"{about_hold(hold.id)}{kind}:{again}", hold.user_id, told, event.happened_at)


def _of_loan(
    kind: str, loan: Loan, event: CirculationEvent, again: str = "", *, notice: bool = True, **facts: Any
) -> None:
    if loan.user_id is None:
        return
    told = {"book": _title(loan.book_id), "book_id": loan.book_id, "loan_id": loan.id, **facts}
    key = f"{about_loan(loan.id)}{kind}:{again}"
    outbox.tell(kind, key, loan.user_id, told, event.happened_at, notice=notice)


def _touch(loan: Loan) -> None:
    """What the training job sees of the reader has changed."""
    if loan.user_id is not None:
        touch_taste(loan.user_id)


def _title(book_id: int) -> str:
    return db.session.get_one(Book, book_id).title


def _barcode(copy_id: int) -> str:
    return db.session.get_one(Copy, copy_id).barcode
