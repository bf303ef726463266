"""What the demonstration reader has at home, what lies ready for him, and what he waits for: one of each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from backend.circulation.rules.due_dates import due_on
from backend.circulation.rules.lives import DESK, SELF
from backend.seed.desk import Desk
from backend.seed.desk_things import SimCopy, SimReader

# Days from today on which a loan is due, the best first: one soon, one long since, one in good time.
SOON, OVERDUE, IN_TIME = ((2, 1, 3, 0, 4), (-8, -9, -7, -10, -6, -11, -12), (24, 23, 25, 22, 21, 26, 20))


def furnish_demonstration_reader(desk: Desk, reader: SimReader, liked: Sequence[int], end: datetime) -> None:
    """Books that he would like, the most first, as far as copies of them lay on the shelf then."""
    today = desk.day_of(end)
    books = iter(liked)
    for days, channel in ((OVERDUE, DESK), (IN_TIME, SELF), (SOON, DESK)):
        _borrow(desk, reader, books, [today + timedelta(days=day) for day in days], channel, today)
    _find_ready(desk, reader, books, today)
    _stand_in_queue(desk, reader, liked, today)


def _borrow(
    desk: Desk, reader: SimReader, books: Iterator[int], wanted: Sequence[date], channel: str, today: date
) -> None:
    """The first of these due dates that a loan of an earlier day can have."""
    for book_id in books:
        copy = _resting(desk, reader, book_id)
        if copy is None:
            continue
        terms = desk.terms(reader, copy)
        for due in wanted:
            for back in range(terms.loan_days + 14):
                day = due - timedelta(days=back)
                at = _noon(desk, day, 11 if channel == DESK else 17)
                if not desk.days.is_open(day) or due_on(terms, day, desk.days, None) != due or day >= today:
                    continue
                if copy.used_at is None or copy.used_at < at:
                    desk.lend(reader, copy, at, channel)
                    return


def _find_ready(desk: Desk, reader: SimReader, books: Iterator[int], today: date) -> None:
    """Asked for the day before yesterday, fetched on the last open day."""
    last_open = next(day for day in _days_before(today) if desk.days.is_open(day))
    for book_id in books:
        copy = _resting(desk, reader, book_id)
        asked = _noon(desk, last_open - timedelta(days=1), 21)
        if copy is not None and (copy.used_at is None or copy.used_at < asked):
            hold = desk.wait(reader, book_id, asked, today + timedelta(days=180))
            desk.set_aside(hold, copy, asked)
            desk.put_on_shelf(hold, copy, _noon(desk, last_open, 10))
            return


def _stand_in_queue(desk: Desk, reader: SimReader, liked: Sequence[int], today: date) -> None:
    """Of the books that are out, the one that he would like most; where nobody has one, none."""
    at = _noon(desk, today - timedelta(days=2), 20)
    for book_id in liked:
        copies = [copy for copy in desk.copies[book_id] if copy.lendable and copy.condition == "ok"]
        out_then = [copy for copy in copies if copy.loan is not None and copy.loan.values["borrowed_at"] < at]
        mine = any(loan.copy.book_id == book_id for loan in reader.loans)
        if copies and len(out_then) == len(copies) and not mine and desk.may_wait(reader, book_id, today):
            desk.wait(reader, book_id, at, today + timedelta(days=178))
            return


def _resting(desk: Desk, reader: SimReader, book_id: int) -> SimCopy | None:
    """The free copy of a book, of the ordinary kind, that has lain on the shelf longest; nobody waits for it."""
    if desk.queues[book_id] or any(loan.copy.book_id == book_id for loan in reader.loans):
        return None
    free = [copy for copy in desk.copies[book_id] if copy.free and desk.terms(reader, copy).loan_days >= 21]
    long_ago = datetime(1, 1, 1, tzinfo=UTC)
    return min(free, key=lambda copy: copy.used_at or long_ago, default=None)


def _noon(desk: Desk, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 12), desk.zone).astimezone(UTC)


def _days_before(today: date) -> Iterator[date]:
    for back in range(1, 40):
        yield today - timedelta(days=back)
