"""The ten most of many sums are the ten most, however little of them is read."""

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from backend.core.database import db
from backend.dashboard.models import CountedBook
from backend.dashboard.queries.most import MOST, Sums
from backend.dashboard.rules.grains import MONTH, YEAR

YEARS = [date(year, 1, 1) for year in (2022, 2023, 2024, 2025)]
MONTHS = [date(2026, month, 1) for month in range(1, 12)]


def counts_of(random: Random, books: int, steepness: float, most: int) -> dict[tuple[str, date], dict[int, int]]:
    """A month is about a twelfth of a year, and nobody has the same rank everywhere."""

    def of(largest: float) -> dict[int, int]:
        loans = {book: largest * random.uniform(0.3, 1.7) / book**steepness for book in range(1, books + 1)}
        return {book: round(number) for book, number in loans.items() if round(number)}

    return {**{(YEAR, year): of(most) for year in YEARS}, **{(MONTH, month): of(most / 12) for month in MONTHS}}


@pytest.mark.parametrize(
    ("books", "steepness", "most"),
    # Few and many; all alike, as if nobody had a taste; some far ahead; hardly any loans at all.
    [(8, 0.3, 90), (400, 0.0, 60), (400, 0.2, 200), (400, 1.0, 900), (60, 0.5, 6)],
)
def test_the_ten_most_are_those_of_all_that_was_counted(library: Any, books: int, steepness: float, most: int) -> None:
    random = Random(books + most)
    counted = counts_of(random, books, steepness, most)
    rows = [
        {"grain": grain, "starts_on": start, "book_id": book, "loans": loans}
        for (grain, start), of_books in counted.items()
        for book, loans in of_books.items()
    ]
    db.session.execute(insert(CountedBook), rows)
    # What is in no whole month is in a table of its own here: that of the day before.
    rest = {random.randint(1, books + 5): random.randint(1, 9) for _ in range(30)}
    of_day = {"grain": "day", "starts_on": date(2026, 12, 1)}
    db.session.execute(insert(CountedBook), [{**of_day, "book_id": book, "loans": n} for book, n in rest.items()])

    def others(books_asked: Any) -> Any:
        these = select(CountedBook.book_id.label("key"), CountedBook.loans).where(CountedBook.grain == "day")
        return these if books_asked is None else these.where(CountedBook.book_id.in_(books_asked))

    for years, months in (
        (YEARS, MONTHS),
        (YEARS[1:], MONTHS[:2]),
        ([], MONTHS),
        (YEARS, []),
        ([], MONTHS[:1]),
        ([], []),
    ):
        sums = Counter(rest)
        for place in [*((YEAR, year) for year in years), *((MONTH, month) for month in months)]:
            sums.update(counted[place])
        best = dict(sorted(sums.items(), key=lambda one: (-one[1], one[0]))[:MOST])
        tally = Sums(CountedBook, CountedBook.book_id, years, months, others)
        assert list(tally.most().items()) == list(best.items())
        asked = random.sample(range(1, books + 6), 5)
        assert tally.of(asked) == {book: sums[book] for book in asked if sums[book]}


def test_little_is_read_where_some_stand_out(library: Any) -> None:
    tally = Sums(CountedBook, CountedBook.book_id, YEARS, MONTHS, lambda _: None)
    assert tally.most() == {}
    rows = [
        {"grain": YEAR, "starts_on": year, "book_id": book, "loans": 1 + 400 // book}
        for year in YEARS
        for book in range(1, 300)
    ]
    db.session.execute(insert(CountedBook), rows)
    of_year, of_month = tally._least(tally._enough() // 2)
    assert of_year > 10 and of_month > 1
    assert len(tally._often(of_year, of_month, 1)) < 30
    assert list(tally.most()) == list(range(1, 11))
