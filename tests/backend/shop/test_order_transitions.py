"""What the tables of the lives do not list does not happen, for nobody and by no way."""

import ast
from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete

from backend.accounts.models import User
from backend.catalog.models import Sku
from backend.core.actors import CLOCKWORK, CLOCKWORK_ACTOR, OWNER, STAFF, Actor
from backend.core.database import db
from backend.core.lives import MoveForbidden, MoveNotAllowed
from backend.core.settings import ROOT
from backend.shop.models import Order, OrderLine, OrderReturn, Payment, Refund, ShopEvent, StockEntry
from backend.shop.rules.lives import LIVES, ORDER, ORDER_LIFE, ORDER_STATES, PAYMENT, PAYMENT_STATES, REFUND_STATES
from backend.shop.service.transitions import transition
from tests.clients import twins
from tests.conftest import NOW
from tests.factories import make_book
from tests.selling import make_order, make_sku

STATES: dict[str, tuple[str | None, ...]] = {
    "order": (None, *ORDER_STATES),
    "payment": (None, *PAYMENT_STATES),
    "refund": (None, *REFUND_STATES),
}
ACTIONS = sorted({action for life in LIVES.values() for action in life} | {"", "delete"})
ACTORS = {
    OWNER: Actor(1, "reader"),
    "another reader": Actor(2, "reader"),
    "auditor": Actor(1, "auditor"),
    STAFF: Actor(3, "staff"),
    CLOCKWORK: CLOCKWORK_ACTOR,
}
# As what each of them acts on the order of reader 1.
CAPACITY = {OWNER: OWNER, STAFF: STAFF, CLOCKWORK: CLOCKWORK}
DESK: dict[str, tuple[str, dict[str, Any] | None]] = {
    "cancel": ("cancel", {"reason": "x"}),
    "start": ("start", None),
    "put_back": ("put-back", None),
    "ship": ("ship", {"carrier": "SF", "tracking_number": "1"}),
    "ready": ("ready", {"slot": "A1"}),
    "deliver": ("deliver", None),
    "hand_over": ("hand-over", None),
    "not_collected": ("not-collected", None),
    "return_lines": ("returns", {"lines": [], "reason": "x"}),
}
MINE: dict[str, tuple[str, dict[str, Any] | None]] = {"cancel": ("cancel", {}), "deliver": ("received", None)}


def row_in(entity: str, state: str | None, order: Order) -> Any:
    if entity == ORDER:
        return Order(id=1, user_id=1, state=state)
    return (Payment if entity == PAYMENT else Refund)(id=1, order_id=order.id, state=state)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("entity", LIVES)
def test_no_action_leads_where_the_table_does_not_say(library: Any, entity: str) -> None:
    """Every state with every action, by everybody: nothing is written before the table was asked."""
    owner = User(id=1, name="one", display_name="One", created_at=NOW)
    db.session.add(owner)
    db.session.flush()  # the order needs its reader
    order = make_order(owner, {make_sku(make_book()): 1}, NOW.date())
    refused = 0
    for state, action, (name, actor) in product(STATES[entity], ACTIONS, ACTORS.items()):
        with db.session.no_autoflush:
            row, move = row_in(entity, state, order), LIVES[entity].get(action)
            listed = move is not None and state in move.before
            if listed and move is not None and CAPACITY.get(name) in move.by:
                continue
            with pytest.raises(MoveForbidden if listed else MoveNotAllowed):
                transition(row, action, actor, NOW)
        assert row.state == state
        refused += 1
    assert refused > 200
    assert db.session.query(ShopEvent).count() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("delivery", ["pickup", "shipping"])
def test_no_route_takes_an_action_that_the_table_does_not_list(app: Any, sign_in_as: Any, delivery: str) -> None:
    desk, mine = (twins(sign_in_as(role), 1)[0] for role in ("staff", "reader"))
    taken, refused = 0, 0
    for (client, prefix, routes), state in product(((desk, "/staff", DESK), (mine, "", MINE)), ORDER_STATES):
        for action, (name, body) in routes.items():
            with app.app_context():
                order_id, line_id = _store(mine.user_id, state, delivery)
            if action == "return_lines":
                body = {"lines": [{"line_id": line_id, "quantity": 1, "restocked": True}], "reason": "x"}
            path = f"/api{prefix}/orders/{order_id}/{name}"
            answer = client.post(path, **({"json": body} if body is not None else {}))
            with app.app_context():
                now = db.session.get_one(Order, order_id).state
                events = db.session.query(ShopEvent).filter_by(entity=ORDER).all()
            told = answer.get_json()
            if answer.status_code == 200:
                move = ORDER_LIFE[action] if now != "returned" else ORDER_LIFE["return_all"]
                assert (state in move.before, now) == (True, move.after), (state, action)
                assert len(events) == 1
                taken += 1
                continue
            listed = state in ORDER_LIFE[action].before
            code = "shop_action_refused" if listed else "move_not_allowed"
            assert (answer.status_code, told["code"], now, events) == (409, code, state, []), (state, action)
            refused += 1
    assert taken >= 6 and refused >= 60


def _store(user_id: int, state: str, delivery: str) -> tuple[int, int]:
    """The one order of the shop, in this state, with nothing before it; paid for."""
    for table in (ShopEvent, Refund, Payment, OrderReturn, StockEntry, OrderLine, Order, Sku):
        db.session.execute(delete(table))
    sku = make_sku(make_book())
    user = db.session.get_one(User, user_id)
    where = {"recipient": "x", "phone": "1", "country": "CN", "region": "x", "city": "x", "district": "", "street": "x"}
    address = {**where, "postal_code": ""} if delivery == "shipping" else None
    order = make_order(user, {sku: 1}, NOW.date(), state=state, delivery=delivery, address=address)
    # Its money is beside the point here: what costs nothing is paid for.
    order.voucher_cents, order.total_cents, order.payment_status = order.goods_cents, 0, "paid"
    line = db.session.query(OrderLine).one()
    line.voucher_cents = line.total_cents
    db.session.commit()
    return order.id, line.id


def test_only_one_file_writes_the_state_of_an_order_a_payment_or_a_refund() -> None:
    """Carts have states of their own, what the pretended bank keeps is its own, and the seed writes a past as rows."""
    found = {}
    for path in sorted((ROOT / "backend" / "shop").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        lines = _writes(ast.parse(path.read_text()))
        if lines:
            found[name] = lines
    carts = {"backend/shop/service/carts.py", "backend/shop/service/merging.py", "backend/shop/service/placing.py"}
    bank = {"backend/shop/service/providers/sandbox.py"}
    assert set(found) - carts - bank == {"backend/shop/service/transitions.py"}


def _writes(tree: ast.AST) -> list[int]:
    """Lines on which the state of something is set, or asked to be set by a statement."""
    lines = []
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = [
                part for target in node.targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        lines += [target.lineno for target in targets if isinstance(target, ast.Attribute) and target.attr == "state"]
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("values", "Order", "Payment", "Refund"):
                lines += [node.lineno for word in node.keywords if word.arg == "state"]
            if name == "setattr" and any(getattr(arg, "value", "") == "state" for arg in node.args):
                lines.append(node.lineno)
    return lines
