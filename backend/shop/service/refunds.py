"""Money goes back: written down with the order locked, then asked of the provider by our key until it is done.

Writing down and asking are never one transaction: whatever stops in between is asked again and done once.
"""

from datetime import timedelta

from backend.core.actors import CLOCKWORK_ACTOR, Actor
from backend.core.errors import Conflict, Invalid
from backend.core.here import Here
from backend.core.one_by_one import Keep, one_by_one
from backend.core.settings import Settings
from backend.shop.models import Order, Payment, Refund
from backend.shop.queries.payments import captured_of, get_refund, refunds_of, refunds_to_send
from backend.shop.rules.lives import PAY_AT_DESK, REFUND_FAILED, REFUND_PENDING, REFUNDED
from backend.shop.rules.money import refund_parts
from backend.shop.service.locks import lock_order
from backend.shop.service.money import count_money
from backend.shop.service.notices import tell
from backend.shop.service.providers import find_provider, open_providers
from backend.shop.service.providers.interface import DONE, PENDING, ProviderTrouble, RefundReport
from backend.shop.service.transitions import transition

# A provider that refused is asked again by itself so often, with so much time between; then staff see to it.
MOST_ATTEMPTS = 5
PAUSE = timedelta(minutes=30)


class MoreThanCaptured(Conflict):
    message = "This is more than is left of what was paid."


class RefundAmountRefused(Invalid):
    message = "An amount is a whole number of cents above 0."


class RefundNotDue(Conflict):
    message = "This refund is done, or it is not handed out at the desk."


def ask_refund(order: Order, cents: int, key: str, reason: str, actor: Actor, here: Here) -> list[Refund]:
    """Write down that so much of a locked order's money goes back, from the newest payment first; once for this key.

    Raises MoreThanCaptured, RefundAmountRefused.
    """
    if cents <= 0:
        raise RefundAmountRefused
    known = [refund for refund in refunds_of(order.id) if refund.key.rpartition(":")[0] == key]
    if known:
        return known
    count_money(order)
    left = [(payment.id, payment.captured_cents - payment.refunded_cents) for payment in captured_of(order.id)]
    kept = order.captured_cents - order.refunded_cents
    if cents > kept:
        raise MoreThanCaptured(reasons=[{"code": "more_than_captured", "wanted": cents, "left": kept}])
    parts = refund_parts(left, cents)
    refunds = [_ask(order.id, payment_id, part, key, reason, actor, here) for payment_id, part in parts]
    count_money(order)
    return refunds


def give_back(order: Order, payment: Payment, cents: int, reason: str, here: Here) -> Refund:
    """What came too late, or was too much, goes back the way it came. The order is locked."""
    refund = _ask(order.id, payment.id, cents, f"{reason}:{order.id}", reason, CLOCKWORK_ACTOR, here)
    count_money(order)
    return refund


def refund_by_staff(order_id: int, cents: int, reason: str, actor: Actor, here: Here) -> list[Refund]:
    """Each is another one: whoever presses twice is told that nothing is left, or sends a key of his own with it."""
    order = lock_order(order_id)
    key = f"staff:{order.id}.{len(refunds_of(order.id)) + 1}"
    return ask_refund(order, cents, key, reason, actor, here)


def send_refund(order_id: int, refund_id: int, actor: Actor, here: Here, settings: Settings) -> Refund:
    """Ask the provider now, again if it had refused. One that is done stays as it is. Raises RefundNotFound."""
    order = lock_order(order_id)
    refund = get_refund(order_id, refund_id)
    if refund.state == REFUND_FAILED:
        transition(refund, "retry", actor, here.at)
    if refund.state == REFUND_PENDING:
        _send(order, refund, here, settings)
    return refund


def hand_out(order_id: int, refund_id: int, actor: Actor, here: Here) -> Refund:
    """Staff have given the reader the money of a payment that was made at the desk. Raises RefundNotDue."""
    order = lock_order(order_id)
    refund = get_refund(order_id, refund_id)
    if _payment(refund).provider != PAY_AT_DESK or refund.state != REFUND_PENDING:
        raise RefundNotDue
    refund.attempts += 1
    _succeed(order, refund, actor, here)
    return refund


def run_refunds(here: Here, keep: Keep, settings: Settings) -> int:
    """Ask the providers for every refund that is due; returns how many are done."""
    online = [provider.name for provider in open_providers(settings) if provider.online]
    due = refunds_to_send(online, here.at - PAUSE, MOST_ATTEMPTS)

    def send(found: tuple[int, int]) -> bool:
        refund_id, order_id = found
        return send_refund(order_id, refund_id, CLOCKWORK_ACTOR, here, settings).state == REFUNDED

    return one_by_one(due, send, keep, "refund")


def _ask(order_id: int, payment_id: int, cents: int, key: str, reason: str, actor: Actor, here: Here) -> Refund:
    refund = Refund(
        payment_id=payment_id,
        order_id=order_id,
        amount_cents=cents,
        key=f"{key}:{payment_id}",
        reason=reason[:255],
        attempts=0,
        made_at=here.at,
        changed_at=here.at,
        made_by=actor.user_id,
    )
    transition(refund, "ask", actor, here.at, reason=reason[:255], facts={"cents": cents})
    return refund


def _send(order: Order, refund: Refund, here: Here, settings: Settings) -> None:
    payment = _payment(refund)
    if payment.provider_ref is None:
        return
    provider = find_provider(payment.provider, settings)
    if not provider.online:
        return
    refund.attempts += 1
    try:
        report = provider.refund(payment.provider_ref, refund.amount_cents, refund.key, here.at)
    except ProviderTrouble:
        report = RefundReport("trouble", problem="provider_trouble")
    if report.status == DONE:
        refund.provider_ref = report.ref
        _succeed(order, refund, CLOCKWORK_ACTOR, here)
    elif report.status != PENDING:
        refund.problem = (report.problem or report.status)[:64]
        transition(refund, "fail", CLOCKWORK_ACTOR, here.at, facts={"problem": refund.problem})


def _succeed(order: Order, refund: Refund, actor: Actor, here: Here) -> None:
    refund.problem = None
    transition(refund, "succeed", actor, here.at, facts={"cents": refund.amount_cents})
    tell(order, "refund_done", here, refund_id=refund.id, cents=refund.amount_cents)


def _payment(refund: Refund) -> Payment:
    return next(payment for payment in captured_of(refund.order_id) if payment.id == refund.payment_id)
