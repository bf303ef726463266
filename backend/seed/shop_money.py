"""The money of the simulated shop, and the log of everything that has a life: attempts to pay, and refunds."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from backend.core.actors import CLOCKWORK, OWNER, STAFF
from backend.seed.shop_things import SimOrder
from backend.shop.rules.lives import (
    CLOSED_ORDERS,
    OPEN_PAYMENTS,
    ORDER,
    PAY_AT_DESK,
    PAYMENT,
    REFUND,
    REFUND_PENDING,
    SANDBOX,
    move_of,
)
from backend.shop.rules.money import payment_status

ROLES = {OWNER: "reader", STAFF: "staff", CLOCKWORK: CLOCKWORK}


class Till:
    """Sums of an order are counted as the shop counts them; a move that no table lists fails."""

    def __init__(self, staff_id: int, rng: Random) -> None:
        self._staff_id, self._rng = staff_id, rng
        self.payments: list[dict[str, Any]] = []
        self.refunds: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.bank: dict[str, dict[str, Any]] = {}

    def attempt(self, order: SimOrder, provider: str, at: datetime, by: str, method: str | None = None) -> None:
        key, cents = f"order:{order.id}:{len(order.payments) + 1}", order.values["total_cents"] - order.kept_cents
        payment = {
            "id": len(self.payments) + 1,
            "order_id": order.id,
            "open_order_id": order.id,
            "provider": provider,
            "key": key,
            "provider_ref": key if provider == PAY_AT_DESK else f"{self._rng.getrandbits(128):032x}",
            "state": None,
            "amount_cents": cents,
            "currency": "CNY",
            "captured_cents": 0,
            "refunded_cents": 0,
            "method": method,
            "problem": None,
            "made_at": at,
            "changed_at": at,
            "made_by": self._staff_id if by == STAFF else None,
        }
        self.payments.append(payment)
        order.payments.append(payment)
        more = {"method": method, "given_cents": cents} if method else {}
        self.move(PAYMENT, order, payment, "create", at, by, facts={"cents": cents, **more})
        if provider == SANDBOX:
            self._open_at_bank(order, payment)

    def capture(self, order: SimOrder, at: datetime, by: str) -> None:
        payment = order.payments[-1]
        payment["captured_cents"] = payment["amount_cents"]
        facts = {"cents": payment["amount_cents"], "method": payment["method"]}
        told = {name: value for name, value in facts.items() if value}
        self.move(PAYMENT, order, payment, "capture", at, by, facts=told)
        if payment["provider"] == SANDBOX:
            self.bank[payment["provider_ref"]].update(state="captured", captured_cents=payment["amount_cents"])
        self._count(order)

    def take_at_desk(self, order: SimOrder, at: datetime) -> None:
        self.attempt(order, PAY_AT_DESK, at, STAFF, "cash" if self._rng.random() < 0.4 else "card")
        self.capture(order, at, STAFF)

    def void(self, order: SimOrder, at: datetime, by: str) -> None:
        for payment in order.payments:
            if payment["state"] in OPEN_PAYMENTS:
                self.move(PAYMENT, order, payment, "void", at, by)
                if payment["provider"] == SANDBOX:
                    self.bank[payment["provider_ref"]]["state"] = "voided"

    def ask_back(self, order: SimOrder, cents: int, key: str, reason: str, at: datetime, by: str) -> None:
        """There is one payment to give back of: orders are paid as a whole."""
        payment = next(one for one in reversed(order.payments) if one["captured_cents"])
        refund = {
            "id": len(self.refunds) + 1,
            "payment_id": payment["id"],
            "order_id": order.id,
            "amount_cents": cents,
            "key": f"{key}:{payment['id']}",
            "provider_ref": None,
            "state": None,
            "attempts": 0,
            "reason": reason,
            "problem": None,
            "made_at": at,
            "changed_at": at,
            "made_by": {STAFF: self._staff_id, OWNER: order.values["user_id"]}.get(by),
        }
        self.refunds.append(refund)
        order.refunds.append(refund)
        payment["refunded_cents"] += cents
        self.move(REFUND, order, refund, "ask", at, by, reason=reason, facts={"cents": cents})
        self._count(order)

    def give_back(self, order: SimOrder, at: datetime) -> None:
        """Everything that is asked for: by the bank, or by hand at the desk."""
        for refund in order.refunds:
            if refund["state"] != REFUND_PENDING:
                continue
            payment = next(one for one in order.payments if one["id"] == refund["payment_id"])
            online = payment["provider"] == SANDBOX
            refund["attempts"] += 1
            if online:
                refund["provider_ref"] = f"re_{self._rng.getrandbits(96):024x}"
                row = self.bank[payment["provider_ref"]]
                row["refunded_cents"] += refund["amount_cents"]
                row["refund_keys"] = [*row["refund_keys"], refund["key"]]
            facts = {"cents": refund["amount_cents"]}
            self.move(REFUND, order, refund, "succeed", at, CLOCKWORK if online else STAFF, facts=facts)

    def move(
        self,
        entity: str,
        order: SimOrder,
        values: dict[str, Any],
        action: str,
        at: datetime,
        by: str,
        *,
        reason: str | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        """As service.transitions.transition, with what follows from a state alone."""
        before = values["state"]
        move = move_of(entity, action, before)
        if by not in move.by:
            raise ValueError(f"{by} may not {action} {entity}")
        values["state"] = move.after
        if entity == ORDER:
            closed = move.after in CLOSED_ORDERS
            values["closed_at"] = (values["closed_at"] or at) if closed else None
        else:
            values["changed_at"] = at
        if entity == PAYMENT:
            values["open_order_id"] = order.id if move.after in OPEN_PAYMENTS else None
        self.events.append(
            {
                "entity": entity,
                "entity_id": values["id"],
                "order_id": order.id,
                "action": action,
                "before": before,
                "after": move.after,
                "actor_id": {STAFF: self._staff_id, OWNER: order.values["user_id"]}.get(by),
                "actor_role": ROLES[by],
                "reason": reason,
                "facts": facts or {},
                "request_id": None,
                "happened_at": at,
            }
        )

    def _open_at_bank(self, order: SimOrder, payment: dict[str, Any]) -> None:
        self.bank[payment["provider_ref"]] = {
            "ref": payment["provider_ref"],
            "key": payment["key"],
            "order_number": order.values["number"],
            "amount_cents": payment["amount_cents"],
            "currency": "CNY",
            "state": "open",
            "captured_cents": 0,
            "refunded_cents": 0,
            "refund_keys": [],
            "settles_at": None,
            "return_path": f"/account/orders/{order.id}/pay",
            "made_at": payment["made_at"] + timedelta(0),
        }

    def _count(self, order: SimOrder) -> None:
        values = order.values
        values["captured_cents"] = sum(payment["captured_cents"] for payment in order.payments)
        values["refunded_cents"] = sum(refund["amount_cents"] for refund in order.refunds)
        values["payment_status"] = payment_status(
            values["total_cents"], values["captured_cents"], values["refunded_cents"]
        )
