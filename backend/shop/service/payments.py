"""Attempts to pay, and the one way in which money arrives.

A message of a provider, the page that the reader comes back to, the hourly comparison and the desk all end in
`capture`, with the order locked: whoever comes second finds it done.
"""

from dataclasses import dataclass

from backend.core.actors import CLOCKWORK_ACTOR, Actor
from backend.core.errors import Conflict
from backend.core.here import Here
from backend.core.settings import Settings
from backend.shop.models import Order, Payment
from backend.shop.queries.payments import attempts_of, find_payment, get_order_of, get_payment, open_payment_of
from backend.shop.rules.lives import CAPTURED, EXPIRED, OPEN_PAYMENTS, PAYMENT_LIFE, PENDING_PAYMENT
from backend.shop.rules.outcomes import AUTHORISED as PROMISED
from backend.shop.rules.outcomes import CAPTURED as MONEY_CAME
from backend.shop.rules.outcomes import KNOWN, LATE, REVIVED, SURPLUS, UNKNOWN_REF, VOIDED, WRONG_MERCHANT, wrong_with
from backend.shop.service.locks import lock_order
from backend.shop.service.money import count_money, owed_cents
from backend.shop.service.placing import confirm, revive
from backend.shop.service.providers import online_provider
from backend.shop.service.providers.interface import Asked, Provider, ProviderTrouble, Report
from backend.shop.service.refunds import give_back
from backend.shop.service.transitions import transition

# What a provider tells of an attempt -> the action of its life.
ACTIONS = {"processing": "process", "authorised": "authorise", "failed": "fail", "voided": "void"}


class NothingToPay(Conflict):
    message = "Nothing is to be paid for this order now."


class PaymentTimeOver(Conflict):
    message = "The time to pay for this order is over."


@dataclass(frozen=True)
class Told:
    """What somebody says of money that came."""

    amount_cents: int
    currency: str
    ref: str
    event_id: str | None = None


@dataclass(frozen=True)
class Taken:
    """What was made of a report: a word of rules.outcomes, and the attempt it was about."""

    outcome: str
    payment_id: int | None = None


@dataclass(frozen=True)
class Begun:
    """An attempt and where the reader pays."""

    payment: Payment
    redirect: str


def begin_payment(order: Order, actor: Actor, here: Here, settings: Settings) -> Begun:
    """The open attempt of a locked order, or a new one, and where the reader pays. Asked again it is the same.

    Raises NothingToPay, PaymentTimeOver, ProviderTrouble, ProviderNotFound.
    """
    cents = owed_cents(order)
    if order.state != PENDING_PAYMENT or cents == 0:
        raise NothingToPay
    if order.expires_at is None or here.at >= order.expires_at:
        raise PaymentTimeOver
    provider = online_provider(order.provider, settings)
    payment = open_payment_of(order.id)
    if payment is None:
        payment = new_payment(order, order.provider, cents, here)
        transition(payment, "create", actor, here.at, facts={"cents": cents})
    asked = Asked(
        key=payment.key,
        order_number=order.number,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        return_url=f"{settings.site_url}/account/orders/{order.id}/pay",
    )
    begun = provider.create(asked, here.at)
    payment.provider_ref = begun.ref
    return Begun(payment, begun.redirect)


def new_payment(order: Order, provider: str, cents: int, here: Here) -> Payment:
    """An attempt that nobody has been told of yet. Its key follows from the order, so that a repeat has the same."""
    return Payment(
        order_id=order.id,
        provider=provider,
        key=f"order:{order.id}:{attempts_of(order.id) + 1}",
        amount_cents=cents,
        currency=order.currency,
        captured_cents=0,
        refunded_cents=0,
        made_at=here.at,
        changed_at=here.at,
    )


