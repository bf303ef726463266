"""Many at once, each with a connection of his own, on real databases: no piece is sold twice, no cent comes twice."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from backend.catalog.models import Book, Sku
from backend.core.actors import actor_of
from backend.core.database import db
from backend.core.idempotency import HEADER
from backend.shop.models import Order, Payment, Refund, ShopEvent, StockEntry
from backend.shop.queries.invariants import problems
from backend.shop.service import refunds
from backend.shop.service.cancelling import cancel_order
from backend.shop.service.expiring import expire_orders
from backend.shop.service.locks import lock_order
from backend.shop.service.payments import Told, begin_payment, capture
from backend.shop.service.placing import place_order
from tests.backend.circulation.test_at_once import CROWD, crowd, in_library
from tests.backend.shop.counter import HERE, SETTINGS, agreed, buy, fill_cart, later, make_counter, pay, put_on_sale
from tests.clients import LibraryClient, twins
from tests.factories import make_user

ROUNDS = 3


def assert_sound(app: Any) -> None:
    with app.app_context():
        assert list(problems()) == []
        for sku in db.session.query(Sku):
            assert db.session.get_one(Book, sku.book_id).stock_free == sku.on_hand - sku.reserved


@pytest.fixture
def shop(app: Any) -> Any:
    """The same, with the pretended bank."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], payment_providers=SETTINGS.payment_providers)
    return app


def test_the_last_piece_in_fifty_carts_is_ordered_once_and_forty_nine_are_told_so(shop: Any) -> None:
    with shop.app_context():
        counter = make_counter(CROWD, (1,))
        sku_id = counter.skus[0].id
        asked = []
        for who in range(CROWD):
            fill_cart(counter.user(who), {sku_id: 1})
            asked.append(agreed(counter.user(who)))
        db.session.commit()

    def order(which: int) -> Any:
        who, reader = counter.user(which), counter.readers[which]
        return in_library(shop, lambda: place_order(who, asked[which], reader, HERE, SETTINGS).state)

    answers = Tally(crowd(order))
    assert answers == {"pending_payment": 1, "OutOfStock": CROWD - 1}
    with shop.app_context():
        assert db.session.query(Order).count() == 1
        assert db.session.get_one(Sku, sku_id).reserved == 1
    assert_sound(shop)


def test_fifty_equal_submits_are_one_order_with_a_key_and_without(shop: Any, sign_in_as: Any) -> None:
    clients: list[LibraryClient] = twins(sign_in_as("reader"), CROWD)
    with shop.app_context():
        counter = make_counter(0, (9,))
        fill_cart(clients[0].user_id, {counter.skus[0].id: 2})
        shown = agreed(clients[0].user_id)
        db.session.commit()

    def submit(which: int) -> tuple[int, Any]:
        headers = {HEADER: "checkout-1"} if which % 2 else {}
        body = {"delivery": "pickup", "provider": "sandbox", "price_hash": shown.price_hash}
        answer = clients[which].post("/api/orders", json=body, headers=headers)
        told = answer.get_json()
        return answer.status_code, told["id"] if answer.status_code == 201 else told["code"]

    answers = Tally(crowd(submit))
    # On a machine with too much to do somebody may be told to try again; nobody sees a fault.
    answers.pop((409, "busy"), None)
    assert {status for status, _ in answers} == {201}
    assert len(answers) == 1
    with shop.app_context():
        assert db.session.query(Order).count() == 1
        assert db.session.query(ShopEvent).count() == 1
    assert_sound(shop)


def test_the_message_the_return_page_and_the_job_at_once_confirm_once_and_sell_once(shop: Any) -> None:
    """The half hour is just over: money that comes before the job or after it sells the same pieces, once."""
    for _ in range(ROUNDS):
        with shop.app_context():
            counter = make_counter(1, (2,))
            reader = counter.readers[0]
            order = buy(reader, {counter.skus[0].id: 2})
            payment = begin_payment(lock_order(order.id), reader, HERE, SETTINGS).payment
            assert payment.provider_ref is not None
            told = Told(payment.amount_cents, "CNY", payment.provider_ref)
            order_id, payment_id, sku_id = order.id, payment.id, counter.skus[0].id
            db.session.commit()

        now = later(minutes=31)
        acts: list[Callable[[], Any]] = [
            lambda: in_library(shop, lambda: capture(payment_id, told, now)),  # noqa: B023
            lambda: in_library(shop, lambda: capture(payment_id, replace(told, event_id="ev"), now)),  # noqa: B023
            lambda: in_library(shop, lambda: expire_orders(now, db.session.commit)),  # noqa: B023
        ]
        done = crowd(lambda which: acts[which](), len(acts))  # noqa: B023
        assert sorted(map(str, done[:2])) in (["captured", "known"], ["known", "revived"])
        with shop.app_context():
            row = db.session.get_one(Order, order_id)
            assert (row.state, row.payment_status, row.refunded_cents) == ("confirmed", "paid", 0)
            sold = db.session.query(StockEntry).filter_by(sku_id=sku_id, kind="sold").all()
            assert [entry.quantity for entry in sold] == [-2]
            assert db.session.query(Payment).filter_by(order_id=order_id).count() == 1
            events = db.session.query(ShopEvent).filter_by(order_id=order_id, entity="order", after="confirmed")
            assert events.count() == 1
        assert_sound(shop)


def test_two_refunds_at_once_give_back_once(shop: Any) -> None:
    with shop.app_context():
        counter = make_counter(1, (1,))
        order = buy(counter.readers[0], {counter.skus[0].id: 1})
        pay(order, counter.readers[0])
        order_id = order.id
        db.session.commit()
    acts: list[Callable[[], Any]] = [
        lambda: len(refunds.refund_by_staff(order_id, 4_990, "torn", counter.staff, HERE)),
        lambda: len(refunds.refund_by_staff(order_id, 4_990, "torn", counter.staff, HERE)),
        lambda: cancel_order(order_id, counter.readers[0], HERE, None).state,
    ]
    done = crowd(lambda which: in_library(shop, acts[which]), len(acts))
    assert done[2] == "cancelled"
    assert sorted(map(str, done[:2])) in (["1", "MoreThanCaptured"], ["MoreThanCaptured", "MoreThanCaptured"])
    with shop.app_context():
        assert [refund.amount_cents for refund in db.session.query(Refund)] == [4_990]
    assert_sound(shop)


def test_orders_of_the_same_things_in_any_order_never_wait_for_each_other_for_ever(shop: Any) -> None:
    """New and used pieces of the same titles, in orders that name them the other way round; invoices without a gap."""
    with shop.app_context():
        staff = actor_of(make_user(role="staff"))
        skus = [put_on_sale(100, staff) for _ in range(4)]
        people = [actor_of(make_user()) for _ in range(12)]
        shown = []
        for number, reader in enumerate(people):
            assert reader.user_id is not None
            fill_cart(reader.user_id, {sku.id: 1 for sku in (skus if number % 2 else skus[::-1])})
            shown.append(agreed(reader.user_id, provider="pay_at_desk"))
        db.session.commit()

    def order(which: int) -> Any:
        reader = people[which]
        user_id = reader.user_id or 0
        return in_library(shop, lambda: place_order(user_id, shown[which], reader, HERE, SETTINGS).invoice_number)

    numbers = crowd(order, len(people))
    assert sorted(numbers) == [f"2026-{count:06d}" for count in range(1, len(people) + 1)]
    assert_sound(shop)
