"""python -m tests.bench.shop: ordering in a shop with a past, and two thousand sequences of acts.

On SQLite and on MariaDB: a shop of `--titles` titles with `--past` orders behind it, in which two processes put things
into carts and order them, as readers do, as often as they can for `--seconds`; then the lists of readers and of the
desk are opened. Last, `--sequences` random sequences of acts and moves of the clock, after each step of which
everything that must be true of the shop is asked (tests/selling_machine.py).
"""

import argparse
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.exc import DBAPIError

from backend.accounts.models import User
from backend.app import create_app
from backend.catalog.models import Book, Sku
from backend.core import clock, locking
from backend.core.actors import Actor
from backend.core.api import App
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.shop.models import InvoiceCounter, Order, OrderLine, ShopEvent, StockEntry
from backend.shop.queries.order_lines import order_page, orders_of
from backend.shop.queries.order_table import OrderWish, find_orders
from backend.shop.queries.quotes import quote_of
from backend.shop.queries.stock import entries_of
from backend.shop.queries.stock_table import StockWish, stock_page
from backend.shop.rules.lives import ORDER
from backend.shop.rules.numbers import invoice_number, order_number
from backend.shop.service.carts import cart_of_user, put_in
from backend.shop.service.placing import Asked, place_order
from tests import selling_machine
from tests.backend.shop.counter import HERE, SETTINGS, ZONE, make_address, make_counter
from tests.bench.circulation import STAFF_ID, VISITS, _insert, _library, _tell, _timed
from tests.bench.table import Figure, show
from tests.conftest import settings_for

ORDERS_A_MINUTE, LIST_LIMIT_MS, PROCESSES = 1_000, 100, 2
CENTS, PIECES = 4_990, 1_000_000
# States of the past, as often as in a shop that goes well; the first ones are the newest.
WAITING, OPEN = 50, 400


def main() -> None:
    asked = _arguments()
    figures: list[Figure] = []
    for name in asked.database:
        if asked.seconds:
            with _library(name) as (url, folder):
                _tell(f"{name}: {asked.titles:,} titles, {asked.past:,} orders behind it")
                app = create_app(settings_for(url, folder))
                with app.app_context():
                    _furnish(asked)
                    db.session.remove()
                    db.engine.dispose()
                figures += [_orders(name, url, folder, asked), *_lists(name, app, asked)]
        if asked.sequences:
            figures.append(_sequences(name, asked.sequences))
    sys.stdout.write(show(figures) + "\n")
    if any(figure.holds is False for figure in figures):
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for option, default in (("titles", 20_000), ("past", 100_000), ("readers", 5_000)):
        parser.add_argument(f"--{option}", type=int, default=default)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--sequences", type=int, default=2_000)
    parser.add_argument("--database", nargs="+", choices=("SQLite", "MariaDB"), default=["SQLite", "MariaDB"])
    return parser.parse_args()


def _furnish(asked: argparse.Namespace) -> None:
    """Titles with plenty of pieces, readers, and orders of the last two years."""
    random, here = Random(7), here_at(ZONE, clock.now())
    people, titles = range(1, asked.readers + 1), range(1, asked.titles + 1)
    same = {"added_on": here.today, "language": "zh", "stock_free": PIECES, "offer_cents": CENTS}
    _insert(
        User,
        (
            {"id": n, "name": f"u{n}", "display_name": f"读者{n}", "created_at": here.at, "role": _role(n)}
            for n in people
        ),
    )
    _insert(Book, ({"id": n, "title": f"第 {n} 本书", "sort_title": f"{n:06}", **same} for n in titles))
    _insert(Sku, ({"id": n, "book_id": n, "price_cents": CENTS, "on_hand": PIECES} for n in titles))
    came = {"kind": "received", "made_at": here.at, "made_on": here.today}
    _insert(StockEntry, ({"sku_id": n, "quantity": PIECES, **came} for n in titles))
    past = [_past(n, asked, random, here) for n in range(1, asked.past + 1)]
    _insert(Order, (order for order, _ in past))
    _insert(OrderLine, (line for _, lines in past for line in lines))
    _insert(ShopEvent, (_event(order) for order, _ in past))
    # None of them has an invoice of this year: numbers begin anew.
    _insert(InvoiceCounter, [{"year": here.today.year, "last": 0}])
    db.session.commit()


