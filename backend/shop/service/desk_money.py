"""Money that staff take at the desk."""

from dataclasses import dataclass

from backend.core.actors import Actor
from backend.core.errors import Conflict, Invalid
from backend.core.here import Here
from backend.shop.models import Payment
from backend.shop.rules.lives import PAY_AT_DESK, PENDING_PAYMENT
from backend.shop.service.locks import lock_order
from backend.shop.service.money import owed_cents
from backend.shop.service.payments import NothingToPay, Told, capture, new_payment, void_open
from backend.shop.service.transitions import transition

METHODS = CASH, CARD = ("cash", "card")


class MoreThanToPay(Conflict):
    message = "This is more than is to be paid. What the reader hands over beyond that is change."


class WholeSumOnly(Conflict):
    message = "An order that waits for its payment is paid as a whole."


class TooLittleGiven(Invalid):
    message = "The reader has handed over less than is taken."


@dataclass(frozen=True)
class DeskTaken:
    payment: Payment
    change_cents: int


def take_at_desk(
    order_id: int, method: str, cents: int, actor: Actor, here: Here, *, given_cents: int | None = None
) -> DeskTaken:
    """Staff take cash or a card for an order. Of one that is to be picked up a part may be paid, and the rest later:
    it is handed over when all is. One that waits for money online is paid as a whole, and sold at once.

    Raises NothingToPay, MoreThanToPay, WholeSumOnly, TooLittleGiven.
    """
    order = lock_order(order_id)
    owed = owed_cents(order)
    if owed == 0:
        raise NothingToPay
    if cents > owed:
        raise MoreThanToPay(reasons=[{"code": "more_than_to_pay", "wanted": cents, "left": owed}])
    if order.state == PENDING_PAYMENT and cents < owed:
        raise WholeSumOnly(reasons=[{"code": "whole_sum_only", "wanted": cents, "left": owed}])
    given = cents if given_cents is None or method != CASH else given_cents
    if given < cents:
        raise TooLittleGiven(fields={"given_cents": [{"code": "too_little_given", "message": TooLittleGiven.message}]})
    void_open(order, actor, here)
    payment = new_payment(order, PAY_AT_DESK, cents, here)
    payment.method, payment.made_by, payment.provider_ref = method, actor.user_id, payment.key
    transition(payment, "create", actor, here.at, facts={"cents": cents, "method": method, "given_cents": given})
    capture(payment.id, Told(cents, order.currency, payment.key), here, actor=actor)
    return DeskTaken(payment, given - cents)
