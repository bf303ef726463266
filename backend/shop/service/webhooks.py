"""What a provider sends by itself: signed, taken once, and never believed further than it agrees with our books."""

from collections.abc import Mapping

from backend.core.here import Here
from backend.core.settings import Settings
from backend.shop.queries.payments import open_payment_of
from backend.shop.rules.outcomes import ALERTS, DUPLICATE
from backend.shop.service.events import note_event, note_found, note_outcome
from backend.shop.service.locks import lock_order
from backend.shop.service.payments import take_report
from backend.shop.service.providers import online_provider


def take_event(name: str, headers: Mapping[str, str], body: bytes, here: Here, settings: Settings) -> str:
    """Returns what was made of it: a word of rules.outcomes. Raises ProviderNotFound, EventRefused."""
    provider = online_provider(name, settings)
    report = provider.parse_event(headers, body, here.at)
    row = note_event(name, report.id, report, here)
    if row is None:
        return DUPLICATE
    taken = take_report(provider, report, here)
    note_outcome(row, taken)
    return taken.outcome


def ask_provider(order_id: int, here: Here, settings: Settings) -> str | None:
    """How the open attempt of an order stands, as its provider says when it is asked: what the page does that the
    reader comes back to. None when there is nothing to ask.
    """
    lock_order(order_id)
    payment = open_payment_of(order_id)
    if payment is None or payment.provider_ref is None or payment.provider not in settings.payment_providers:
        return None
    provider = online_provider(payment.provider, settings)
    report = provider.query(payment.provider_ref, here.at)
    if report is None:
        return None
    taken = take_report(provider, report, here)
    if taken.outcome in ALERTS:
        note_found(payment.provider, report, taken, here)
    return taken.outcome
