"""What speaks against an action on an order, besides the table of its life; and what somebody may do with it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backend.core.actors import OWNER, STAFF
from backend.shop.rules.lives import (
    CLOSED_ORDERS,
    COMPLETED,
    ORDER_LIFE,
    PACKING,
    PAY_AT_DESK,
    PENDING_PAYMENT,
    PICKUP,
    SHIPPING,
)
from backend.shop.rules.money import owed_cents

# Money that is not all there: see rules.money.payment_status.
UNPAID = ("none", "authorised", "partial", "refunded")
# What people do with an order; placing and what the clockwork does is not in it.
ACTIONS = ("cancel", "start", "put_back", "ship", "ready", "deliver", "hand_over", "not_collected", "return_lines")
# These are about its money and its paper, and move it nowhere.
PAY, TAKE_PAYMENT, REFUND, INVOICE = ("pay", "take_payment", "refund", "invoice")


@dataclass(frozen=True)
class OrderFacts:
    """An order as it stands, on a day."""

    state: str
    delivery: str
    provider: str
    payment_status: str
    total_cents: int
    captured_cents: int
    refunded_cents: int
    pickup_until: date | None
    completed_on: date | None
    return_days: int
    invoiced: bool
    today: date

    @property
    def owed_cents(self) -> int:
        """What is still to be paid before it may be carried out; nothing once it is over."""
        if self.state in CLOSED_ORDERS:
            return 0
        return owed_cents(self.total_cents, self.captured_cents, self.refunded_cents)

    @property
    def return_until(self) -> date | None:
        """The last day on which lines may come back; None: it is not completed, or nothing comes back."""
        if self.completed_on is None or self.return_days == 0:
            return None
        return self.completed_on + timedelta(days=self.return_days)

    @property
    def returnable(self) -> bool:
        """Whether lines may come back today."""
        return self.state == COMPLETED and not order_reasons("return_lines", self, staff=True)


def order_reasons(action: str, facts: OrderFacts, *, staff: bool) -> list[dict[str, Any]]:
    """Everything that speaks against it, staff or the reader himself."""
    found: list[dict[str, Any]] = []
    if action == "cancel" and not staff and facts.state == PACKING:
        found.append({"code": "being_packed"})
    if (action == "ship" and facts.delivery != SHIPPING) or (action == "ready" and facts.delivery != PICKUP):
        found.append({"code": "other_delivery", "delivery": facts.delivery})
    if action in ("ship", "hand_over") and facts.total_cents and facts.payment_status in UNPAID:
        found.append({"code": "not_paid", "cents": facts.owed_cents or facts.total_cents})
    if action == "not_collected" and facts.pickup_until is not None and facts.today <= facts.pickup_until:
        found.append({"code": "pickup_not_over", "until": facts.pickup_until.isoformat()})
    if action == "return_lines":
        until = facts.return_until
        if until is None:
            found.append({"code": "no_returns"})
        elif until < facts.today:
            found.append({"code": "return_time_over", "until": until.isoformat()})
    return found


def may_do(facts: OrderFacts, capacities: Collection[str]) -> list[str]:
    """What somebody who acts as this may do with the order now."""
    found = []
    for action in ACTIONS:
        move = ORDER_LIFE[action]
        as_staff = STAFF in capacities and STAFF in move.by
        as_owner = OWNER in capacities and OWNER in move.by
        if facts.state not in move.before or not (as_staff or as_owner):
            continue
        if not order_reasons(action, facts, staff=as_staff):
            found.append(action)
    if OWNER in capacities and facts.state == PENDING_PAYMENT:
        found.append(PAY)
    if STAFF in capacities and facts.provider == PAY_AT_DESK and facts.owed_cents:
        found.append(TAKE_PAYMENT)
    if STAFF in capacities and facts.captured_cents > facts.refunded_cents:
        found.append(REFUND)
    if facts.invoiced:
        found.append(INVOICE)
    return found


def return_cents(net_cents: int, quantity: int, returned: int, more: int) -> int:
    """What is given back for so many more pieces of a line that cost this in all: over all returns of it exactly that,
    however it is divided.
    """
    return net_cents * (returned + more) // quantity - net_cents * returned // quantity
