"""Open and closed days, counted the slow way and the quick way."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.calendar.rules import AlwaysClosed, OpenDays

START = date(2028, 1, 1)
WEEKS = st.frozensets(st.integers(0, 6))
DIFFERING = st.dictionaries(st.integers(-20, 150).map(lambda n: START + timedelta(days=n)), st.booleans(), max_size=40)


@settings(max_examples=150, deadline=None)
@given(WEEKS, DIFFERING, st.integers(-10, 130))
def test_open_days_are_counted_as_one_would_count_them(
    week: frozenset[int], differing: dict[date, bool], length: int
) -> None:
    days = OpenDays(week, differing)
    one_by_one = [START + timedelta(days=step) for step in range(1, length + 1)]
    assert days.count_open(START, START + timedelta(days=length)) == sum(map(days.is_open, one_by_one))


@settings(max_examples=200, deadline=None)
@given(st.frozensets(st.integers(0, 6), min_size=1), DIFFERING, st.integers(1, 20))
def test_so_many_open_days_later_so_many_open_days_have_passed(
    week: frozenset[int], differing: dict[date, bool], number: int
) -> None:
    days = OpenDays(week, differing)
    then = days.plus_open_days(START, number)
    assert days.is_open(then)
    assert days.count_open(START, then) == number
    assert days.plus_open_days(START, 0) == days.next_open(START)


def test_the_next_open_day_is_the_day_itself_when_it_is_open() -> None:
    days = OpenDays(frozenset({0}), {date(2026, 11, 25): True, date(2026, 11, 30): False})
    assert days.next_open(date(2026, 11, 23)) == date(2026, 11, 23)
    assert days.next_open(date(2026, 11, 24)) == date(2026, 11, 25)
    assert days.next_open(date(2026, 11, 26)) == date(2026, 12, 7)


def test_a_year_without_an_open_day_is_no_calendar() -> None:
    with pytest.raises(AlwaysClosed):
        OpenDays(frozenset(), {START + timedelta(days=366): True}).next_open(START)
