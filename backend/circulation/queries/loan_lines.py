"""Loans as a list shows them. The number of statements does not depend on the length of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from backend.accounts.models import User
from backend.calendar.queries import open_days
from backend.calendar.rules import OpenDays
from backend.catalog.models import Copy
from backend.catalog.queries import BookCard, cards_of
from backend.circulation.models import CirculationEvent, FineEntry, Loan
from backend.circulation.queries.holds import waiting_counts
from backend.circulation.queries.people import ReaderName, names_of
from backend.circulation.queries.standing import standings
from backend.circulation.rules.fines import overdue_cents
from backend.circulation.rules.guards import LoanFacts, Standing
from backend.circulation.rules.lives import ACTIVE, LOAN, VOIDED
from backend.circulation.rules.refusals import as_json
from backend.circulation.rules.renewals import prolonging
from backend.circulation.rules.terms import Terms
from backend.circulation.rules.undoing import undo_until
from backend.core.database import db
from backend.core.here import Here
from backend.core.paging import Page

STATES = OPEN, CLOSED = ("open", "closed")
# So long the desk sees of what is over: a question at the counter is about last week, not about last year.
DESK_REMEMBERS = timedelta(days=14)


@dataclass(frozen=True)
class LoanLine:
    """A loan with its book, and what can be done with it today."""

    id: int
    book: BookCard
    barcode: str
    state: str
    channel: str
    borrowed_at: datetime
    borrowed_on: date
    due_on: date
    due_at: datetime
    # Overdue by so many days, closed ones too; 0: it is not.
    days_overdue: int
    renewals: int
    max_renewals: int
    # What it would cost if it came back now.
    fine_cents: int
    claimed_on: date | None
    lost_on: date | None
    returned_on: date | None
    # When staff last asked for it beside the reminders; of overdue ones only.
    contacted_on: date | None
    # Until when its reader can take it back as if he had not borrowed it.
    undo_until: datetime | None
    # None: it cannot be renewed, for these reasons.
    renewable_until: date | None
    renewal_reasons: list[dict[str, Any]]
    reader: ReaderName | None


def loans_of(user_id: int, state: str, page: int, size: int, here: Here) -> Page[LoanLine]:
    """A reader's loans: open ones, the first due first; or those that are over, the last first."""
    mine = [Loan.user_id == user_id]
    if state == OPEN:
        return _page([*mine, Loan.closed_at.is_(None)], [Loan.due_on, Loan.id], page, size, here)
    over = [*mine, Loan.closed_at.is_not(None), Loan.state != VOIDED]
    return _page(over, [Loan.closed_at.desc(), Loan.id.desc()], page, size, here)


def loans_over_at_desk(user: User, page: int, size: int, here: Here) -> Page[LoanLine]:
    """Loans of a reader that are over, as far as they are the desk's business, the last first: those of the last days
    if he keeps his history, and those that he owes money for.
    """
    owed = (
        select(FineEntry.loan_id)
        .where(FineEntry.user_id == user.id, FineEntry.loan_id.is_not(None))
        .group_by(FineEntry.loan_id)
        .having(func.sum(FineEntry.amount_cents) > 0)
    )
    seen: ColumnElement[bool] = Loan.id.in_(owed)
    if user.keep_loan_history:
        seen = or_(seen, Loan.closed_at >= here.at - DESK_REMEMBERS)
    over = [Loan.user_id == user.id, Loan.closed_at.is_not(None), Loan.state != VOIDED, seen]
    return _page(over, [Loan.closed_at.desc(), Loan.id.desc()], page, size, here)


def all_open_loans(user_id: int, here: Here) -> list[LoanLine]:
    """Every open loan of a reader, the first due first."""
    mine = select(Loan).where(Loan.user_id == user_id, Loan.closed_at.is_(None)).order_by(Loan.due_on, Loan.id)
    return loan_lines(db.session.scalars(mine).all(), here)


def loan_line(loan: Loan, here: Here) -> LoanLine:
    return loan_lines([loan], here)[0]


