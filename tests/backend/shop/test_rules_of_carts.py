"""Prices, vouchers, carts and addresses as plain rules: whatever the numbers, nothing is lost to a cent."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.shop.rules.addresses import countries, tidy_address
from backend.shop.rules.carts import Offered, merged_quantity, quantity_problem
from backend.shop.rules.price_hash import price_hash
from backend.shop.rules.prices import live_cents
from backend.shop.rules.shipping import Rate, shipping_cents
from backend.shop.rules.vouchers import (
    Conditions,
    shares_of,
    voucher_cents,
    voucher_code,
    voucher_problem,
)

DAY = date(2026, 11, 20)
CENTS = some.integers(0, 10_000_000)
HOME = {
    "recipient": " 林晚 ",
    "phone": "+86 138-0000-0000",
    "country": "CN",
    "region": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "文一路  1 号",
    "postal_code": "310012",
}
ABROAD = {**HOME, "country": "GB", "phone": "020 7946 0018", "district": "x", "region": "", "postal_code": "sw1a 1aa"}


@pytest.mark.parametrize(
    ("price", "percent", "live"), [(4000, 25, 3000), (3333, 25, 2500), (1, 50, 1), (99, 90, 10), (4990, None, 4990)]
)
def test_a_discount_takes_its_percentage_off_and_rounds_half_a_cent_up(price: int, percent: int, live: int) -> None:
    assert live_cents(price, percent) == live


@given(CENTS, some.integers(1, 90))
def test_a_discount_never_makes_anything_dearer_or_negative(price: int, percent: int) -> None:
    assert 0 <= live_cents(price, percent) <= price
    # Never more than half a cent from what it would be exactly.
    assert abs(live_cents(price, percent) * 100 - price * (100 - percent)) <= 50


@given(some.lists(some.integers(0, 500_000), max_size=30), some.floats(0, 1))
def test_a_voucher_is_shared_by_the_lines_exact_to_the_cent(totals: list[int], part: float) -> None:
    cents = int(sum(totals) * part)
    shares = shares_of(cents, totals)
    assert sum(shares) == cents
    assert all(0 <= share <= total for share, total in zip(shares, totals, strict=True))
    # Each has its due, and nobody a cent more than that rounded up.
    whole = sum(totals) or 1
    assert all(0 <= abs(share * whole - cents * total) < whole for share, total in zip(shares, totals, strict=True))


@pytest.mark.parametrize(
    ("cents", "totals", "shares"), [(100, [1, 1, 1], None), (1, [300, 300, 400], [0, 0, 1]), (2, [5, 5, 5], [1, 1, 0])]
)
def test_what_dividing_leaves_over_goes_where_most_was_cut_off(
    cents: int, totals: list[int], shares: list[int] | None
) -> None:
    if shares is None:
        with pytest.raises(ValueError, match="cannot be shared"):
            shares_of(cents, totals)
    else:
        assert shares_of(cents, totals) == shares


@given(some.sampled_from(["percent", "amount"]), some.integers(1, 100), CENTS)
def test_a_voucher_never_takes_off_more_than_the_goods_cost(kind: str, value: int, goods: int) -> None:
    assert 0 <= voucher_cents(kind, value, goods) <= goods


@pytest.mark.parametrize(
    ("changes", "fitting", "used", "problem"),
    [
        ({}, 5000, False, None),
        ({"starts_on": date(2026, 11, 21)}, 5000, False, "voucher_early"),
        ({"ends_on": date(2026, 11, 19)}, 5000, False, "voucher_expired"),
        ({}, 5000, True, "voucher_used"),
        ({"most_uses": 3, "uses": 3}, 5000, False, "voucher_used_up"),
        ({"most_uses": 3, "uses": 2}, 5000, False, None),
        ({}, 4999, False, "voucher_minimum"),
        ({}, 0, False, "voucher_fits_nothing"),
    ],
)
def test_a_voucher_says_why_it_cannot_be_taken(
    changes: dict[str, Any], fitting: int, used: bool, problem: str | None
) -> None:
    conditions: dict[str, Any] = {
        "kind": "amount",
        "value": 1000,
        "minimum_cents": 5000,
        "starts_on": DAY,
        "ends_on": DAY,
    }
    asked = Conditions(**{**conditions, "most_uses": None, "uses": 0, **changes})
    assert voucher_problem(asked, DAY, fitting, used=used) == problem
    assert voucher_code(" winter -10 ") == "WINTER-10"


def test_sending_costs_by_the_piece_and_nothing_from_a_sum_on() -> None:
    rate = Rate(base_cents=800, piece_cents=200, free_from_cents=9900)
    assert [shipping_cents(rate, pieces, 5000) for pieces in (0, 1, 3)] == [0, 800, 1200]
    assert (shipping_cents(rate, 3, 9899), shipping_cents(rate, 3, 9900)) == (1200, 0)


@given(*[some.integers(0, 999)] * 2, some.integers(-3, 50), some.integers(1, 20), some.booleans())
def test_two_carts_make_as_many_as_both_had_there_are_and_one_may_have(
    mine: int, guests: int, left: int, most: int, on_sale: bool
) -> None:
    offered = Offered(1, 2, on_sale, max(0, left), most)
    got = merged_quantity(mine, guests, offered)
    assert got == (min(mine + guests, max(0, left), most) if on_sale else 0)
    assert got == 0 or quantity_problem(offered, got) is None


LINES = [(1, 2, 3000, 4000), (2, 1, 500, 500)]
AGREED: tuple[Any, ...] = (LINES, "WINTER", 100, 800, 7200, "shipping", "CN")


def test_the_price_hash_is_another_when_anything_agreed_to_is_and_the_order_of_lines_says_nothing() -> None:
    others: list[tuple[Any, ...]] = [
        ([(1, 3, 3000, 4000), LINES[1]], *AGREED[1:]),
        ([(1, 2, 3001, 4000), LINES[1]], *AGREED[1:]),
        ([(1, 2, 3000, 4001), LINES[1]], *AGREED[1:]),
        *[(*AGREED[:place], other, *AGREED[place + 1 :]) for place, other in enumerate((None, 1, 2, 3, "pickup"), 1)],
        (*AGREED[:6], "JP"),
    ]
    hashes = {price_hash(*agreed) for agreed in (AGREED, *others)}
    assert len(hashes) == 1 + len(others)
    assert price_hash(LINES[::-1], *AGREED[1:]) == price_hash(*AGREED)


def test_an_address_is_tidied_at_home_and_abroad() -> None:
    home, problems = tidy_address(HOME)
    assert not problems
    assert (home["recipient"], home["phone"], home["street"]) == ("林晚", "13800000000", "文一路 1 号")
    abroad, problems = tidy_address(ABROAD)
    assert not problems
    assert (abroad["phone"], abroad["postal_code"], abroad["district"]) == ("+442079460018", "SW1A 1AA", "")
    assert {"CN", "GB", "US"} <= set(countries())


@pytest.mark.parametrize(
    ("given", "changes", "problems"),
    [
        (HOME, {"phone": "12345678901"}, {"phone": "mobile_refused"}),
        (HOME, {"phone": "1380000000"}, {"phone": "mobile_refused"}),
        (HOME, {"postal_code": "31001"}, {"postal_code": "postal_code_refused"}),
        (HOME, {"district": " ", "region": ""}, {"district": "required", "region": "required"}),
        (ABROAD, {"phone": "+44 1"}, {"phone": "phone_refused"}),
        (ABROAD, {"phone": "call me"}, {"phone": "phone_refused"}),
        (ABROAD, {"postal_code": "--"}, {"postal_code": "postal_code_refused"}),
        (ABROAD, {"postal_code": "ß-ß-ß-ß-ß-ß-ß"}, {"postal_code": "postal_code_refused"}),
        (ABROAD, {"postal_code": "", "city": ""}, {"city": "required"}),
        (ABROAD, {"country": "XX"}, {"country": "country_unknown", "phone": "phone_refused"}),
    ],
)
def test_every_field_of_an_address_that_is_not_right_is_named(
    given: dict[str, str], changes: dict[str, str], problems: dict[str, str]
) -> None:
    assert tidy_address({**given, **changes})[1] == problems
