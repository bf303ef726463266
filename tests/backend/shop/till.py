"""An order that waits for its money, a pretended bank, and everything that must not have changed."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog.models.copies import Sku
from backend.core import clock
from backend.core.database import Base, db
from backend.core.here import Here, here_at
from backend.shop.models import Order, OrderLine, ProviderEvent, ShopEvent
from backend.shop.service.providers.sandbox import SIGNATURE, Message, Sandbox
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_book
from tests.selling import make_order, make_sku

TODAY = date(2026, 11, 20)
EVENTS = "/api/payments/sandbox/events"
TOTAL = 10_000


@dataclass
class Bought:
    """Two pieces of something, ordered and not paid for; ids, because each test has sessions of its own."""

    order_id: int
    sku_id: int

    @property
    def order(self) -> Order:
        return db.session.get_one(Order, self.order_id, populate_existing=True)

    @property
    def sku(self) -> Sku:
        return db.session.get_one(Sku, self.sku_id, populate_existing=True)

    @property
    def money(self) -> tuple[str, str, int, int]:
        """State, word for its money, captured, refunded."""
        order = self.order
        return order.state, order.payment_status, order.captured_cents, order.refunded_cents


def make_unpaid(user_id: int, on_hand: int = 2, **values: Any) -> Order:
    """Two pieces for 100.00, which wait for their money for half an hour."""
    sku = make_sku(make_book(), on_hand)
    defaults = {"state": "pending_payment", "provider": "sandbox", "expires_at": NOW + timedelta(minutes=30)}
    order = make_order(db.session.get_one(User, user_id), {sku: 2}, TODAY, **{**defaults, **values})
    placed = {"entity": "order", "entity_id": order.id, "action": "place", "after": order.state, "facts": {}}
    db.session.add(ShopEvent(order_id=order.id, actor_id=user_id, actor_role="reader", happened_at=NOW, **placed))
    db.session.flush()
    return order


def make_alert() -> ProviderEvent:
    """Something that staff should look at."""
    told = {"provider": "sandbox", "event_id": "ev_0", "outcome": "unknown_ref", "facts": {"ref": "0" * 32}}
    alert = ProviderEvent(**told, alert=True, received_at=NOW)
    db.session.add(alert)
    db.session.flush()
    return alert


def buy(user_id: int, on_hand: int = 2, **values: Any) -> Bought:
    """The same, committed."""
    order = make_unpaid(user_id, on_hand, **values)
    sku_id = db.session.scalar(select(OrderLine.sku_id).where(OrderLine.order_id == order.id))
    db.session.commit()
    assert sku_id is not None
    return Bought(order.id, sku_id)


def here(app: Any) -> Here:
    return here_at(app.config["SETTINGS"].time_zone, clock.now())


def bank(app: Any) -> Sandbox:
    return Sandbox(app.config["SETTINGS"].secret_key)


def begin(client: LibraryClient, order_id: int) -> str:
    """Go to pay; the bank's word for it."""
    answer = client.post(f"/api/orders/{order_id}/payments", json={})
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["redirect"]).rpartition("/")[2]


def act(client: LibraryClient, ref: str, act_: str) -> list[dict[str, Any]]:
    """Do something on the bank's page; the messages that it sends for it."""
    answer = client.post(f"/api/sandbox/payments/{ref}", json={"act": act_})
    assert answer.status_code == 200, answer.get_json()
    found: list[dict[str, Any]] = answer.get_json()["messages"]
    return found


def deliver(client: Any, message: dict[str, Any] | Message) -> tuple[int, str]:
    """The status, and what the library made of it."""
    body, signature = (
        (message.body, message.signature) if isinstance(message, Message) else (message["body"], message["signature"])
    )
    headers = {SIGNATURE: signature}
    answer = client.post(EVENTS, data=body, content_type="application/json", headers=headers)
    told = answer.get_json()
    return answer.status_code, told.get("outcome") or told["code"]


def forge(app: Any, ref: str, **changed: Any) -> Message:
    """A message that is signed as it should be, and says what somebody likes."""
    told = {
        "id": "ev_1",
        "ref": ref,
        "status": "captured",
        "amount_cents": TOTAL,
        "currency": "CNY",
        "merchant": "shelfwise-sandbox",
        **changed,
    }
    body = json.dumps(told)
    return Message(body, bank(app).sign(body.encode(), clock.now()))


def everything(without: tuple[str, ...] = ()) -> dict[str, int]:
    """How many rows each table has, and the sums that matter."""
    db.session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name not in without]
    found = {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    for column in (Sku.on_hand, Sku.reserved, Order.captured_cents, Order.refunded_cents):
        found[str(column)] = int(db.session.scalar(select(func.coalesce(func.sum(column), 0))) or 0)
    for state, number in db.session.execute(select(Order.state, func.count()).group_by(Order.state)):
        found[f"orders {state}"] = number
    return found


def outcomes() -> list[tuple[str, bool]]:
    """What was made of what the bank told, and whether staff should look."""
    rows = select(ProviderEvent.outcome, ProviderEvent.alert).order_by(ProviderEvent.id)
    return [(outcome, alert) for outcome, alert in db.session.execute(rows)]
