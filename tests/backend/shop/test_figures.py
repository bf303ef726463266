"""Figures of the shop: what they say is what the orders say, counted in another way; and who may see them."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from backend.core.database import db
from backend.shop.models import OrderLine
from backend.shop.queries.figures import shop_figures
from backend.shop.rules.figures import FiguresRangeRefused, Range, range_of, start_of, steps_of
from tests.clients import LibraryClient
from tests.factories import make_book, make_category, make_user
from tests.queries import count_queries
from tests.selling import make_order, make_payment, make_refund, make_sku

TODAY = date(2026, 11, 20)
MONTH = Range(date(2026, 11, 1), date(2026, 11, 30))
SOLD = "('confirmed', 'packing', 'shipped', 'ready_for_pickup', 'completed', 'returned')"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def on(day: int, month: int = 11) -> date:
    return date(2026, month, day)


@pytest.fixture
def sold(library: Any) -> list[int]:
    """Three titles, and orders in every state, in and before November; their ids, the titles' by what they sold."""
    novels, essays = make_category("novels"), make_category("essays")
    saga = make_category("sagas", parent=novels)
    first, second, third, used = (
        make_sku(make_book(categories=(saga,)), price_cents=3333), make_sku(make_book(categories=(essays,))),
        make_sku(make_book(), on_hand=3, price_cents=1999), make_sku(make_book(), 1, kind="used", price_cents=800),
    )  # fmt: skip
    me, other = make_user(), make_user()
    one = make_order(me, {first: 3, second: 1}, on(1), voucher_cents=500)
    for line, (share, returned) in zip(_lines(one.id), ((334, 1), (166, 0)), strict=True):
        line.voucher_cents, line.returned = share, returned
    make_refund(make_payment(one), 3221)
    make_payment(
        make_order(other, {first: 2}, on(8), state="shipped", delivery="shipping", address={}, shipping_cents=800)
    )
    make_order(me, {third: 2}, on(30), state="confirmed")
    make_refund(make_payment(make_order(me, {second: 1}, on(9), state="returned")), 5000)
    for number, state in enumerate(
        ("pending_payment", "cancelled", "expired", "packing", "ready_for_pickup"), start=10
    ):
        make_order(other, {second: 1}, on(number), state=state)
    make_order(me, {second: 2}, on(31, 10))
    make_order(me, {first: 1}, on(30, 9))
    make_order(me, {used: 1}, on(1, 7))
    db.session.commit()
    return [sku.book_id for sku in (first, second, third)]


def _lines(order_id: int) -> list[Any]:
    return list(db.session.query(OrderLine).filter_by(order_id=order_id).order_by(OrderLine.id))


