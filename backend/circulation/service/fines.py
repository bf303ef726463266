"""Writing in the ledger of fines: always a new entry at its end, nothing is changed and nothing taken out.

Whoever writes holds the reader's row: what is paid, waived or paid out is measured against what is owed now. What is
paid and waived is set against the oldest charges first, so that every loan's part is settled by itself.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from backend.accounts.queries import lock_user
from backend.circulation.models import FineEntry
from backend.circulation.queries.fines import debt_of, find_entry, open_charges
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Conflict, Invalid


class MoreThanOwed(Conflict):
    message = "This is more than the reader owes."


class MoreThanCredit(Conflict):
    message = "This is more than the library owes the reader."


class AmountRefused(Invalid):
    message = "An amount is a whole number of cents above 0."


class WaiverWithoutReason(Invalid):
    message = "A waiver needs a reason."


def charge(
    user_id: int,
    loan_id: int | None,
    cause: str,
    cents: int,
    key: str | None,
    actor: Actor,
    at: datetime,
    *,
    reason: str | None = None,
) -> FineEntry | None:
    """Charge a reader, once for this key; returns the entry that stands, None for nothing to charge."""
    if cents < 0:
        raise AmountRefused
    if cents == 0:
        return None
    lock_user(user_id)
    entry = _entry(user_id, loan_id, "charge", cause, cents, actor, at, key=key, reason=reason)
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError:
        # Charged before. Anything else, such as a loan that is not there, is a fault.
        known = find_entry(key) if key is not None else None
        if known is None:
            raise
        return known
    return entry


def pay(
    user_id: int, cents: int, actor: Actor, at: datetime, *, loan_id: int | None = None, cause: str | None = None
) -> list[FineEntry]:
    """The reader pays, for one loan or cause or for the oldest charges first. Raises MoreThanOwed."""
    return _settle("payment", user_id, cents, actor, at, loan_id=loan_id, cause=cause)


def waive(
    user_id: int,
    cents: int,
    actor: Actor,
    at: datetime,
    *,
    reason: str,
    loan_id: int | None = None,
    cause: str | None = None,
) -> list[FineEntry]:
    """The library lets the reader off, with a reason. Raises WaiverWithoutReason, MoreThanOwed."""
    if not reason.strip():
        raise WaiverWithoutReason(fields={"reason": [{"code": "reason_missing", "message": "Say why."}]})
    return _settle("waiver", user_id, cents, actor, at, loan_id=loan_id, cause=cause, reason=reason.strip())


def refund(loan_id: int, causes: tuple[str, ...], actor: Actor, at: datetime, *, reason: str) -> list[FineEntry]:
    """Take back what was charged for a loan by these causes, less what was waived. A second time does nothing.

    What the reader had paid becomes a credit of his, which `pay_out` hands over.
    """
    user_id = db.session.scalar(select(FineEntry.user_id).where(FineEntry.loan_id == loan_id).limit(1))
    if user_id is None:
        return []
    lock_user(user_id)
    kinds = FineEntry.kind.in_(("charge", "waiver", "refund"))
    charged = (
        select(FineEntry.cause, func.sum(FineEntry.amount_cents))
        .where(FineEntry.loan_id == loan_id, FineEntry.cause.in_(causes), kinds)
        .group_by(FineEntry.cause)
        .order_by(FineEntry.cause)
    )
    entries = [
        _entry(user_id, loan_id, "refund", cause, -int(cents), actor, at, reason=reason)
        for cause, cents in db.session.execute(charged).all()
        if cents > 0
    ]
    return _write(entries)


def pay_out(user_id: int, cents: int, actor: Actor, at: datetime) -> list[FineEntry]:
    """Hand a reader the money that the library owes him. Raises MoreThanCredit."""
    if cents <= 0:
        raise AmountRefused
    lock_user(user_id)
    if cents > -debt_of(user_id):
        raise MoreThanCredit
    entries, rest = [], cents
    for left in open_charges(user_id):
        part = min(rest, -left.cents)
        if part > 0:
            entries.append(_entry(user_id, left.loan_id, "payout", left.cause, part, actor, at))
            rest -= part
    return _write(entries)


def _settle(
    kind: str,
    user_id: int,
    cents: int,
    actor: Actor,
    at: datetime,
    *,
    loan_id: int | None,
    cause: str | None,
    reason: str | None = None,
) -> list[FineEntry]:
    if cents <= 0:
        raise AmountRefused
    lock_user(user_id)
    open_ones = [
        left
        for left in open_charges(user_id)
        if left.cents > 0 and loan_id in (None, left.loan_id) and cause in (None, left.cause)
    ]
    owed = sum(left.cents for left in open_ones)
    # A credit of another loan is set against the whole debt, not against the part that is paid for.
    if cents > (owed if loan_id is not None or cause is not None else min(owed, debt_of(user_id))):
        raise MoreThanOwed
    entries, rest = [], cents
    for left in open_ones:
        part = min(rest, left.cents)
        if part > 0:
            entries.append(_entry(user_id, left.loan_id, kind, left.cause, -part, actor, at, reason=reason))
            rest -= part
    return _write(entries)


def _entry(
    user_id: int,
    loan_id: int | None,
    kind: str,
    cause: str,
    cents: int,
    actor: Actor,
    at: datetime,
    *,
    key: str | None = None,
    reason: str | None = None,
) -> FineEntry:
    return FineEntry(
        user_id=user_id,
        loan_id=loan_id,
        kind=kind,
        cause=cause,
        amount_cents=cents,
        key=key,
        reason=reason,
        made_at=at,
        made_by=actor.user_id,
    )


def _write(entries: list[FineEntry]) -> list[FineEntry]:
    db.session.add_all(entries)
    db.session.flush()  # the next sum is to know of them, and their ids are answered
    return entries
