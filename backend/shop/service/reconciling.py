"""Once an hour our books are compared with those of the providers: money that we were not told of is taken, attempts
that we gave up are given up there, and what does not agree is shown to the staff.
"""

from collections import Counter
from datetime import timedelta

from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one
from backend.core.settings import Settings
from backend.shop.models import Payment
from backend.shop.queries.payments import (
    find_payment,
    get_order_of,
    get_payment,
    known_refs,
    refunded_there,
    waiting_refs,
)
from backend.shop.rules.lives import CAPTURED, OPEN_PAYMENTS
from backend.shop.rules.outcomes import ALERTS, LATE, LOST_MESSAGE, MISSING_THERE, REFUND_DIFFERS, REVIVED, SURPLUS
from backend.shop.rules.outcomes import CAPTURED as MONEY_CAME
from backend.shop.service.events import note_found
from backend.shop.service.locks import lock_order
from backend.shop.service.payments import Taken, take_report
from backend.shop.service.providers import open_providers
from backend.shop.service.providers.interface import CAPTURED as TAKEN
from backend.shop.service.providers.interface import OPEN, Provider, ProviderTrouble, Report

# How far back the two books are compared.
WINDOW = timedelta(days=7)
# Nobody asks for an attempt that was begun just now.
PATIENCE = timedelta(minutes=10)


def reconcile(here: Here, keep: Keep, settings: Settings) -> dict[str, int]:
    """Compare with every online provider; returns counts. Raises the last ProviderTrouble when the others are done."""
    done: Counter[str] = Counter(compared=0, money=0, closed=0, alerts=0)
    trouble: ProviderTrouble | None = None
    for provider in open_providers(settings):
        if not provider.online:
            continue
        try:
            _compare(provider, here, keep, done)
        except ProviderTrouble as error:
            trouble = error
    if trouble is not None:
        raise trouble
    return dict(done)


def _compare(provider: Provider, here: Here, keep: Keep, done: Counter[str]) -> None:
    since = here.at - WINDOW
    reports = {report.ref: report for report in provider.listing(since, here.at)}
    one_by_one(reports.values(), lambda report: _compare_one(provider, report, here, done), keep, "payment told of")
    ours = {**known_refs(provider.name, since), **waiting_refs(provider.name, here.at - PATIENCE)}
    missing = sorted((payment_id, ref) for ref, payment_id in ours.items() if ref not in reports)
    one_by_one(missing, lambda one: _ask_for(provider, *one, here, done), keep, "payment not told of")


def _compare_one(provider: Provider, report: Report, here: Here, done: Counter[str]) -> bool:
    done["compared"] += 1
    found = find_payment(provider.name, report.ref)
    if found is None and report.status != TAKEN:
        return False
    differs = False
    if found is not None:
        payment = _lock(found[0])
        if report.status == OPEN:
            return _close_there(provider, payment, report, here, done)
        differs = payment.state == CAPTURED and _refunds_differ(payment, report)
    taken = take_report(provider, report, here)
    if taken.outcome in (MONEY_CAME, REVIVED, LATE, SURPLUS):
        done["money"] += 1
        note_found(provider.name, report, Taken(LOST_MESSAGE, taken.payment_id), here)
    if taken.outcome in ALERTS:
        done["alerts"] += note_found(provider.name, report, taken, here)
    if found is not None and differs:
        done["alerts"] += note_found(provider.name, report, Taken(REFUND_DIFFERS, found[0]), here)
    return True


def _close_there(provider: Provider, payment: Payment, report: Report, here: Here, done: Counter[str]) -> bool:
    """It takes nothing any more; nobody could pay there for what is over here."""
    if payment.state in OPEN_PAYMENTS:
        return False
    if payment.state == CAPTURED:
        done["alerts"] += note_found(provider.name, report, Taken(MISSING_THERE, payment.id), here)
        return True
    provider.void(report.ref, f"void:{payment.key}", here.at)
    done["closed"] += 1
    return True


def _ask_for(provider: Provider, payment_id: int, ref: str, here: Here, done: Counter[str]) -> bool:
    report = provider.query(ref, here.at)
    if report is not None:
        return _compare_one(provider, report, here, done)
    payment = _lock(payment_id)
    if payment.state != CAPTURED:
        return False
    nothing = Report(f"{ref}:none", ref, "unknown", payment.captured_cents, payment.currency, provider.merchant)
    done["alerts"] += note_found(provider.name, nothing, Taken(MISSING_THERE, payment_id), here)
    return True


def _refunds_differ(payment: Payment, report: Report) -> bool:
    """What was asked for and is still under way may be done there already; anything else must agree."""
    if report.refunded_cents is None:
        return False
    return not refunded_there(payment.id) <= report.refunded_cents <= payment.refunded_cents


def _lock(payment_id: int) -> Payment:
    lock_order(get_order_of(payment_id))
    return get_payment(payment_id)
