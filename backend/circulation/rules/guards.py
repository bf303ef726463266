"""What speaks against lending, keeping and renewing. Every rule is asked; the caller decides what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from backend.circulation.rules.lives import ACTIVE
from backend.circulation.rules.refusals import Reason
from backend.circulation.rules.terms import Terms

# A copy that is none of these never comes back to the shelf by itself.
COMES_BACK = ("ok", "damaged", "in_repair", "on_order", "in_process")


@dataclass(frozen=True)
class Standing:
    """What the desk knows of a reader, for one day."""

    user_id: int
    group_id: int
    card_valid_until: date | None
    blocked: bool
    suspended_until: date | None
    open_loans: int
    overdue_items: int
    open_holds: int
    debt_cents: int


@dataclass(frozen=True)
class CopyFacts:
    """A copy as it stands, seen by a reader who wants it."""

    condition: str
    reference_only: bool
    # On loan to somebody, and set aside for somebody else.
    on_loan: bool
    set_aside: bool


@dataclass(frozen=True)
class LoanFacts:
    """A loan as it stands, for its renewal."""

    state: str
    due_on: date
    renewals: int
    waiting: int


def card_reasons(standing: Standing, today: date, *, overridable: bool = False) -> Iterator[Reason]:
    """What makes a card no good."""
    if standing.blocked:
        yield Reason("card_blocked", overridable)
    if standing.card_valid_until is not None and standing.card_valid_until < today:
        yield Reason("card_expired", overridable, {"valid_until": standing.card_valid_until.isoformat()})


def block_reasons(standing: Standing, terms: Terms, today: date) -> Iterator[Reason]:
    """What a reader has to put right first."""
    if standing.suspended_until is not None and standing.suspended_until >= today:
        yield Reason("suspended", True, {"until": standing.suspended_until.isoformat()})
    if terms.block_fine_cents and standing.debt_cents >= terms.block_fine_cents:
        yield Reason("debt", True, {"cents": standing.debt_cents, "limit_cents": terms.block_fine_cents})
    if terms.block_overdue_items and standing.overdue_items >= terms.block_overdue_items:
        yield Reason("overdue_items", True, {"count": standing.overdue_items, "limit": terms.block_overdue_items})


def eligibility_reasons(standing: Standing, terms: Terms, today: date) -> list[Reason]:
    """Why a reader who waits is passed over for now: he stays in the queue."""
    found = [*card_reasons(standing, today), *block_reasons(standing, terms, today)]
    return found if terms.lends else [*found, Reason("not_for_loan")]


def copy_reasons(copy: CopyFacts) -> Iterator[Reason]:
    """What makes a copy impossible to lend; nothing of it can be overruled."""
    # A missing copy that is in somebody's hands is missing no more.
    if copy.condition not in ("ok", "missing"):
        yield Reason("copy_condition", numbers={"condition": copy.condition})
    if copy.reference_only:
        yield Reason("reference_only")
    if copy.on_loan:
        yield Reason("copy_on_loan")
    if copy.set_aside:
        yield Reason("copy_set_aside")


def loan_reasons(
    standing: Standing, terms: Terms, copy: CopyFacts | None, today: date, *, title_on_loan: bool
) -> list[Reason]:
    """Everything that speaks against lending a copy (None: any free one) to a reader."""
    found = list(copy_reasons(copy)) if copy is not None else []
    if not terms.lends:
        found.append(Reason("not_for_loan"))
    found += card_reasons(standing, today)
    if title_on_loan:
        found.append(Reason("title_on_loan", True))
    if standing.open_loans >= terms.max_loans:
        found.append(Reason("max_loans", True, {"count": standing.open_loans, "limit": terms.max_loans}))
    return [*found, *block_reasons(standing, terms, today)]


def hold_reasons(
    standing: Standing, terms: Terms | None, today: date, *, title_on_loan: bool, waits_already: bool
) -> list[Reason]:
    """Everything that speaks against a reader's wish for a title; terms are None when no copy will ever be lent."""
    found: list[Reason] = []
    if terms is None:
        found.append(Reason("no_copy_to_lend"))
    elif not terms.lends:
        found.append(Reason("not_for_loan"))
    found += card_reasons(standing, today)
    if title_on_loan:
        found.append(Reason("title_on_loan"))
    if waits_already:
        found.append(Reason("waits_already"))
    if terms is not None:
        if standing.open_holds >= terms.max_holds:
            found.append(Reason("max_holds", True, {"count": standing.open_holds, "limit": terms.max_holds}))
        found += block_reasons(standing, terms, today)
    return found


def renewal_reasons(loan: LoanFacts, standing: Standing, terms: Terms, new_due_on: date, today: date) -> list[Reason]:
    """Everything that speaks against renewing a loan; terms are those it was lent under."""
    if loan.state != ACTIVE:
        return [Reason("not_renewable", numbers={"state": loan.state})]
    found: list[Reason] = []
    if loan.renewals >= terms.max_renewals:
        found.append(Reason("max_renewals", True, {"count": loan.renewals, "limit": terms.max_renewals}))
    if loan.waiting:
        found.append(Reason("others_wait", True, {"count": loan.waiting}))
    found += card_reasons(standing, today, overridable=True)
    found += block_reasons(standing, terms, today)
    opens_on = loan.due_on - timedelta(days=terms.renew_window_days)
    if terms.renew_window_days and today < opens_on:
        found.append(Reason("too_early", True, {"from_on": opens_on.isoformat()}))
    late = (today - loan.due_on).days
    if late > terms.overdue_renew_days:
        found.append(Reason("too_late", True, {"days": late, "limit": terms.overdue_renew_days}))
    if new_due_on <= loan.due_on:
        found.append(Reason("renewal_would_not_change_date", numbers={"due_on": loan.due_on.isoformat()}))
    return found