def loan_lines(loans: Sequence[Loan], here: Here) -> list[LoanLine]:
    """Ten statements, fewer when none of them is open or late."""
    if not loans:
        return []
    cards = {card.id: card for card in cards_of(sorted({loan.book_id for loan in loans}))}
    barcodes = _barcodes(loans)
    people = names_of(loan.user_id for loan in loans)
    running = [loan for loan in loans if loan.state == ACTIVE]
    known, waiting, days = {}, {}, None
    contacted = _last_contacts([loan.id for loan in running if loan.due_on < here.today])
    if running:
        known = standings(sorted({loan.user_id for loan in running if loan.user_id is not None}), here.today)
        waiting = waiting_counts(sorted({loan.book_id for loan in running}), here.today)
        days = open_days()
    lines = []
    for loan in loans:
        book = cards[loan.book_id]
        standing = known.get(loan.user_id or 0)
        beyond = max(waiting.get(loan.book_id, 0) - book.copies_free, 0)
        reader = people.get(loan.user_id or 0)
        asked_on = _day(contacted.get(loan.id), here)
        lines.append(_line(loan, book, barcodes[loan.copy_id], reader, asked_on, standing, beyond, days, here))
    return lines


def _line(
    loan: Loan,
    book: BookCard,
    barcode: str,
    reader: ReaderName | None,
    contacted_on: date | None,
    standing: Standing | None,
    waiting: int,
    days: OpenDays | None,
    here: Here,
) -> LoanLine:
    terms = Terms.from_json(loan.terms)
    cents, until, reasons = 0, None, []
    if loan.state == ACTIVE and standing is not None and days is not None:
        cents = overdue_cents(terms, loan.due_on, here.today, days, book.price_cents)
        facts = LoanFacts(state=loan.state, due_on=loan.due_on, renewals=loan.renewals, waiting=waiting)
        asked = prolonging(facts, standing, terms, days, here.today)
        until, reasons = (None if asked.reasons else asked.due_on), as_json(asked.reasons)
    returned = _day(loan.returned_at, here)
    return LoanLine(
        id=loan.id,
        book=book,
        barcode=barcode,
        state=loan.state,
        channel=loan.channel,
        borrowed_at=loan.borrowed_at,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        due_at=loan.due_at,
        days_overdue=max(((returned or here.today) - loan.due_on).days, 0) if loan.state != VOIDED else 0,
        renewals=loan.renewals,
        max_renewals=terms.max_renewals,
        fine_cents=cents,
        claimed_on=_day(loan.claimed_at, here),
        lost_on=_day(loan.lost_at, here),
        returned_on=returned,
        contacted_on=contacted_on,
        undo_until=undo_until(loan.state, loan.channel, loan.hold_id, loan.borrowed_at, here.at),
        renewable_until=until,
        renewal_reasons=reasons,
        reader=reader,
    )


def _page(
    conditions: Sequence[ColumnElement[bool]], order: list[Any], page: int, size: int, here: Here
) -> Page[LoanLine]:
    rows = select(Loan).where(*conditions).order_by(*order).offset((page - 1) * size).limit(size)
    total = db.session.scalar(select(func.count()).select_from(Loan).where(*conditions)) or 0
    return Page(loan_lines(db.session.scalars(rows).all(), here), page, size, total)


def _last_contacts(loan_ids: Sequence[int]) -> dict[int, datetime]:
    """Loan id -> when staff last asked its reader for it."""
    if not loan_ids:
        return {}
    event = CirculationEvent
    asked = event.entity == LOAN, event.entity_id.in_(loan_ids), event.action == "contact"
    last = select(event.entity_id, func.max(event.happened_at)).where(*asked).group_by(event.entity_id)
    return dict(db.session.execute(last).all())


def _barcodes(loans: Sequence[Loan]) -> dict[int, str]:
    wanted = select(Copy.id, Copy.barcode).where(Copy.id.in_({loan.copy_id for loan in loans}))
    return dict(db.session.execute(wanted).all())


def _day(moment: datetime | None, here: Here) -> date | None:
    return None if moment is None else moment.astimezone(here.zone).date()
