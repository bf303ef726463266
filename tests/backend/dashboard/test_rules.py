"""Ranges and how they are cut, local time, and what a kiosk is told."""

from datetime import UTC, date, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from backend.dashboard.rules.local_time import moments_of, offsets_of
from backend.dashboard.rules.people import BANDS, UNKNOWN, band_of, change_of, told, told_parts, years_of_band
from backend.dashboard.rules.ranges import (
    Range,
    ScreenRangeRefused,
    other_range,
    pieces_of,
    range_of,
    start_of,
    steps_of,
)

TODAY = date(2026, 11, 20)


def test_a_range_is_the_last_thirty_days_and_never_of_the_future() -> None:
    assert range_of(None, None, TODAY) == Range(date(2026, 10, 22), TODAY)
    assert range_of(None, None, TODAY, 7) == Range(date(2026, 11, 14), TODAY)
    assert range_of(date(2026, 1, 1), date(2027, 1, 1), TODAY) == Range(date(2026, 1, 1), TODAY)
    for from_on, to_on in ((date(2026, 2, 2), date(2026, 2, 1)), (date(2021, 1, 1), TODAY)):
        with pytest.raises(ScreenRangeRefused):
            range_of(from_on, to_on, TODAY)


def test_a_range_is_compared_with_as_many_days_before_or_with_the_year_before() -> None:
    march = Range(date(2024, 2, 29), date(2024, 3, 29))
    assert other_range(march, "previous") == Range(date(2024, 1, 30), date(2024, 2, 28))
    assert other_range(march, "year_before") == Range(date(2023, 2, 28), date(2023, 3, 29))
    assert other_range(march, "none") is None


def test_a_range_is_cut_into_pieces_that_are_all_of_it_and_nothing_twice() -> None:
    random = Random(1)
    for _ in range(200):
        first = date(2022, 1, 1) + timedelta(days=random.randrange(900))
        asked = Range(first, first + timedelta(days=random.choice((0, 5, 31, 90, 400, 1200))))
        # The last counted day may be the range's own last, and years may lag behind.
        counted_to = random.choice((None, asked.to_on, asked.to_on + timedelta(days=9)))
        pieces = pieces_of(asked, counted_to, random.choice((None, asked.to_on, date(2023, 12, 31))))
        covered = [year + timedelta(days=n) for year in pieces.years for n in range(_days_of(year))]
        for month in pieces.months:
            covered += [
                month + timedelta(days=n) for n in range(31) if (month + timedelta(days=n)).month == month.month
            ]
        # What is not counted is in no sum.
        covered = [day for day in covered if counted_to is None or day <= counted_to]
        for start, end in pieces.days:
            assert (start.year, start.month) == (end.year, end.month)
            covered += [start + timedelta(days=n) for n in range((end - start).days + 1)]
        assert sorted(covered) == [asked.from_on + timedelta(days=n) for n in range(asked.days)]
        assert {start_of(day, asked.step) for day in covered} == set(steps_of(asked))


def _days_of(year: date) -> int:
    return (date(year.year + 1, 1, 1) - year).days


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/London", "America/New_York", "Asia/Kolkata", "UTC"])
def test_clocks_are_set_as_they_are_in_the_zone(zone: str) -> None:
    local, asked = ZoneInfo(zone), Range(date(2025, 1, 1), date(2026, 12, 31))
    first, end = moments_of(asked, local)
    assert first.astimezone(local).isoformat()[:19] == "2025-01-01T00:00:00"
    assert end.astimezone(local).isoformat()[:19] == "2027-01-01T00:00:00"
    offsets = offsets_of(asked, local)
    assert len(offsets) == (5 if zone in ("Europe/London", "America/New_York") else 1)
    at = first
    while at < end:
        seconds = next(offset.seconds for offset in offsets if at < offset.until)
        assert at + timedelta(seconds=seconds) == at.astimezone(local).replace(tzinfo=UTC)
        at += timedelta(minutes=30)


def test_everybody_is_in_one_band_by_the_age_of_this_year() -> None:
    for year in range(1900, 2027):
        band = band_of(year, 2026)
        years = years_of_band(band, 2026)
        assert years is not None and years[0] <= year <= years[1]
    assert band_of(None, 2026) == band_of(2027, 2026) == UNKNOWN
    assert band_of(2008, 2026) == "18-24" and len({band for band, _ in BANDS}) == 9


def test_a_kiosk_is_told_no_count_of_less_than_five_people_and_cannot_work_it_out() -> None:
    assert (told(4, True).value, told(4, True).suppressed) == (None, True)
    assert told(5, True).value == 5 and told(4, False).value == 4
    # The whole is known: one that is hidden alone could be worked out.
    assert [people.value for people in told_parts([40, 3, 9], True)] == [40, None, None]
    assert [people.value for people in told_parts([40, 3, 2], True)] == [40, None, None]
    assert [people.value for people in told_parts([40, 3, 9], False)] == [40, 3, 9]


def test_nothing_is_compared_with_nothing() -> None:
    assert change_of(5, 4) == 0.25 and change_of(0, 4) == -1
    assert change_of(5, 0) is None and change_of(5, None) is None