def ask(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    bounds = {"first": MONTH.from_on, "last": MONTH.to_on, **values}
    return [tuple(row) for row in db.session.execute(text(statement.replace("SOLD", SOLD)), bounds)]


def test_figures_are_what_the_rows_say_in_a_fixed_number_of_statements(sold: list[int]) -> None:
    with count_queries() as statements:
        found = shop_figures(MONTH, "week", TODAY)
    assert len(statements) <= 9
    within = "state IN SOLD AND confirmed_on BETWEEN :first AND :last"
    assert ask(
        f"SELECT COUNT(*), SUM(total_cents), SUM(refunded_cents), SUM(voucher_cents) FROM shop_order WHERE {within}"
    ) == [(found.total.orders, found.total.gross_cents, found.total.refunded_cents, found.total.voucher_cents)]
    lines = f"FROM order_line l JOIN shop_order o ON o.id = l.order_id WHERE {within}"
    assert ask(f"SELECT SUM(quantity), SUM(returned) {lines}") == [(found.total.pieces, found.total.returned)]
    best = ask(
        "SELECT book_id, SUM(quantity - returned) AS n, SUM(l.total_cents - l.voucher_cents - "
        f"FLOOR((l.total_cents - l.voucher_cents) * returned / quantity)) {lines} "
        "GROUP BY book_id HAVING n > 0 ORDER BY n DESC"
    )
    assert [(line.book_id, line.pieces, line.cents) for line in found.books] == best
    assert [line.book_id for line in found.books] == sold
    assert found.states == dict(
        ask("SELECT state, COUNT(*) FROM shop_order WHERE placed_on BETWEEN :first AND :last GROUP BY state")
    )
    assert [(each.starts_on, each.sold.orders) for each in found.stretches] == [
        *((on(26, 10), 1), (on(2), 1), (on(9), 3), (on(16), 0), (on(23), 0), (on(30), 1)),
    ]
    assert sum(each.sold.net_cents for each in found.stretches) == found.total.net_cents
    assert (found.before.orders, found.before.gross_cents) == (1, 10000), "October has one, and September another"
    by_slug = {line.slug: line.pieces for line in found.categories}
    assert by_slug == {"novels": 4, "essays": 3, None: 2}
    assert sum(line.cents for line in found.categories) == found.total.net_cents - found.total.shipping_cents
    assert {(way.provider, way.delivery): way.orders for way in found.ways} == {
        ("pay_at_desk", "pickup"): 5, ("pay_at_desk", "shipping"): 1,
    }  # fmt: skip
    assert ask("SELECT SUM(on_hand), SUM(reserved), SUM(on_hand * price_cents) FROM sku") == [
        (found.stock.pieces, found.stock.reserved, found.stock.value_cents)
    ]
    assert (found.stock.titles, found.stock.sold_out) == (3, 1)
    # The used one sold too long ago.
    assert [(line.book_id, line.left, line.sold_lately) for line in found.low] == [(sold[2], 1, 2)]
    assert found.total.return_share == round(2 / 11, 4)


@sqlite_only
def test_a_shop_that_sold_nothing_has_figures_too(library: Any) -> None:
    found = shop_figures(MONTH, "month", TODAY)
    assert (found.total.net_cents, found.total.mean_cents, found.total.return_share) == (0, 0, None)
    assert [each.starts_on for each in found.stretches] == [on(1)]
    assert [*found.books, *found.categories, *found.low] == []


def test_a_range_is_thirty_days_unless_something_else_is_asked_for() -> None:
    assert range_of(None, None, TODAY) == Range(date(2026, 10, 22), TODAY)
    assert range_of(None, on(1), TODAY) == Range(date(2026, 10, 3), on(1))
    assert range_of(on(1), None, TODAY).before == Range(date(2026, 10, 12), date(2026, 10, 31))
    assert [Range(on(1), on(1) + timedelta(days=days)).step for days in (0, 61, 62, 399, 400)] == [
        *("day", "day", "week", "week", "month"),
    ]
    for first, last in (
        (on(2), on(1)),
        (date(2020, 1, 1), on(1)),
        (date(1, 1, 1), date(1, 1, 5)),
        (date(9999, 12, 31), None),
    ):
        with pytest.raises(FiguresRangeRefused):
            range_of(first, last, TODAY)
    assert (start_of(on(1), "week"), start_of(on(20), "month")) == (on(26, 10), on(1))
    assert list(steps_of(Range(on(30), date(2026, 12, 2)), "month")) == [on(1), date(2026, 12, 1)]


@sqlite_only
def test_only_staff_read_the_figures(sign_in_as: Any, reader: LibraryClient, guest: LibraryClient) -> None:
    staff = sign_in_as("staff")
    answer = staff.get("/api/staff/shop-figures?from_on=2026-11-01&to_on=2026-11-03")
    assert answer.status_code == 200
    assert [each["starts_on"] for each in answer.get_json()["stretches"]] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert staff.get("/api/staff/shop-figures?from_on=2026-11-03&to_on=2026-11-01").status_code == 422
    assert reader.get("/api/staff/shop-figures").status_code == 403
    assert guest.get("/api/staff/shop-figures").status_code == 401
