"""What being late costs, and the numbers of cards."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.calendar.rules import OpenDays
from backend.circulation.rules.cards import account_of_number, card_number
from backend.circulation.rules.fines import overdue_cents, suspension_days
from tests.lending import made_terms

DUE = date(2026, 11, 20)
# Open from Monday to Friday; the fine begins with the third open day that the book is late.
DAYS = OpenDays(frozenset(range(5)), {date(2026, 11, 27): False})


@pytest.mark.parametrize(
    ("today", "cents"),
    [
        (date(2026, 11, 19), 0),
        (DUE, 0),
        (date(2026, 11, 22), 0),
        (date(2026, 11, 24), 0),
        (date(2026, 11, 25), 20),
        (date(2026, 11, 26), 40),
        (date(2026, 11, 30), 60),
        (date(2027, 11, 19), 2000),
    ],
)
def test_a_fine_counts_open_days_after_the_days_of_grace_up_to_its_cap(today: date, cents: int) -> None:
    assert overdue_cents(made_terms(), DUE, today, DAYS, None) == cents


@pytest.mark.parametrize(
    ("values", "price", "cents"),
    [({}, 1500, 1500), ({}, 3000, 2000), ({"fine_cap_cents": 0}, 2600, 2600), ({"fine_cap_cents": 0}, None, 5140)],
)
def test_a_fine_is_never_more_than_the_book_is_worth(values: dict[str, int], price: int | None, cents: int) -> None:
    year_later = date(2027, 11, 19)
    assert overdue_cents(made_terms(**values), DUE, year_later, DAYS, price) == cents


def test_days_without_borrowing_stand_in_the_place_of_money() -> None:
    terms = made_terms(suspend_days_per_overdue_day=3)
    assert overdue_cents(terms, DUE, date(2026, 11, 26), DAYS, None) == 0
    assert suspension_days(terms, DUE, date(2026, 11, 26), DAYS) == 6
    assert suspension_days(terms, DUE, date(2030, 1, 1), DAYS) == 365
    assert suspension_days(made_terms(), DUE, date(2030, 1, 1), DAYS) == 0


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 900), st.integers(0, 900), st.integers(0, 9), st.none() | st.integers(1, 9000))
def test_a_fine_never_falls_while_the_book_is_out(early: int, more: int, grace: int, price: int | None) -> None:
    terms = made_terms(grace_days=grace)
    first, later = (overdue_cents(terms, DUE, DUE + timedelta(days=n), DAYS, price) for n in (early, early + more))
    assert 0 <= first <= later <= 2000


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 2**31 - 1), st.integers(0, 9), st.integers(0, 9))
def test_a_misread_digit_is_nobodys_card(user_id: int, place: int, digit: int) -> None:
    number = card_number(user_id)
    assert account_of_number(f" {number.lower()}\n") == user_id
    wrong = list(number)
    spot = 1 + place % (len(number) - 1)
    wrong[spot] = str(digit)
    assert account_of_number("".join(wrong)) == (user_id if wrong == list(number) else None)
