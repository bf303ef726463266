"""A process may be killed between any two steps: what is written then is all of it or nothing, and whoever asks again
has it done once.
"""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from backend.catalog.models import Sku
from backend.core.database import db
from backend.core.settings import ROOT
from backend.shop.models import InvoiceCounter, Order, OrderLine, Payment, Refund, StockEntry
from backend.shop.queries.invariants import problems
from backend.shop.service.cancelling import cancel_order
from backend.shop.service.expiring import expire_orders
from backend.shop.service.locks import lock_order
from backend.shop.service.payments import Told, begin_payment, capture
from backend.shop.service.placing import Asked, place_order
from backend.shop.service.returning import return_lines
from tests.backend.shop.counter import (
    HERE,
    SETTINGS,
    Counter,
    agreed,
    buy,
    carry_out,
    fill_cart,
    later,
    make_counter,
    pay,
)


class Killed(BaseException):
    """Nobody catches it: as if the process were gone."""


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """The connection is lost before the statement of this number."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Killed

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def assert_survives(act: Callable[[], Any], unchanged: Callable[[], Any]) -> Any:
    """Killed before its first statement, its second, and so on, it has changed nothing; then it is done."""
    db.session.commit()
    before, number = unchanged(), 0
    while True:
        number += 1
        try:
            with killed_at(number):
                done = act()
                db.session.flush()  # the last statements too
        except Killed:
            db.session.rollback()
            assert unchanged() == before, f"killed before statement {number}"
            db.session.rollback()
            continue
        db.session.commit()
        assert list(problems()) == []
        assert number > 10
        return done


def everything() -> dict[str, Any]:
    """What an order, its money and the stock are made of."""
    tables = (Order, OrderLine, Payment, Refund, StockEntry, InvoiceCounter)
    rows = {table.__tablename__: db.session.query(table).count() for table in tables}
    skus = [(sku.on_hand, sku.reserved) for sku in db.session.query(Sku).order_by(Sku.id)]
    states = [(row.state, row.captured_cents, row.refunded_cents) for row in db.session.query(Order).order_by(Order.id)]
    assert list(problems()) == []
    return {**rows, "skus": skus, "states": states}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_order_is_placed_paid_for_and_given_back_wholly_or_not_at_all(library: Any) -> None:
    counter = make_counter(1, (3, 3))
    reader, skus = counter.readers[0], [sku.id for sku in counter.skus]
    fill_cart(counter.user(0), dict.fromkeys(skus, 2))
    asked = agreed(counter.user(0))
    order = assert_survives(lambda: place_order(counter.user(0), asked, reader, HERE, SETTINGS), everything)
    assert place_order(counter.user(0), asked, reader, HERE, SETTINGS).id == order.id

    payment = begin_payment(lock_order(order.id), reader, HERE, SETTINGS).payment
    assert payment.provider_ref is not None
    told = Told(payment.amount_cents, "CNY", payment.provider_ref)
    assert assert_survives(lambda: capture(payment.id, told, HERE), everything) == "captured"
    assert capture(payment.id, told, HERE) == "known"

    carry_out(order, counter)
    line = db.session.query(OrderLine).order_by(OrderLine.id).first()
    assert line is not None
    back = [(line.id, 1, True)]
    assert_survives(lambda: return_lines(order.id, back, "torn", counter.staff, HERE), everything)

    other = buy(reader, {skus[0]: 1})
    pay(other, reader)
    assert_survives(lambda: cancel_order(other.id, reader, HERE, None), everything)
    waiting = buy(reader, {skus[0]: 1})
    assert_survives(lambda: expire_orders(later(minutes=31), db.session.flush), everything)
    assert db.session.get_one(Order, waiting.id).state == "expired"


VICTIM = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from backend.app import create_app
from backend.core.database import db
from backend.core.settings import ROOT
from backend.shop.service.placing import Asked, place_order
from backend.core.actors import Actor
from tests.backend.shop.counter import HERE, SETTINGS
from tests.conftest import settings_for

url, folder, user_id, price_hash, number = sys.argv[1:]
seen = 0
def count(*_):
    global seen
    seen += 1
    if seen == int(number):
        os.kill(os.getpid(), signal.SIGKILL)
app = create_app(settings_for(url, Path(folder)))
with app.app_context():
    db.session.connection()
    event.listen(Engine, "before_cursor_execute", count)
    asked = Asked("pickup", None, "pay_at_desk", None, None, price_hash)
    place_order(int(user_id), asked, Actor(int(user_id), "reader"), HERE, SETTINGS)
    db.session.flush()
    # Everything is said, and nothing is kept yet.
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_really_killed_leaves_nothing_behind(app: Any, database_url: str, tmp_path: Any) -> None:
    """In the middle, and just before it would have kept everything; the next one has the locks at once."""
    with app.app_context():
        counter: Counter = make_counter(1, (3,))
        user_id, reader, sku_id = counter.user(0), counter.readers[0], counter.skus[0].id
        fill_cart(user_id, {sku_id: 2})
        asked: Asked = agreed(user_id, provider="pay_at_desk")
        db.session.commit()
    for number in ("25", "1000"):
        command = [sys.executable, "-c", VICTIM, database_url, str(tmp_path), str(user_id), asked.price_hash, number]
        victim = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        assert victim.returncode == -signal.SIGKILL, victim.stderr
        with app.app_context():
            assert (db.session.query(Order).count(), db.session.get_one(Sku, sku_id).on_hand) == (0, 3)
            assert list(problems()) == []
            db.session.rollback()
    with app.app_context():
        order = place_order(user_id, asked, reader, HERE, SETTINGS)
        db.session.commit()
        assert (order.invoice_number, db.session.get_one(Sku, sku_id).on_hand) == ("2026-000001", 1)
        assert list(problems()) == []
