"""The counter of the simulated shop: the stock, the orders and their money, by the rules of the shop."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from random import Random
from typing import Any

from backend.calendar.rules import OpenDays
from backend.core.actors import CLOCKWORK, OWNER, STAFF
from backend.seed.shop_money import Till
from backend.seed.shop_pricing import Prices
from backend.seed.shop_things import Fate, Picks, SimOrder, SimSku, SimVoucher
from backend.shop.rules.lives import ORDER, PAY_AT_DESK, PENDING_PAYMENT, SOLD
from backend.shop.rules.numbers import CHANCES, invoice_number, order_number


class Counter:
    """Whatever is done here leaves the rows that the real shop would leave; what the rules forbid is not done."""

    def __init__(
        self, skus: Sequence[SimSku], prices: Prices, days: OpenDays, zone: tzinfo, staff_id: int, rng: Random
    ) -> None:
        self.skus = {sku.id: sku for sku in skus}
        self.days, self.zone, self.prices, self.rng = days, zone, prices, rng
        self._staff_id = staff_id
        self.orders: list[SimOrder] = []
        self.lines: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.returns: list[dict[str, Any]] = []
        self.invoices: dict[int, int] = {}
        self.till = Till(staff_id, rng)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def place(
        self,
        user_id: int,
        picks: Picks,
        way: tuple[str, str, dict[str, str] | None],
        voucher: SimVoucher | None,
        at: datetime,
        fate: Fate,
    ) -> SimOrder:
        """way: delivery, provider and address. There are as many pieces as are wanted."""
        day, (delivery, provider, address) = self.day_of(at), way
        agreed = self.prices.quote(picks, delivery, voucher, user_id, day)
        values = {
            "id": len(self.orders) + 1,
            "number": order_number(day, self.rng.randrange(CHANCES)),
            "user_id": user_id,
            "checkout_key": f"cart:{len(self.orders) + 1}",
            "state": None,
            "delivery": delivery,
            "provider": provider,
            "currency": "CNY",
            **agreed.sums,
            "captured_cents": 0,
            "refunded_cents": 0,
            "payment_status": "none",
            "address": address,
            "note": None,
            "placed_at": at,
            "placed_on": day,
            **dict.fromkeys(("expires_at", "confirmed_at", "confirmed_on", "shipped_at", "carrier", "tracking_number")),
            **dict.fromkeys(("slot", "pickup_until", "completed_at", "completed_on", "closed_at")),
            **dict.fromkeys(("invoice_number", "invoiced_on")),
        }
        order = SimOrder(values, agreed.lines, {sku.id: sku for sku, _ in picks}, fate)
        self.orders.append(order)
        for line in order.lines:
            line.update(id=len(self.lines) + 1, order_id=order.id)
            self.lines.append(line)
        at_once = provider == PAY_AT_DESK
        self._move(order, "place_confirmed" if at_once else "place", at, OWNER)
        if agreed.voucher is not None:
            self.prices.take(agreed.voucher, order, at)
        if at_once:
            self._sell(order, at)
        else:
            values["expires_at"] = at + timedelta(minutes=30)
            for line in order.lines:
                order.skus[line["sku_id"]].reserved += line["quantity"]
                line["reserved"] = line["quantity"]
            self.till.attempt(order, provider, at + timedelta(seconds=20), OWNER)
        return order

    def pay_online(self, order: SimOrder, at: datetime) -> None:
        self.till.capture(order, at, CLOCKWORK)
        self._move(order, "payment_captured", at, CLOCKWORK)
        self._sell(order, at)

    def expire(self, order: SimOrder, at: datetime) -> None:
        self._give_up(order, "expire", at, CLOCKWORK, None)

    def cancel(self, order: SimOrder, at: datetime, by: str, reason: str | None) -> None:
        self._give_up(order, "cancel", at, by, reason)

    def start(self, order: SimOrder, at: datetime) -> None:
        self._move(order, "start", at, STAFF)

    def ship(self, order: SimOrder, carrier: str, number: str, at: datetime) -> None:
        order.values.update(carrier=carrier, tracking_number=number, shipped_at=at)
        self._move(order, "ship", at, STAFF, facts={"carrier": carrier, "tracking_number": number})

    def make_ready(self, order: SimOrder, slot: str, open_days: int, at: datetime) -> date:
        until = self.days.plus_open_days(self.day_of(at), open_days)
        order.values.update(slot=slot, pickup_until=until)
        self._move(order, "ready", at, STAFF, facts={"slot": slot, "until": until.isoformat()})
        return until

    def hand_over(self, order: SimOrder, at: datetime) -> None:
        if order.kept_cents < order.values["total_cents"]:
            self.till.take_at_desk(order, at)
        self._complete(order, "hand_over", at, STAFF)

    def deliver(self, order: SimOrder, at: datetime, by: str) -> None:
        self._complete(order, "deliver", at, by)

    def not_collected(self, order: SimOrder, at: datetime) -> None:
        self._give_up(order, "not_collected", at, CLOCKWORK, None)

    def take_back(self, order: SimOrder, wanted: Sequence[tuple[dict[str, Any], int, bool]], at: datetime) -> None:
        """wanted: line, how many pieces, and whether they can be sold again."""
        reason, made = "读者退货", []
        for line, quantity, restocked in wanted:
            net = line["total_cents"] - line["voucher_cents"]
            cents = net * (line["returned"] + quantity) // line["quantity"] - net * line["returned"] // line["quantity"]
            line["returned"] += quantity
            row = {
                "id": len(self.returns) + 1,
                "order_id": order.id,
                "line_id": line["id"],
                "quantity": quantity,
                "restocked": restocked,
                "refund_cents": cents,
                "reason": reason,
                "made_at": at,
                "made_by": self._staff_id,
            }
            self.returns.append(row)
            made.append(row)
            if restocked:
                sku = order.skus[line["sku_id"]]
                key = f"return:{row['id']}:{sku.id}"
                self._enter(sku, "restocked", quantity, at, key=key, order_id=order.id, by_staff=True)
        cents = min(sum(row["refund_cents"] for row in made), order.kept_cents)
        whole = all(line["returned"] == line["quantity"] for line in order.lines)
        told = [[row["line_id"], row["quantity"], row["restocked"]] for row in made]
        action = "return_all" if whole else "return_lines"
        self._move(order, action, at, STAFF, reason=reason, facts={"lines": told, "cents": cents})
        if cents > 0:
            self.till.ask_back(order, cents, f"return:{made[0]['id']}", reason, at, STAFF)

    def receive(self, sku: SimSku, quantity: int, reason: str, at: datetime) -> None:
        self._enter(sku, "received", quantity, at, reason=reason, by_staff=True)

    def take_withdrawn(self, sku: SimSku, copy_id: int, at: datetime) -> None:
        self._enter(sku, "withdrawn_copy", 1, at, copy_id=copy_id, by_staff=True)

    def miss(self, sku: SimSku, at: datetime) -> None:
        """One fewer was counted than there should be."""
        self._enter(sku, "adjusted", -1, at, reason="盘点：少一本", by_staff=True)

    def _sell(self, order: SimOrder, at: datetime) -> None:
        day = self.day_of(at)
        for line in order.lines:
            sku = order.skus[line["sku_id"]]
            sku.reserved -= line["reserved"]
            line["reserved"] = 0
            self._enter(sku, "sold", -line["quantity"], at, key=f"sold:{order.id}:{sku.id}", order_id=order.id)
        last = self.invoices[day.year] = self.invoices.get(day.year, 0) + 1
        order.values.update(confirmed_at=at, confirmed_on=day, invoiced_on=day)
        order.values["invoice_number"] = invoice_number(day.year, last)

    def _complete(self, order: SimOrder, action: str, at: datetime, by: str) -> None:
        order.values.update(completed_at=at, completed_on=self.day_of(at))
        self._move(order, action, at, by)

    def _give_up(self, order: SimOrder, action: str, at: datetime, by: str, reason: str | None) -> None:
        sold = order.state in SOLD
        self._move(order, action, at, by, reason=reason)
        self.till.void(order, at, by)
        self.prices.free(order, at)
        for line in order.lines:
            sku = order.skus[line["sku_id"]]
            if sold:
                key = f"cancel:{order.id}:{sku.id}"
                staff = by == STAFF
                self._enter(sku, "restocked", line["quantity"], at, key=key, order_id=order.id, by_staff=staff)
            else:
                sku.reserved -= line["reserved"]
                line["reserved"] = 0
        if order.kept_cents > 0:
            self.till.ask_back(order, order.kept_cents, f"cancel:{order.id}", reason or action, at, by)

    def _enter(self, sku: SimSku, kind: str, quantity: int, at: datetime, **more: Any) -> None:
        sku.on_hand += quantity
        by_staff = more.pop("by_staff", False)
        nothing = dict.fromkeys(("key", "order_id", "copy_id", "reason"))
        row = {"sku_id": sku.id, "kind": kind, "quantity": quantity, "made_at": at, "made_on": self.day_of(at)}
        self.entries.append({**row, **nothing, "made_by": self._staff_id if by_staff else None, **more})

    def _move(
        self,
        order: SimOrder,
        action: str,
        at: datetime,
        by: str,
        *,
        reason: str | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        self.till.move(ORDER, order, order.values, action, at, by, reason=reason, facts=facts)
        if order.state != PENDING_PAYMENT:
            order.values["expires_at"] = None
