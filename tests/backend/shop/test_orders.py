"""From the cart to the reader's hands and back: what happens to the pieces, the money and the paper on the way."""

from datetime import date
from typing import Any

import pytest

from backend.catalog.models import Book, Sku
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.database import db
from backend.shop.models import Cart, Discount, InvoiceCounter, Order, OrderLine, Payment, Refund, StockEntry, Voucher
from backend.shop.queries.invariants import problems
from backend.shop.queries.order_lines import order_page
from backend.shop.rules.refusals import (
    CartEmpty,
    OrderRefused,
    OutOfStock,
    PriceChanged,
    ReasonMissing,
    ShopActionRefused,
)
from backend.shop.service import stock
from backend.shop.service.cancelling import cancel_order
from backend.shop.service.expiring import close_uncollected, complete_shipped, expire_orders
from backend.shop.service.fulfilling import hand_over, make_ready, not_collected, ship, start_packing
from backend.shop.service.offering import change_offer
from backend.shop.service.placing import place_order
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
    make_address,
    make_counter,
    pay,
)
from tests.factories import make_copy
from tests.queries import count_queries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(library: Any) -> Counter:
    return make_counter(2, (3, 1))


def numbers(sku: Sku) -> tuple[int, int]:
    db.session.flush()  # what is not stored would be lost
    db.session.expire_all()
    return sku.on_hand, sku.reserved


def sound() -> bool:
    """Also what the rows would say if they were read anew."""
    db.session.flush()  # asked of what is stored
    found = list(problems())
    assert found == []
    return True


def test_an_order_sets_pieces_aside_until_its_money_comes(counter: Counter) -> None:
    sku, reader = counter.skus[0], counter.readers[0]
    order = buy(reader, {sku.id: 2})
    assert (order.state, order.total_cents, numbers(sku)) == ("pending_payment", 9_980, (3, 2))
    assert order.expires_at == later(minutes=30).at
    assert db.session.get_one(Book, sku.book_id).stock_free == 1
    assert db.session.query(Cart).one().state == "converted"

    assert pay(order, reader) == "captured"
    assert (order.state, order.payment_status, order.invoice_number) == ("confirmed", "paid", "2026-000001")
    assert numbers(sku) == (1, 0)
    assert sound()


def test_what_is_paid_for_at_the_desk_is_sold_at_once_and_not_handed_over_before(counter: Counter) -> None:
    from backend.shop.service.desk_money import take_at_desk

    sku = counter.skus[1]
    order = buy(counter.readers[0], {sku.id: 1}, provider="pay_at_desk")
    assert (order.state, order.payment_status, numbers(sku)) == ("confirmed", "none", (0, 0))
    book = db.session.get_one(Book, sku.book_id)
    assert (book.stock_free, book.offer_cents) == (0, None)
    start_packing(order.id, counter.staff, HERE)
    make_ready(order.id, "B7", counter.staff, HERE)
    with pytest.raises(ShopActionRefused) as refused:
        hand_over(order.id, counter.staff, HERE)
    assert refused.value.reasons == [{"code": "not_paid", "cents": 4_990}]
    take_at_desk(order.id, "cash", 4_990, counter.staff, HERE)
    assert hand_over(order.id, counter.staff, HERE).completed_on == HERE.today
    assert sound()


def test_the_same_asked_twice_is_one_order(counter: Counter) -> None:
    reader, sku = counter.readers[0], counter.skus[0]
    fill_cart(counter.user(0), {sku.id: 1})
    asked = agreed(counter.user(0))
    first = place_order(counter.user(0), asked, reader, HERE, SETTINGS)
    assert place_order(counter.user(0), asked, reader, later(minutes=3), SETTINGS).id == first.id
    # The cart is full of something else meanwhile: what was agreed to is still that order.
    fill_cart(counter.user(0), {counter.skus[1].id: 1})
    assert place_order(counter.user(0), asked, reader, later(minutes=4), SETTINGS).id == first.id
    # Whoever puts the same into the cart again wants it again.
    again = buy(reader, {sku.id: 1})
    assert again.id != first.id
    with pytest.raises(CartEmpty):
        place_order(counter.user(1), asked, counter.readers[1], HERE, SETTINGS)
    assert sound()