def _role(number: int) -> str:
    return "staff" if number == STAFF_ID else "reader"


def _past(
    number: int, asked: argparse.Namespace, random: Random, here: Here
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The newest wait for money or are on their way; the rest are over."""
    left = asked.past - number
    state = "pending_payment" if left < WAITING else "confirmed" if left < OPEN else "completed"
    day = here.today - timedelta(days=left * 700 // asked.past)
    at: datetime = here.at - timedelta(days=(here.today - day).days)
    reader = random.randint(2, asked.readers)
    lines = [
        {
            "order_id": number,
            "sku_id": sku_id,
            "book_id": sku_id,
            "kind": "new",
            "title": f"第 {sku_id} 本书",
            "quantity": 1,
            "list_cents": CENTS,
            "unit_cents": CENTS,
            "total_cents": CENTS,
            "reserved": 0,
        }
        for sku_id in sorted(random.sample(range(1, asked.titles + 1), random.randint(1, 3)))
    ]
    cents, done = CENTS * len(lines), state == "completed"
    order = {
        "id": number,
        "number": order_number(day, number * 7_919),
        "user_id": reader,
        "checkout_key": f"past:{number}",
        "state": state,
        "delivery": "pickup",
        "provider": "sandbox" if state == "pending_payment" else "pay_at_desk",
        "goods_cents": cents,
        "total_cents": cents,
        "tax_basis_points": 900,
        "tax_cents": cents * 9 // 109,
        "captured_cents": cents if done else 0,
        "payment_status": "paid" if done else "none",
        "placed_at": at,
        "placed_on": day,
        "expires_at": here.at + timedelta(minutes=30) if state == "pending_payment" else None,
        "confirmed_at": None if state == "pending_payment" else at,
        "confirmed_on": None if state == "pending_payment" else day,
        "completed_at": at if done else None,
        "completed_on": day if done else None,
        "closed_at": at if done else None,
        "tracking_number": f"SF{number:09}",
        "invoice_number": invoice_number(1999, number) if done else None,
    }
    return order, lines


def _event(order: dict[str, Any]) -> dict[str, Any]:
    row = {"entity": ORDER, "entity_id": order["id"], "order_id": order["id"], "action": "place", "facts": {}}
    return {**row, "after": order["state"], "actor_role": "reader", "happened_at": order["placed_at"]}


def _orders(name: str, url: str, folder: Path, asked: argparse.Namespace) -> Figure:
    """How often two processes fill a cart and order it, in a minute."""
    _tell(f"{name}: ordering for {asked.seconds} s")
    # Each has its own readers, as each reader has his own cart; the titles are the same.
    jobs = [(url, str(folder), seed, asked.titles, asked.readers, asked.seconds) for seed in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        rates = list(pool.map(_work, jobs))
    rate = sum(rates) * 60
    what = f"{name}: put into a cart and ordered, {asked.past:,} orders behind it"
    return Figure(what, f"{rate:,.0f} a minute", f"at least {ORDERS_A_MINUTE:,}", rate >= ORDERS_A_MINUTE)


def _work(job: tuple[str, str, int, int, int, int]) -> float:
    """Orders a second of one process."""
    url, folder, seed, titles, readers, seconds = job
    app, random, done = create_app(settings_for(url, Path(folder))), Random(seed), 0
    with app.app_context():
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            reader = random.randrange(2, readers - PROCESSES)
            done += _order(reader - reader % PROCESSES + seed, random.sample(range(1, titles + 1), 2), done)
        took = time.perf_counter() - started
        db.session.remove()
        db.engine.dispose()
    return done / took


def _order(reader_id: int, sku_ids: list[int], number: int) -> int:
    """Two titles into the cart, one after the other; then what is shown is ordered, every second time sold at once."""
    reader, here = Actor(reader_id, "reader", "bench"), here_at(ZONE, clock.now())
    provider = "pay_at_desk" if number % 2 else "sandbox"
    for sku_id in sku_ids:
        _kept(lambda: put_in(cart_of_user(reader_id, here.at), sku_id, 1, here))  # noqa: B023
    cart = cart_of_user(reader_id, here.at)
    shown = quote_of(cart.id, here.today, "pickup", None, None, reader_id).price_hash
    db.session.rollback()
    _kept(lambda: place_order(reader_id, Asked("pickup", None, provider, None, None, shown), reader, here, SETTINGS))
    return 1


def _kept(act: Any) -> None:
    """A request of its own, tried again as the edge of a request does."""
    for attempt in range(1, locking.ATTEMPTS + 1):
        try:
            act()
            db.session.commit()
            return
        except DBAPIError as error:
            db.session.rollback()
            if attempt == locking.ATTEMPTS or not locking.is_contention(error):
                raise


def _lists(name: str, app: App, asked: argparse.Namespace) -> list[Figure]:
    """How long the lists of a reader and of the desk take, and a page of one order."""
    figures = []
    with app.app_context():
        here, staff = here_at(ZONE, clock.now()), Actor(STAFF_ID, "staff")
        middle = asked.past // 2
        order = db.session.get_one(Order, middle)
        reader = Actor(order.user_id, "reader")
        number, tracked, day = order.number, order.tracking_number or "", here.today
        last = asked.past // 20

        def desk(words: str = "", state: str | None = None, status: str | None = None, page: int = 1) -> Any:
            wish = OrderWish(words, state or "all", status)
            return find_orders(wish, "-placed", page, 20, staff, day)

        def by_amount(**wish: Any) -> Any:
            return find_orders(OrderWish(**wish), "-amount", 1, 20, staff, day)

        def stock(sort: str = "-added", **wish: Any) -> Any:
            return stock_page(StockWish(**wish), sort, 1, 20, day)

        visits = {
            "orders of a reader": lambda: orders_of(reader.user_id or 0, None, 1, 20, reader, day),
            "an order with its history": lambda: order_page(middle, staff, day),
            "orders at the desk": desk,
            "orders at the desk, the last page": lambda: desk(page=last),
            "orders to pack": lambda: desk(state="confirmed"),
            "orders that go on": lambda: desk(state="open"),
            "orders that are over": lambda: desk(state="completed"),
            "orders without money": lambda: desk(status="none"),
            "orders by number": lambda: desk(number),
            "orders by tracking number": lambda: desk(tracked),
            "orders by name": lambda: desk("读者77"),
            "orders by amount": by_amount,
            "orders that are sent, by amount": lambda: by_amount(delivery="shipping", state="completed"),
            "stock": stock,
            "stock that is nearly gone": lambda: stock(scarce=True),
            "stock by title": lambda: stock(q="第 77"),
            "stock in the order of what is left": lambda: stock("left"),
            "stock in the order of titles": lambda: stock("title"),
            "ledger": lambda: entries_of(1, 1, 20),
        }
        for what, ask in visits.items():
            took = statistics.median(_timed(ask) for _ in range(VISITS))
            limit = f"limit {LIST_LIMIT_MS} ms"
            figures.append(Figure(f"{name}: {what}", f"{took:.1f} ms", limit, took < LIST_LIMIT_MS))
        db.session.remove()
        db.engine.dispose()
    return figures


def _sequences(name: str, number: int) -> Figure:
    """Random sequences in a small shop; a thing that is not true ends the bench with the steps that led to it."""
    _tell(f"{name}: {number:,} random sequences")
    with _library(name) as (url, folder):
        app = create_app(settings_for(url, folder))
        with app.app_context():
            counter = make_counter(selling_machine.READERS, selling_machine.PIECES)
            addresses = [make_address(counter.user(who)).id for who in range(selling_machine.READERS)]
            db.session.add(selling_machine.make_voucher(HERE))
            db.session.commit()
            started = time.perf_counter()
            selling_machine.run(counter, addresses, number, 15, same_each_time=False)
            took = time.perf_counter() - started
            db.session.remove()
            db.engine.dispose()
    return Figure(f"{name}: {number:,} random sequences", f"all true, {took:,.0f} s", "", True)


if __name__ == "__main__":
    main()
