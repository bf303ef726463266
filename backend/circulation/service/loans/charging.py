"""What a loan costs is written into the ledger when it is certain."""

from datetime import date

from backend.calendar.queries import open_days
from backend.calendar.rules import OpenDays
from backend.catalog.models import Book
from backend.circulation.models import Loan
from backend.circulation.rules.fines import overdue_cents, suspension_days
from backend.circulation.rules.terms import Terms
from backend.circulation.service import fines
from backend.circulation.service.cards import suspend_card
from backend.core.actors import Actor
from backend.core.here import Here


def charge_overdue(book: Book, loan: Loan, until: date, actor: Actor, here: Here, days: OpenDays | None = None) -> int:
    """Charge for the days a loan was late until this one, in money or in days without borrowing; once for each period
    between two renewals. Returns the cents. The reader is locked."""
    if loan.user_id is None or until <= loan.due_on:
        return 0
    terms, days = Terms.from_json(loan.terms), days or open_days()
    cents = overdue_cents(terms, loan.due_on, until, days, book.price_cents)
    if cents:
        key = f"overdue:{loan.id}:{loan.renewals}"
        fines.charge(loan.user_id, loan.id, "overdue", cents, key, actor, here.at)
    suspended = suspension_days(terms, loan.due_on, until, days)
    if suspended:
        suspend_card(loan.user_id, suspended, here.today, here.at)
    return cents


def charge_loss(book: Book, loan: Loan, actor: Actor, here: Here) -> None:
    """Charge the price of a book that is lost, and the work with it. The reader is locked."""
    if loan.user_id is None:
        return
    processing = Terms.from_json(loan.terms).lost_processing_cents
    for cause, cents in (("lost", book.price_cents or 0), ("processing", processing)):
        if cents:
            # A book can be lost, be found and be lost again only in another loan.
            fines.charge(loan.user_id, loan.id, cause, cents, f"{cause}:{loan.id}", actor, here.at)
