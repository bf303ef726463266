"""What providers told and what was made of it: each told once, and what staff should look at, until they have."""

import hashlib
from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.here import Here
from backend.shop.models import ProviderEvent
from backend.shop.queries.payments import has_event
from backend.shop.rules.outcomes import ALERTS
from backend.shop.service.payments import Taken
from backend.shop.service.providers.interface import Report

RECEIVED = "received"


class AlertNotFound(NotFound):
    message = "There is no such alert."


def note_event(provider: str, event_id: str, report: Report, here: Here) -> ProviderEvent | None:
    """Take a message for this transaction; None when it was taken before, also by somebody who was faster."""
    row = ProviderEvent(
        provider=provider, event_id=event_id, outcome=RECEIVED, facts=_facts(report), alert=False, received_at=here.at
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        if not has_event(provider, event_id):
            raise
        return None
    return row


def note_outcome(row: ProviderEvent, taken: Taken) -> None:
    row.outcome, row.payment_id = taken.outcome, taken.payment_id
    row.alert = taken.outcome in ALERTS


def note_found(provider: str, report: Report, taken: Taken, here: Here) -> bool:
    """What was found by asking, once: False when it was found before."""
    told = f"{report.id} {taken.outcome} {report.amount_cents} {report.refunded_cents}"
    row = note_event(provider, f"found:{hashlib.sha256(told.encode()).hexdigest()[:40]}", report, here)
    if row is not None:
        note_outcome(row, taken)
    return row is not None


def handle_alert(alert_id: int, actor: Actor, here: Here) -> ProviderEvent:
    """Somebody of the staff has seen to it. Raises AlertNotFound."""
    row = db.session.get(ProviderEvent, alert_id, with_for_update=True, populate_existing=True)
    if row is None or not row.alert:
        raise AlertNotFound
    if row.handled_at is None:
        row.handled_at, row.handled_by = here.at, actor.user_id
    return row


def _facts(report: Report) -> dict[str, Any]:
    told = {
        "ref": report.ref,
        "status": report.status,
        "amount_cents": report.amount_cents,
        "currency": report.currency,
        "merchant": report.merchant,
        "refunded_cents": report.refunded_cents,
        "problem": report.problem,
    }
    return {name: value for name, value in told.items() if value is not None}
