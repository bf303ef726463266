"""Arithmetic of money: to the cent, whatever the numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.shop.rules.lives import PAYMENT_STATUSES
from backend.shop.rules.money import owed_cents, payment_status, refund_parts, tax_in
from backend.shop.rules.outcomes import WRONG_AMOUNT, WRONG_CURRENCY, WRONG_MERCHANT, wrong_with

CENTS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("total", "basis_points", "tax"),
    [(10_900, 900, 900), (100, 900, 8), (0, 900, 0), (999, 0, 0), (150, 5000, 50), (3, 5000, 1), (12, 900, 1)],
)
def test_the_tax_in_a_price_is_told_to_the_cent_and_half_a_cent_goes_up(
    total: int, basis_points: int, tax: int
) -> None:
    assert tax_in(total, basis_points) == tax


@given(CENTS, st.integers(0, 5000))
def test_tax_is_never_more_than_half_a_cent_away_and_leaves_a_price_without_it(total: int, points: int) -> None:
    tax = tax_in(total, points)
    assert 0 <= tax <= total
    assert abs(2 * tax * (10_000 + points) - 2 * total * points) <= 10_000 + points
    assert tax_in(total + 1, points) >= tax


@pytest.mark.parametrize(
    ("total", "captured", "refunded", "word"),
    [
        (0, 0, 0, "paid"),
        (100, 0, 0, "none"),
        (100, 40, 0, "partial"),
        (100, 100, 0, "paid"),
        (100, 130, 0, "overpaid"),
        (100, 130, 30, "paid"),
        (100, 100, 40, "part_refunded"),
        (100, 100, 100, "refunded"),
        (100, 200, 200, "refunded"),
    ],
)
def test_the_money_of_an_order_has_one_word(total: int, captured: int, refunded: int, word: str) -> None:
    assert payment_status(total, captured, refunded) == word
    assert payment_status(100, 0, 0, authorised=True) == "authorised"


@given(CENTS, CENTS, st.data())
def test_paid_means_that_what_is_kept_is_what_it_costs(total: int, captured: int, data: st.DataObject) -> None:
    refunded = data.draw(st.integers(0, captured))
    word = payment_status(total, captured, refunded)
    assert word in PAYMENT_STATUSES
    owed = owed_cents(total, captured, refunded)
    if word in ("paid", "overpaid"):
        assert owed == 0
    if owed and captured:
        assert word in ("partial", "part_refunded", "refunded")
    assert captured - refunded + owed >= total


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10_000)), max_size=5, unique_by=lambda one: one[0]), CENTS)
def test_a_refund_is_taken_from_payments_in_their_order_and_from_none_more_than_it_has(
    left: list[tuple[int, int]], cents: int
) -> None:
    whole = sum(rest for _, rest in left)
    if not 0 < cents <= whole:
        with pytest.raises(ValueError, match="cents"):
            refund_parts(left, cents)
        return
    parts = dict(refund_parts(left, cents))
    assert sum(parts.values()) == cents
    assert all(0 < part <= dict(left)[payment] for payment, part in parts.items())
    touched = [payment for payment, rest in left if rest][: len(parts)]
    assert list(parts) == touched, "the newest first, none left out"


def test_what_is_not_as_agreed_is_named_and_the_merchant_matters_most() -> None:
    assert wrong_with(100, "CNY", 100, "CNY") is None
    assert wrong_with(100, "CNY", 99, "CNY") == WRONG_AMOUNT
    assert wrong_with(100, "CNY", 100, "USD") == WRONG_CURRENCY
    assert wrong_with(100, "CNY", 99, "USD", merchant_is_ours=False) == WRONG_MERCHANT