def test_another_price_than_the_one_shown_is_named_and_nothing_is_ordered(counter: Counter) -> None:
    sku = counter.skus[0]
    fill_cart(counter.user(0), {sku.id: 2})
    asked = agreed(counter.user(0))
    change_offer(sku.id, {"price_cents": 5_500}, HERE)
    with pytest.raises(PriceChanged) as refused:
        place_order(counter.user(0), asked, counter.readers[0], HERE, SETTINGS)
    changed = {"sku_id": sku.id, "book_id": sku.book_id, "seen_cents": 4_990, "now_cents": 5_500}
    assert refused.value.reasons == [
        {"code": "price_changed", **changed},
        {"code": "total_changed", "now_cents": 11_000},
    ]
    assert (db.session.query(Order).count(), numbers(sku)) == (0, (3, 0))
    order = place_order(counter.user(0), agreed(counter.user(0)), counter.readers[0], HERE, SETTINGS)
    assert order.total_cents == 11_000


def test_a_discount_that_ends_at_midnight_is_another_price_after_it(counter: Counter) -> None:
    sku, day = counter.skus[0], HERE.today
    db.session.add(
        Discount(name_zh="x", name_en="x", percent=15, starts_on=day, ends_on=day, sku_id=sku.id, changed_at=HERE.at)
    )
    fill_cart(counter.user(0), {sku.id: 1})
    asked = agreed(counter.user(0))
    with pytest.raises(PriceChanged):
        place_order(counter.user(0), asked, counter.readers[0], later(days=1), SETTINGS)
    order = place_order(counter.user(0), asked, counter.readers[0], HERE, SETTINGS)
    line = db.session.query(OrderLine).one()
    assert (order.total_cents, line.list_cents, line.unit_cents) == (4_242, 4_990, 4_242)


def test_everything_that_is_missing_is_named_at_once(counter: Counter) -> None:
    one, two = counter.skus
    fill_cart(counter.user(0), {one.id: 4, two.id: 2})
    with pytest.raises(OutOfStock) as refused:
        place_order(counter.user(0), agreed(counter.user(0)), counter.readers[0], HERE, SETTINGS)
    assert refused.value.reasons == [
        {"code": "out_of_stock", "sku_id": one.id, "book_id": one.book_id, "wanted": 4, "left": 3},
        {"code": "out_of_stock", "sku_id": two.id, "book_id": two.book_id, "wanted": 2, "left": 1},
    ]


def test_how_it_cannot_be_ordered_is_said_all_at_once(counter: Counter) -> None:
    fill_cart(counter.user(0), {counter.skus[0].id: 1})
    others = make_address(counter.user(1))
    asked = agreed(counter.user(0), delivery="shipping", provider="pay_at_desk", address_id=others.id)
    with pytest.raises(OrderRefused) as refused:
        place_order(counter.user(0), asked, counter.readers[0], HERE, SETTINGS)
    assert refused.value.reasons is not None
    assert {reason["code"] for reason in refused.value.reasons} == {"address_missing", "payment_way_refused"}


def test_what_is_sent_is_as_it_was_when_it_was_ordered(counter: Counter) -> None:
    reader, sku = counter.readers[0], counter.skus[0]
    address = make_address(counter.user(0))
    order = buy(reader, {sku.id: 1}, delivery="shipping", address_id=address.id)
    address.street = "elsewhere"
    sku.price_cents = 1
    pay(order, reader)
    start_packing(order.id, counter.staff, HERE)
    with pytest.raises(ShopActionRefused):
        make_ready(order.id, "A1", counter.staff, HERE)
    ship(order.id, "SF", "SF1", counter.staff, HERE)
    assert order.address is not None
    assert (order.address["street"], order.shipping_cents, order.total_cents) == ("文一路 1 号", 800, 5_790)
    assert complete_shipped(later(days=14), db.session.flush) == 0
    assert complete_shipped(later(days=15), db.session.flush) == 1
    assert order.state == "completed"
    assert [event.action for event in order_page(order.id, reader, HERE.today).events if event.entity == "order"] == [
        *("place", "payment_captured", "start", "ship", "deliver"),
    ]
    assert sound()