def void_open(order: Order, actor: Actor, here: Here) -> None:
    """Give up the open attempt of a locked order. The provider hears of it from the hourly comparison; money that it
    takes until then goes back.
    """
    payment = open_payment_of(order.id)
    if payment is not None:
        transition(payment, "void", actor, here.at)
        count_money(order)


def take_report(provider: Provider, report: Report, here: Here) -> Taken:
    """Make of what a provider told whatever follows. What is not as it was agreed changes nothing."""
    found = find_payment(provider.name, report.ref)
    if found is None:
        return Taken(UNKNOWN_REF)
    payment_id, _ = found
    if report.merchant != provider.merchant:
        return Taken(WRONG_MERCHANT, payment_id)
    if report.status == MONEY_CAME:
        told = Told(report.amount_cents, report.currency, report.ref, report.id)
        return Taken(capture(payment_id, told, here), payment_id)
    order, payment = _lock(payment_id)
    wrong = wrong_with(payment.amount_cents, payment.currency, report.amount_cents, report.currency)
    if wrong is not None:
        return Taken(wrong, payment_id)
    if report.status == PROMISED:
        return Taken(_take_promised(provider, order, payment, report, here), payment_id)
    return Taken(_note_status(order, payment, report, here), payment_id)


def _note_status(order: Order, payment: Payment, report: Report, here: Here) -> str:
    action = ACTIONS.get(report.status)
    if action is None or payment.state not in PAYMENT_LIFE[action].before:
        return KNOWN
    payment.problem = report.problem[:64] if report.problem else None
    transition(payment, action, CLOCKWORK_ACTOR, here.at, facts={"problem": payment.problem} if payment.problem else {})
    count_money(order)
    return report.status


def _take_promised(provider: Provider, order: Order, payment: Payment, report: Report, here: Here) -> str:
    """Money that is set aside for us: taken while the order waits for it, left where it is when it does not."""
    if order.state != PENDING_PAYMENT or payment.state not in OPEN_PAYMENTS:
        provider.void(report.ref, f"void:{payment.key}", here.at)
        return VOIDED
    _note_status(order, payment, report, here)
    try:
        taken = provider.capture(report.ref, payment.amount_cents, f"capture:{payment.key}", here.at)
    except ProviderTrouble:
        return PROMISED  # the hourly comparison finds it so and asks again
    return capture(payment.id, Told(taken.amount_cents, taken.currency, taken.ref, taken.id), here)


def capture(payment_id: int, told: Told, here: Here, *, actor: Actor = CLOCKWORK_ACTOR) -> str:
    """Money has come: the one function in which that happens. Returns what it was: a word of rules.outcomes."""
    order, payment = _lock(payment_id)
    if told.ref != payment.provider_ref:
        return UNKNOWN_REF
    wrong = wrong_with(payment.amount_cents, payment.currency, told.amount_cents, told.currency)
    if wrong is not None:
        return wrong
    if payment.state == CAPTURED:
        return KNOWN
    owed, ran_out = owed_cents(order), order.state == EXPIRED
    payment.captured_cents = told.amount_cents
    facts = {"cents": told.amount_cents, "event": told.event_id, "method": payment.method}
    transition(payment, "capture", actor, here.at, facts={name: value for name, value in facts.items() if value})
    count_money(order)
    whole = order.captured_cents - order.refunded_cents >= order.total_cents
    if ran_out and whole and revive(order, here):
        return REVIVED
    if order.state == PENDING_PAYMENT and whole:
        confirm(order, actor, here)
        void_open(order, CLOCKWORK_ACTOR, here)
    surplus = max(0, told.amount_cents - owed)
    if surplus == 0:
        return MONEY_CAME
    outcome = LATE if order.closed_at is not None else SURPLUS
    give_back(order, payment, surplus, outcome, here)
    return outcome


def _lock(payment_id: int) -> tuple[Order, Payment]:
    """Its order is locked, and it is read anew. Raises PaymentNotFound."""
    order = lock_order(get_order_of(payment_id))
    return order, get_payment(payment_id)
