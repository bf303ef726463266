"""Days that are counted."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from backend.centre.rules import Streak, by_month, longest_streak, most_of, year_in


def days(*numbers: int) -> list[date]:
    return [date(2026, 3, number) for number in numbers]


def test_the_longest_streak_is_days_in_a_row_and_of_two_the_latest() -> None:
    assert longest_streak([]) is None
    assert longest_streak(days(5)) == Streak(1, *days(5, 5))
    assert longest_streak(days(9, 1, 2, 3, 3, 8)) == Streak(3, *days(1, 3))
    assert longest_streak(days(1, 2, 8, 9)) == Streak(2, *days(8, 9))
    assert longest_streak([date(2026, 2, 28), date(2026, 3, 1)]) == Streak(2, date(2026, 2, 28), date(2026, 3, 1))


def test_a_year_begins_where_the_library_stands() -> None:
    start, end = year_in(ZoneInfo("Asia/Shanghai"), 2026)
    assert start.astimezone(UTC) == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_counts_by_month_and_the_most_frequent() -> None:
    assert by_month([date(2026, 1, 1), date(2026, 1, 31), date(2026, 12, 1)]) == [2, *[0] * 10, 1]
    assert most_of(["b", "a", "a", "c", "b", "d"], 3) == [("b", 2), ("a", 2), ("c", 1)]