def test_readers_cancel_until_it_is_packed_and_get_their_money_back(counter: Counter) -> None:
    reader, sku = counter.readers[0], counter.skus[0]
    waiting, paid, packed = (buy(reader, {sku.id: 1}) for _ in range(3))
    for order in (paid, packed):
        pay(order, reader)
    start_packing(packed.id, counter.staff, HERE)
    assert numbers(sku) == (1, 1)
    cancel_order(waiting.id, reader, HERE, None)
    cancel_order(paid.id, reader, HERE, None)
    with pytest.raises(ShopActionRefused) as refused:
        cancel_order(packed.id, reader, HERE, None)
    assert refused.value.reasons == [{"code": "being_packed"}]
    with pytest.raises(ReasonMissing):
        cancel_order(packed.id, counter.staff, HERE, " ")
    cancel_order(packed.id, counter.staff, HERE, "a page is torn")
    assert numbers(sku) == (3, 0)
    assert [order.payment_status for order in (waiting, paid, packed)] == ["none", "refunded", "refunded"]
    assert sound()


def test_what_nobody_pays_for_in_time_is_for_sale_again(counter: Counter) -> None:
    reader, sku = counter.readers[0], counter.skus[1]
    order = buy(reader, {sku.id: 1})
    assert expire_orders(later(minutes=30), db.session.flush) == 0
    assert expire_orders(later(minutes=31), db.session.flush) == 1
    assert (order.state, numbers(sku)) == ("expired", (1, 0))
    assert sound()


def test_money_that_comes_too_late_buys_what_is_still_there_and_else_goes_back(counter: Counter) -> None:
    from backend.shop.service.locks import lock_order
    from backend.shop.service.payments import Told, begin_payment, capture

    (one, two), sku = counter.readers, counter.skus[1]
    order = buy(one, {sku.id: 1})
    begun = begin_payment(lock_order(order.id), one, HERE, SETTINGS).payment
    assert begun.provider_ref is not None
    told = Told(begun.amount_cents, "CNY", begun.provider_ref)
    expire_orders(later(minutes=31), db.session.flush)
    with db.session.begin_nested() as nested:
        assert capture(begun.id, told, later(minutes=32)) == "revived"
        assert (order.state, numbers(sku), order.payment_status) == ("confirmed", (0, 0), "paid")
        assert sound()
        nested.rollback()
    db.session.expire_all()
    buy(two, {sku.id: 1}, later(minutes=32))
    assert capture(begun.id, told, later(minutes=33)) == "late"
    assert (order.state, order.payment_status, numbers(sku)) == ("expired", "refunded", (1, 1))
    assert sound()


def test_a_provider_at_work_has_ten_minutes_more(counter: Counter) -> None:
    from backend.shop.service.locks import lock_order
    from backend.shop.service.payments import begin_payment
    from backend.shop.service.transitions import transition

    reader = counter.readers[0]
    order = buy(reader, {counter.skus[0].id: 1})
    payment = begin_payment(lock_order(order.id), reader, HERE, SETTINGS).payment
    transition(payment, "process", CLOCKWORK_ACTOR, later(minutes=25).at)
    assert expire_orders(later(minutes=34), db.session.flush) == 0
    assert expire_orders(later(minutes=36), db.session.flush) == 1
    assert (order.state, db.session.query(Payment).one().state) == ("expired", "voided")


def test_what_nobody_comes_for_goes_back_on_the_shelf_after_the_last_open_day(counter: Counter) -> None:
    reader, sku = counter.readers[0], counter.skus[0]
    order = buy(reader, {sku.id: 1})
    pay(order, reader)
    start_packing(order.id, counter.staff, HERE)
    make_ready(order.id, "A1", counter.staff, HERE)
    assert order.pickup_until is not None
    days = (order.pickup_until - HERE.today).days
    with pytest.raises(ShopActionRefused):
        not_collected(order.id, counter.staff, later(days=days))
    assert close_uncollected(later(days=days), db.session.flush) == 0
    assert close_uncollected(later(days=days + 4), db.session.flush) == 1
    assert (order.state, order.payment_status, numbers(sku)) == ("cancelled", "refunded", (3, 0))
    assert sound()


