"""Due dates: always a day on which the library is open, the same by whichever way, in whatever time zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.calendar.rules import AlwaysClosed, OpenDays
from backend.circulation.rules.due_dates import due_at, due_on, lending_steps, renewed_due_on
from backend.circulation.rules.terms import HARD_DUE_KINDS, RENEW_BASES, Terms
from tests.lending import made_terms

EVERY_DAY = OpenDays(frozenset(range(7)))
# Clocks that change at midnight, by half an hour, at the turn of a year, and a zone that once left out a whole day.
ZONES = (
    *("Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "America/Havana", "America/Sao_Paulo"),
    *(
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Kiritimati",
        "Africa/Casablanca",
        "Pacific/Apia",
    ),
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@st.composite
def calendars(draw: st.DrawFn, near: date) -> OpenDays:
    """A week with one open day at least, and closures and extra days of up to half a year."""
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    differing: dict[date, bool] = {}
    for _ in range(draw(st.integers(0, 4))):
        first = near + timedelta(days=draw(st.integers(-5, 120)))
        length, is_open = draw(st.integers(1, 40)), draw(st.booleans())
        differing.update({first + timedelta(days=step): is_open for step in range(length)})
    return OpenDays(weekdays, differing)


@st.composite
def terms(draw: st.DrawFn, near: date) -> Terms:
    kind = draw(st.none() | st.sampled_from(HARD_DUE_KINDS))
    return made_terms(
        loan_days=draw(st.integers(1, 400)),
        renew_days=draw(st.integers(0, 400)),
        renew_base=draw(st.sampled_from(RENEW_BASES)),
        within_card=draw(st.booleans()),
        hard_due_kind=kind,
        hard_due_on=None if kind is None else near + timedelta(days=draw(st.integers(-30, 400))),
    )


@st.composite
def lendings(draw: st.DrawFn) -> tuple[Terms, date, OpenDays, date | None]:
    today = draw(DAYS | st.sampled_from([date(2028, 2, 28), date(2028, 2, 29), date(2027, 12, 31)]))
    card = draw(st.none() | st.integers(0, 500).map(lambda days: today + timedelta(days=days)))
    return draw(terms(today)), today, draw(calendars(today)), card


@settings(max_examples=150, deadline=None)
@given(lendings(), st.integers(1, 60), DAYS)
def test_a_due_date_is_open_not_past_and_never_earlier_for_more_days(
    lending: tuple[Terms, date, OpenDays, date | None], more: int, due_before: date
) -> None:
    terms, today, days, card = lending
    due = due_on(terms, today, days, card)
    assert days.is_open(due)
    assert due >= today
    assert due_on(replace(terms, loan_days=terms.loan_days + more), today, days, card) >= due
    renewed = renewed_due_on(terms, due_before, today, days, card)
    assert days.is_open(renewed)
    assert renewed >= today
    # Borrowed today and renewed today, for as many days from the same day: one answer.
    same = replace(terms, renew_days=terms.loan_days, renew_base="from_today")
    assert renewed_due_on(same, due_before, today, days, card) == due
    from_due = replace(terms, renew_days=terms.loan_days, renew_base="from_due")
    assert renewed_due_on(from_due, today, today, days, card) == due
    assert lending_steps(terms, today, days, card)[-1].on == due
    # A closure more never makes it earlier.
    closed = OpenDays(days.weekdays, {**days.differing, due: False})
    assert due_on(terms, today, closed, card) > due


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(ZONES))
@example(date(2011, 12, 29), "Pacific/Apia")
@example(date(2018, 11, 3), "America/Sao_Paulo")
@example(date(2018, 2, 17), "America/Sao_Paulo")
@example(date(2022, 11, 5), "America/Havana")
def test_the_last_second_of_a_due_date_is_on_that_day_and_the_next_one_is_not(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    last = due_at(day, zone)
    assert last.tzinfo is UTC
    assert last.astimezone(zone).date() == day
    assert (last + timedelta(seconds=1)).astimezone(zone).date() > day


@pytest.mark.parametrize("name", ZONES)
def test_the_days_of_a_loan_are_days_of_the_calendar_whatever_the_clocks_do(name: str) -> None:
    zone = ZoneInfo(name)
    for first in (date(2026, 3, 1), date(2026, 10, 20), date(2028, 2, 20)):
        evening = datetime.combine(first, time(23, 30), zone)
        assert due_on(made_terms(loan_days=14), evening.date(), EVERY_DAY, None) == first + timedelta(days=14)


FRIDAY = date(2026, 11, 20)
NO_SUNDAYS = OpenDays(frozenset(range(6)), {date(2026, 11, 30): False})


@pytest.mark.parametrize(
    ("values", "card", "steps"),
    [
        ({"loan_days": 7}, None, [("loan_days", "2026-11-27")]),
        ({"loan_days": 9}, None, [("loan_days", "2026-11-29"), ("rolled", "2026-12-01")]),
        ({"hard_due_on": date(2026, 12, 4), "hard_due_kind": "not_after"}, None, [("hard_due", "2026-12-04")]),
        ({"hard_due_on": date(2027, 1, 15), "hard_due_kind": "not_before"}, None, [("hard_due", "2027-01-15")]),
        ({"hard_due_on": date(2027, 1, 15), "hard_due_kind": "exact"}, None, [("hard_due", "2027-01-15")]),
        ({"hard_due_on": date(2026, 11, 1), "hard_due_kind": "exact"}, None, [("rolled", "2026-12-21")]),
        ({}, date(2026, 12, 1), [("within_card", "2026-12-01")]),
        ({"within_card": False, "loan_days": 12}, date(2026, 11, 25), [("loan_days", "2026-12-02")]),
        ({"loan_days": 4}, date(2026, 11, 19), [("within_card", "2026-11-19"), ("not_past", "2026-11-20")]),
    ],
)
def test_what_has_a_say_in_a_due_date_is_told_in_its_order(
    values: dict[str, object], card: date | None, steps: list[tuple[str, str]]
) -> None:
    told = lending_steps(made_terms(**values), FRIDAY, NO_SUNDAYS, card)
    assert [(step.code, step.on.isoformat()) for step in told][-len(steps) :] == steps


def test_a_library_that_never_opens_is_found_out() -> None:
    with pytest.raises(AlwaysClosed):
        due_on(made_terms(), FRIDAY, OpenDays(frozenset()), None)
