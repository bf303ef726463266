"""The lives of orders, payments and refunds: which action leads from which states to which, and who may take it.

What is not in these tables does not happen: service.transitions.transition asks them first. The order says where the
books are, the payments where the money is: two lives, never one.
"""

from backend.core.actors import CLOCKWORK, OWNER, STAFF
from backend.core.lives import Move, find_move

ENTITIES = ORDER, PAYMENT, REFUND = ("order", "payment", "refund")

ORDER_STATES = (
    *("pending_payment", "confirmed", "packing", "shipped", "ready_for_pickup", "completed"),
    *("cancelled", "expired", "returned"),
)
PENDING_PAYMENT, CONFIRMED, PACKING, SHIPPED, READY_FOR_PICKUP, COMPLETED, *_rest = ORDER_STATES
CANCELLED, EXPIRED, RETURNED = _rest
# Nothing more happens to these but returns, and money that comes too late.
CLOSED_ORDERS = (COMPLETED, CANCELLED, EXPIRED, RETURNED)
# Its pieces were taken out of the stock.
SOLD = (CONFIRMED, PACKING, SHIPPED, READY_FOR_PICKUP, COMPLETED, RETURNED)
# The reader has it, or is to get it.
KEPT = (CONFIRMED, PACKING, SHIPPED, READY_FOR_PICKUP, COMPLETED)

PAYMENT_STATES = ("created", "processing", "authorised", "captured", "failed", "voided")
CREATED, PROCESSING, AUTHORISED, CAPTURED, FAILED, VOIDED = PAYMENT_STATES
# At most one attempt of an order is one of these.
OPEN_PAYMENTS = (CREATED, PROCESSING, AUTHORISED)
REFUND_STATES = REFUND_PENDING, REFUNDED, REFUND_FAILED = ("pending", "refunded", "failed")

DELIVERIES = PICKUP, SHIPPING = ("pickup", "shipping")
PROVIDERS = PAY_AT_DESK, SANDBOX = ("pay_at_desk", "sandbox")
# Of the money of an order: see rules.money.payment_status.
PAYMENT_STATUSES = ("none", "authorised", "partial", "paid", "overpaid", "part_refunded", "refunded")

ORDER_LIFE = {
    # Paid for online: the pieces are reserved, for half an hour.
    "place": Move((None,), PENDING_PAYMENT, (OWNER,)),
    # Nothing to pay, or paid at the desk.
    "place_confirmed": Move((None,), CONFIRMED, (OWNER,)),
    "payment_captured": Move((PENDING_PAYMENT,), CONFIRMED, (CLOCKWORK, STAFF)),
    # Money that came after the order had run out, and the pieces were still there.
    "revive": Move((EXPIRED,), CONFIRMED, (CLOCKWORK,)),
    "expire": Move((PENDING_PAYMENT,), EXPIRED, (CLOCKWORK,)),
    # Readers until it is being packed; guards.py says so.
    "cancel": Move((PENDING_PAYMENT, CONFIRMED, PACKING), CANCELLED, (OWNER, STAFF)),
    "start": Move((CONFIRMED,), PACKING, (STAFF,)),
    # It was begun too early, or by mistake: the reader may cancel it again.
    "put_back": Move((PACKING,), CONFIRMED, (STAFF,)),
    "ship": Move((PACKING,), SHIPPED, (STAFF,)),
    "ready": Move((PACKING,), READY_FOR_PICKUP, (STAFF,)),
    "deliver": Move((SHIPPED,), COMPLETED, (OWNER, STAFF, CLOCKWORK)),
    "hand_over": Move((READY_FOR_PICKUP,), COMPLETED, (STAFF,)),
    "not_collected": Move((READY_FOR_PICKUP,), CANCELLED, (STAFF, CLOCKWORK)),
    # Some of the lines came back; the last of them with return_all.
    "return_lines": Move((COMPLETED,), COMPLETED, (STAFF,)),
    "return_all": Move((COMPLETED,), RETURNED, (STAFF,)),
}

PAYMENT_LIFE = {
    "create": Move((None,), CREATED, (OWNER, STAFF)),
    "process": Move((CREATED,), PROCESSING, (OWNER, CLOCKWORK)),
    "authorise": Move((CREATED, PROCESSING), AUTHORISED, (CLOCKWORK,)),
    # Money may come for an attempt that was given up: it is money all the same, and is given back.
    "capture": Move((CREATED, PROCESSING, AUTHORISED, FAILED, VOIDED), CAPTURED, (CLOCKWORK, STAFF)),
    "fail": Move((CREATED, PROCESSING, AUTHORISED), FAILED, (CLOCKWORK,)),
    "void": Move((CREATED, PROCESSING, AUTHORISED), VOIDED, (OWNER, STAFF, CLOCKWORK)),
}

REFUND_LIFE = {
    "ask": Move((None,), REFUND_PENDING, (OWNER, STAFF, CLOCKWORK)),
    "succeed": Move((REFUND_PENDING, REFUND_FAILED), REFUNDED, (CLOCKWORK, STAFF)),
    "fail": Move((REFUND_PENDING,), REFUND_FAILED, (CLOCKWORK,)),
    "retry": Move((REFUND_FAILED,), REFUND_PENDING, (CLOCKWORK, STAFF)),
}

LIVES = {ORDER: ORDER_LIFE, PAYMENT: PAYMENT_LIFE, REFUND: REFUND_LIFE}


def move_of(entity: str, action: str, state: str | None) -> Move:
    """The move of this action from this state. Raises MoveNotAllowed when the table does not list it."""
    return find_move(LIVES[entity], action, state)