def test_what_comes_back_is_paid_back_to_the_last_cent_of_its_share(counter: Counter) -> None:
    reader, sku = counter.readers[0], counter.skus[0]
    fields: dict[str, Any] = {"code": "TEN", "name_zh": "x", "name_en": "x", "kind": "amount", "value": 1_000}
    db.session.add(Voucher(**fields, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), changed_at=HERE.at))
    db.session.flush()  # the quote reads what is stored
    order = buy(reader, {sku.id: 3}, voucher_code="TEN")
    pay(order, reader)
    carry_out(order, counter)
    line = db.session.query(OrderLine).one()
    assert (order.total_cents, line.voucher_cents) == (13_970, 1_000)

    def back(pieces: int, again: bool) -> None:
        returned = [(line.id, pieces, again)]
        return_lines(order.id, returned, "damaged in the post", counter.staff, later(days=14))

    back(1, False)
    assert (order.state, order.refunded_cents, numbers(sku)) == ("completed", 4_656, (0, 0))
    with pytest.raises(ShopActionRefused) as refused:
        back(3, True)
    assert refused.value.reasons == [{"code": "more_than_bought", "line_id": line.id, "wanted": 3, "left": 2}]
    back(1, True)
    back(1, True)
    assert (order.state, order.payment_status, numbers(sku)) == ("returned", "refunded", (2, 0))
    assert sorted(refund.amount_cents for refund in db.session.query(Refund)) == [4_656, 4_657, 4_657]
    assert sound()


def test_nothing_comes_back_after_its_time(counter: Counter) -> None:
    reader = counter.readers[0]
    order = buy(reader, {counter.skus[0].id: 1})
    pay(order, reader)
    carry_out(order, counter)
    line = db.session.query(OrderLine).one()
    with pytest.raises(ShopActionRefused) as refused:
        return_lines(order.id, [(line.id, 1, True)], "late", counter.staff, later(days=15))
    assert refused.value.reasons == [{"code": "return_time_over", "until": "2026-12-04"}]


def test_invoices_are_numbered_without_a_gap_in_each_year(counter: Counter) -> None:
    reader, sku = counter.readers[0], counter.skus[0]
    with db.session.begin_nested() as nested:
        buy(reader, {sku.id: 1}, provider="pay_at_desk")
        nested.rollback()
    db.session.expire_all()
    given = [buy(reader, {sku.id: 1}, later(days=day), provider="pay_at_desk").invoice_number for day in (0, 1, 60)]
    assert given == ["2026-000001", "2026-000002", "2027-000001"]
    assert {row.year: row.last for row in db.session.query(InvoiceCounter)} == {2026: 2, 2027: 1}


def test_the_stock_is_a_ledger_that_nobody_takes_reserved_pieces_from(counter: Counter) -> None:
    sku, staff = counter.skus[0], counter.staff
    buy(counter.readers[0], {sku.id: 2})
    with pytest.raises(ShopActionRefused) as refused:
        stock.adjust(sku.id, -2, "counted", staff, HERE)
    assert refused.value.reasons == [{"code": "pieces_reserved", "count": 2, "left": 1}]
    stock.adjust(sku.id, -1, "counted", staff, HERE)
    entries = [(entry.kind, entry.quantity) for entry in db.session.query(StockEntry).filter_by(sku_id=sku.id)]
    assert (entries, numbers(sku)) == ([("received", 3), ("adjusted", -1)], (2, 2))
    assert sound()


def test_a_withdrawn_copy_is_sold_once_as_a_used_one(counter: Counter) -> None:
    book = db.session.get_one(Book, counter.skus[1].book_id)
    copy, staff = make_copy(book), counter.staff
    with pytest.raises(ShopActionRefused) as refused:
        stock.take_withdrawn_copy(copy.barcode, 900, None, staff, HERE)
    assert refused.value.reasons == [{"code": "copy_not_withdrawn", "condition": "ok"}]
    copy.condition = "withdrawn"
    used = stock.take_withdrawn_copy(copy.barcode, 900, "a name on the first page", staff, HERE)
    assert (used.kind, numbers(used), book.stock_free, book.offer_cents) == ("used", (1, 0), 2, 900)
    with pytest.raises(ShopActionRefused):
        stock.take_withdrawn_copy(copy.barcode, 900, None, staff, HERE)
    assert sound()


def test_a_list_of_orders_costs_the_same_however_long_it_is(counter: Counter) -> None:
    from backend.shop.queries.order_lines import orders_of

    sku, reader = counter.skus[0], counter.readers[0]
    stock.receive(sku.id, 20, None, counter.staff, HERE)

    def statements() -> int:
        db.session.flush()  # what is stored already costs nothing later
        db.session.expire_all()
        with count_queries() as counted:
            orders_of(counter.user(0), None, 1, 20, reader, HERE.today)
        return len(counted)

    buy(reader, {sku.id: 1})
    one = statements()
    for _ in range(5):
        buy(reader, {sku.id: 1, counter.skus[1].id: 1} if numbers(counter.skus[1]) == (1, 0) else {sku.id: 1})
    assert statements() == one <= 7
