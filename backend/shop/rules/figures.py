"""Days put together for a chart, and the range that figures are asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta

from backend.core.errors import Invalid

STEPS = DAY, WEEK, MONTH = ("day", "week", "month")
# What is asked for when nothing is said; more than three years say nothing that is not said by the years alone.
USUAL_DAYS, MOST_DAYS = 30, 1098
# Beyond so many days, weeks are read more easily, and beyond so many of these, months.
DAYS_AS_DAYS, DAYS_AS_WEEKS = 62, 400


# Nothing was sold here before.
FIRST = date(2000, 1, 1)


class FiguresRangeRefused(Invalid):
    message = "The range ends before it begins, or is longer than three years."


@dataclass(frozen=True)
class Sold:
    """What was sold in a stretch of time, or a day. Money in cents."""

    orders: int = 0
    pieces: int = 0
    returned: int = 0
    # Goods less vouchers, with the sending; before anything was given back.
    gross_cents: int = 0
    refunded_cents: int = 0
    shipping_cents: int = 0
    # What discounts and vouchers took off.
    discount_cents: int = 0
    voucher_cents: int = 0

    @property
    def net_cents(self) -> int:
        return self.gross_cents - self.refunded_cents

    @property
    def mean_cents(self) -> int:
        """Of an order; half a cent up."""
        return (2 * self.gross_cents + self.orders) // (2 * self.orders) if self.orders else 0

    @property
    def return_share(self) -> float | None:
        """Of the pieces, how many came back; None where nothing was sold."""
        return round(self.returned / self.pieces, 4) if self.pieces else None


@dataclass(frozen=True)
class Range:
    """Both days count."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1

    @property
    def before(self) -> "Range":
        """As many days up to the day before."""
        return Range(self.from_on - timedelta(days=self.days), self.from_on - timedelta(days=1))

    @property
    def step(self) -> str:
        return DAY if self.days <= DAYS_AS_DAYS else WEEK if self.days <= DAYS_AS_WEEKS else MONTH


def range_of(from_on: date | None, to_on: date | None, today: date) -> Range:
    """The last thirty days unless something else is asked for. Raises FiguresRangeRefused."""
    last = max(to_on or today, FIRST)
    found = Range(from_on or last - timedelta(days=USUAL_DAYS - 1), last)
    if not 1 <= found.days <= MOST_DAYS:
        problem = {"code": "figures_range_refused", "message": FiguresRangeRefused.message}
        raise FiguresRangeRefused(fields={"from_on": [problem]})
    return found


def added(parts: Iterable[Sold]) -> Sold:
    """All of it together."""
    rows = list(parts)
    return Sold(**{field.name: sum(getattr(row, field.name) for row in rows) for field in fields(Sold)})


def start_of(day: date, step: str) -> date:
    """The first day of its week, which begins on a Monday, or of its month."""
    if step == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == MONTH else day


def steps_of(asked: Range, step: str) -> Iterator[date]:
    """The first day of every stretch of the range, also of those in which nothing was sold."""
    seen = None
    for number in range(asked.days):
        start = start_of(asked.from_on + timedelta(days=number), step)
        if start != seen:
            seen = start
            yield start
